import Foundation

/// A program that a test starts and, whatever happens to the test, ends.
final class ChildProcess {
    private let process = Process()
    private let output: URL

    /// Starts `program`, looked up in the path unless it has slashes, with its output in a file of `directory`.
    init(_ program: String, _ arguments: [String], in directory: Workplace) throws {
        output = directory.path("\(URL(filePath: program).lastPathComponent)-\(UUID().uuidString).log")
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Debian's servers are in sbin, which is not in everybody's path.
        let path = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"] + ":/usr/sbin:/sbin"
        process.environment = ProcessInfo.processInfo.environment.merging(["PATH": path]) { $1 }
        process.arguments = [program] + arguments
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        // The child has its own by then. Handles left open add up, one for each child of the whole run.
        defer { try? file.close() }
        try Self.withoutBlockedSignals { try process.run() }
    }

    /// A child inherits the blocked signals of the thread that starts it, and threads of a pool block most: it would
    /// never hear of SIGTERM.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    deinit {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    var isRunning: Bool { process.isRunning }

    /// What it has written so far.
    var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit code, once it has ended; nil when it has not within `limit`.
    func exitCode(within limit: Duration = .hang) async throws -> Int32? {
        try await poll(for: limit) { [process] in process.isRunning ? nil : process.terminationStatus }
    }

    /// Runs a program to its end.
    static func run(
        _ program: String, _ arguments: [String], in directory: Workplace
    ) async throws -> (code: Int32, text: String) {
        let child = try ChildProcess(program, arguments, in: directory)
        guard let code = try await child.exitCode() else {
            throw Unexpected("\(program) did not end within \(Duration.hang):\n\(child.text)")
        }
        return (code, child.text)
    }
}

/// What a test cannot go on without.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Duration {
    /// What takes longer will never be done. It ends a test that hangs, and says nothing about how fast anything is: on
    /// a quiet machine all that tests wait for is there within seconds.
    static let hang = Duration.seconds(300)
}

/// Asks `probe` again and again until it has an answer; nil when the time is over. For what only the passing of time
/// brings about: servers starting, windows filling.
func poll<Answer>(for limit: Duration = .hang, _ probe: () async throws -> Answer?) async throws -> Answer? {
    let end = ContinuousClock.now.advanced(by: limit)
    while true {
        if let answer = try await probe() { return answer }
        guard ContinuousClock.now < end else { return nil }
        try await Task.sleep(for: .milliseconds(50))
    }
}
