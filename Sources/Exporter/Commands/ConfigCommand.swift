import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Works on configuration files.", subcommands: [ConfigCheck.self])
}

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says whether a configuration can be used: 0 if it can, 2 with every problem's file and line if not.")

    @Argument(help: "The configuration file.")
    var file: String

    func run() async throws {
        let configuration = try Configuration.loadOrFail(file)
        print(
            "\(file): valid; modules: \(configuration.modules.count), targets: \(configuration.targets.count), "
                + "SLOs: \(configuration.slos.count + configuration.composites.count)")
    }
}
