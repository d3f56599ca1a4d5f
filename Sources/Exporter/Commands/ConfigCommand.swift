import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Works on configuration files.",
        subcommands: [ConfigCheck.self, ConfigInit.self, ConfigSchema.self])
}

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says whether a configuration can be used: 0 if it can, 2 with every problem's file and line if not.")

    @OptionGroup
    var source: ConfigurationSource

    @Flag(
        help: ArgumentHelp(
            "Print what the file says once defaults, modules and overrides are put in their places, as YAML.",
            discussion: "Secrets are hidden."))
    var resolved = false

    @Flag(help: "Exit with 1 where there are warnings, such as a target of a target file that is left out.")
    var strict = false

    func run() async throws {
        let configuration = try source.load()
        try tell(configuration, of: source.file)
        let isClean = configuration.warnings.isEmpty && configuration.discovery.problems.isEmpty
        if strict, !isClean { throw CommandFailure.unhealthy }
    }

    private func tell(_ configuration: Configuration, of file: String) throws(CommandFailure) {
        if resolved {
            do {
                print(
                    try Configuration.resolved(
                        file: file, leavingOutUnsupported: source.options.skipsUnsupported), terminator: "")
            } catch {
                throw CommandFailure.unusable("\(error)")
            }
            return
        }
        print(
            "\(file): valid; modules: \(configuration.modules.count), targets: \(configuration.targets.count), "
                + "SLOs: \(configuration.slos.count + configuration.composites.count)")
        for finding in configuration.discovery.findings { print("discovery \(finding.text)") }
    }
}

struct ConfigInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Prints a configuration to start from, with every key, what it means and its default.")

    func run() async throws {
        print(StartingFile.text, terminator: "")
    }
}

struct ConfigSchema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of configuration files, for editors.",
        discussion: """
            Editors with the YAML language server read it by a first line such as \
            # yaml-language-server: $schema=nines.schema.json
            """)

    func run() async throws {
        print(try JSONText.text(JSONSchema.ofConfiguration))
    }
}
