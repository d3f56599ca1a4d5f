import ArgumentParser
import Foundation
import Logging

/// The command line: `nines <command>`.
///
/// Exit codes: 0 success; 1 where what was looked at is unhealthy; 2 for a usage error or a configuration that cannot
/// be used, in every command but `check --output nagios`, which has those of Nagios.
@main
struct Nines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nines",
        abstract: "Probes services, publishes what it saw to Prometheus, and keeps their error budgets.",
        version: Version.current,
        subcommands: [Serve.self, Demo.self, Check.self, Probe.self, ConfigCommand.self, Lint.self, SLOCommand.self])

    static func main() async {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            finish(with: error)
        }
    }

    /// Prints help and versions and exits with 0. Everything else is a usage error, which exits with 2 here and not
    /// with the 64 of ArgumentParser, or what a command says.
    private static func finish(with error: any Error) -> Never {
        let failure: CommandFailure
        switch error {
        case let error as CommandFailure: failure = error
        case let error as Unusable: failure = .unusable(error.message)
        default:
            let code = exitCode(for: error)
            let isUsage = code == .validationFailure
            if code == .success { print(fullMessage(for: error)) }
            failure = CommandFailure(
                code: isUsage ? 2 : code.rawValue, message: code == .success ? "" : fullMessage(for: error),
                summary: isUsage ? message(for: error) : nil)
        }
        // Nagios reads one line of standard output, and takes any other code for a verdict on the targets.
        if !failure.message.isEmpty, NagiosText.isWanted(by: CommandLine.arguments) {
            print(NagiosText.unknown(failure.summary ?? failure.message))
            Foundation.exit(3)
        }
        StandardError.write(failure.message)
        Foundation.exit(failure.code)
    }
}

/// Why a command ends with an exit code other than 0.
struct CommandFailure: Error {
    var code: Int32
    /// For standard error; empty says nothing.
    var message = ""
    /// The message without help on usage, where it has some.
    var summary: String?

    /// What was looked at is unhealthy. The command has said why on standard output.
    static let unhealthy = CommandFailure(code: 1)

    /// The command line or the configuration cannot be used.
    static func unusable(_ message: String) -> CommandFailure { CommandFailure(code: 2, message: message) }

    /// The same from a room, which knows no exit codes.
    static func unless<Result>(_ body: () throws(Unusable) -> Result) throws(CommandFailure) -> Result {
        do throws(Unusable) {
            return try body()
        } catch {
            throw .unusable(error.message)
        }
    }
}

enum StandardError {
    /// Writes a line. Nothing can be done about an error here.
    static func write(_ line: String) {
        guard !line.isEmpty else { return }
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

extension SLOFiles {
    /// Reads the files that a command was given, and prints their warnings.
    static func loadOrFail(_ paths: [String]) throws(CommandFailure) -> SLOFiles {
        do throws(ConfigurationError) {
            return try load(paths) { StandardError.write("warning: \($0)") }
        } catch {
            throw .unusable(error.description)
        }
    }
}

extension StateHistories {
    /// Reads the state of a configuration that a command was given, and prints what is damaged in it.
    static func loadOrFail(_ configuration: Configuration) throws(CommandFailure) -> StateHistories {
        try CommandFailure.unless { () throws(Unusable) in
            try StateHistories(of: configuration) { StandardError.write("warning: \($0)") }
        }
    }
}
