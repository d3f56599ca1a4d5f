import ArgumentParser
import Foundation
import Logging

/// The command line: `nines <command>`.
///
/// Exit codes: 0 success; 1 where what was looked at is unhealthy; 2 for a usage error or a configuration that cannot
/// be used, in every command.
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
        } catch let failure as CommandFailure {
            StandardError.write(failure.message)
            Foundation.exit(failure.code)
        } catch let unusable as Unusable {
            StandardError.write(unusable.message)
            Foundation.exit(2)
        } catch {
            finish(with: error)
        }
    }

    /// Prints help and versions and exits with 0; everything else is a usage error, which exits with 2 here and not
    /// with the 64 of ArgumentParser.
    private static func finish(with error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            print(message)
            Foundation.exit(0)
        }
        if !message.isEmpty { StandardError.write(message) }
        Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
    }
}

/// Why a command ends with an exit code other than 0.
struct CommandFailure: Error {
    var code: Int32
    /// For standard error; empty says nothing.
    var message = ""

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

extension Configuration {
    /// Loads the file a command was given, and prints its warnings.
    ///
    /// - Parameter tellsDiscovery: whether what is wrong with target files is among them.
    static func loadOrFail(_ file: String, tellsDiscovery: Bool = true) throws(CommandFailure) -> Configuration {
        do throws(ConfigurationError) {
            let configuration = try load(file: file)
            let problems = tellsDiscovery ? configuration.discovery.problems.map(\.description) : []
            for warning in configuration.warnings + problems { StandardError.write("warning: \(warning)") }
            return configuration
        } catch {
            throw .unusable(error.description)
        }
    }
}
