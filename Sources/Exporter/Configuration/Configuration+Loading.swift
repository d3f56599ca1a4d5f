import Foundation
import NinesSLO

extension Configuration {
    /// Reads and checks a configuration file. Paths inside it are relative to its folder, or to the working directory
    /// where it has nothing but modules, as in blackbox_exporter. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with the file, one problem a line.
    ///
    /// - Parameters:
    ///   - environment: what `${NAME}` in values stands for.
    ///   - leavesOutUnsupported: whether modules that need what this version does not support are left out with a
    ///     warning, rather than refused.
    ///   - targetFiles: what target files said before, for those that cannot be used now.
    static func load(
        file: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        leavingOutUnsupported leavesOutUnsupported: Bool = false, after targetFiles: TargetFiles = TargetFiles()
    ) throws(ConfigurationError) -> Configuration {
        try parse(
            ConfigurationText.load(file, limit: YAMLLimits.size), file: file, environment: environment,
            leavingOutUnsupported: leavesOutUnsupported, after: targetFiles)
    }

    /// Checks the text of a configuration file, and the files that it includes.
    ///
    /// - Parameter file: named in messages, not opened. Files that the text names are read.
    /// - Throws: everything that is wrong with the text, one problem a line, each with its line.
    static func parse(
        _ text: String, file: String, environment: [String: String] = [:],
        leavingOutUnsupported leavesOutUnsupported: Bool = false, after targetFiles: TargetFiles = TargetFiles()
    ) throws(ConfigurationError) -> Configuration {
        try read(text, file: file, environment: environment) {
            $0.targetFiles = targetFiles
            $0.leavesOutUnsupported = leavesOutUnsupported
        }.configuration
    }

    /// What a file says once everything in it is put in its place: targets with their whole modules, defaults written
    /// out, secrets hidden. A configuration again, as YAML, where it has no secrets. Blocks on the file system.
    static func resolved(
        file: String, environment: [String: String] = ProcessInfo.processInfo.environment,
        leavingOutUnsupported leavesOutUnsupported: Bool = false
    ) throws(ConfigurationError) -> String {
        try resolved(
            ConfigurationText.load(file, limit: YAMLLimits.size), file: file, environment: environment,
            leavingOutUnsupported: leavesOutUnsupported)
    }

    static func resolved(
        _ text: String, file: String, environment: [String: String] = [:],
        leavingOutUnsupported leavesOutUnsupported: Bool = false
    ) throws(ConfigurationError) -> String {
        try read(text, file: file, environment: environment, isResolving: true) {
            $0.leavesOutUnsupported = leavesOutUnsupported
        }.resolved.map(YAMLOutput.text) ?? ""
    }

    private static func read(
        _ text: String, file: String, environment: [String: String], isResolving: Bool = false,
        prepare: (inout ConfigurationReader) -> Void
    ) throws(ConfigurationError) -> (configuration: Configuration, resolved: YAMLNode?) {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(text, file: file)
        } catch {
            throw ConfigurationError(problems: [error])
        }
        let log = ProblemLog(file: file)
        log.note(file, text.utf8)
        let files = ConfigurationFiles(root, log: log, environment: environment)
        var reader = ConfigurationReader(files: files)
        prepare(&reader)
        let read = reader.read(isResolving: isResolving)
        let problems = files.problems
        guard let read, problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return read
    }
}
