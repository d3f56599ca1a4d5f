import ArgumentParser

/// How a command is told which configuration to read, and what to do with modules that it cannot use.
struct ConfigurationOptions: ParsableArguments {
    /// Read where a command names no file.
    static let defaultFile = "nines.yml"

    /// The second name is blackbox_exporter's, for units and manifests that were written for it.
    @Option(
        name: [.customLong("config"), .customLong("config.file")],
        help: ArgumentHelp(
            "The configuration file; \(ConfigurationOptions.defaultFile) of the working directory unless given.",
            valueName: "file"))
    var config: String?

    @Flag(
        name: .customLong("skip-unsupported"),
        help: ArgumentHelp(
            "Leave out modules that need what this version does not support, with a warning for each.",
            discussion: "Without it a file with such a module is refused."))
    var skipsUnsupported = false

    /// Reads a file and prints its warnings.
    ///
    /// - Parameters:
    ///   - isNamed: whether the command line says which file it is.
    ///   - tellsDiscovery: whether what is wrong with target files is among them.
    func load(
        _ file: String, isNamed: Bool, tellsDiscovery: Bool = true
    ) throws(CommandFailure) -> Configuration {
        do throws(ConfigurationError) {
            let configuration = try Configuration.load(file: file, leavingOutUnsupported: skipsUnsupported)
            let problems = tellsDiscovery ? configuration.discovery.problems.map(\.description) : []
            for warning in configuration.warnings + problems { StandardError.write("warning: \(warning)") }
            return configuration
        } catch {
            throw .unusable(Self.message(error, of: file, isNamed: isNamed))
        }
    }

    /// Every problem on a line, and what the command line can do about them.
    static func message(_ error: ConfigurationError, of file: String, isNamed: Bool) -> String {
        var lines = [error.description]
        if let missing = error.missing {
            lines.append("\(Quoted.oneLine(file)): \(missing)")
            if error.problems.contains(where: { $0.unsupported != nil && $0.path.hasPrefix(RootKeys.modules.name) }) {
                lines[1] += "; --skip-unsupported leaves out the modules that need them"
            }
        }
        // A file that is there and broken has a line, or is what the command meant.
        if !isNamed, error.problems.allSatisfy({ $0.line == nil }) {
            lines.append("name a configuration: FILE or --config FILE (nines config init prints one to start from)")
        }
        return lines.joined(separator: "\n")
    }
}

/// A configuration that a command cannot do without: named by an argument or an option.
struct ConfigurationSource: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The configuration file, as with --config.", discussion: "One of the two says which.", valueName: "file"))
    var argument: String?

    @OptionGroup
    var options: ConfigurationOptions

    func validate() throws {
        guard argument == nil || options.config == nil else {
            throw ValidationError("FILE and --config name a configuration each (give one of them)")
        }
    }

    private var named: String? { argument ?? options.config }

    var file: String { named ?? ConfigurationOptions.defaultFile }

    /// Reads the file and prints its warnings.
    func load(tellsDiscovery: Bool = true) throws(CommandFailure) -> Configuration {
        try options.load(file, isNamed: named != nil, tellsDiscovery: tellsDiscovery)
    }
}
