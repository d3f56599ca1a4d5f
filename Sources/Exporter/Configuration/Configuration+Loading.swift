import NinesSLO

extension Configuration {
    /// Reads and checks a configuration file. Paths inside it are relative to the working directory, as in
    /// blackbox_exporter. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with the file, one problem a line.
    static func load(file: String) throws(ConfigurationError) -> Configuration {
        try parse(ConfigurationText.load(file, limit: YAMLLimits.size), file: file)
    }

    /// Checks the text of a configuration file.
    ///
    /// - Parameter file: named in messages, not opened. Files that the text names are looked at.
    /// - Throws: everything that is wrong with the text, one problem a line, each with its line.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        try read(text, file: file).configuration
    }

    /// What a file says once everything in it is put in its place: targets with their whole modules, defaults written
    /// out, secrets hidden. A configuration again, as YAML, where it has no secrets. Blocks on the file system.
    static func resolved(file: String) throws(ConfigurationError) -> String {
        try resolved(ConfigurationText.load(file, limit: YAMLLimits.size), file: file)
    }

    static func resolved(_ text: String, file: String) throws(ConfigurationError) -> String {
        YAMLOutput.text(try read(text, file: file).resolved)
    }

    private static func read(
        _ text: String, file: String
    ) throws(ConfigurationError) -> (configuration: Configuration, resolved: YAMLNode) {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(text, file: file)
        } catch {
            throw ConfigurationError(problems: [error])
        }
        let log = ProblemLog(file: file)
        let read = ConfigurationReader().read(Field(node: root, path: "", log: log))
        guard let read, log.problems.isEmpty else { throw ConfigurationError(problems: log.problems) }
        return read
    }
}
