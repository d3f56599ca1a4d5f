import Foundation
import TestSupport

/// A program that a test starts and, whatever happens to the test, ends.
final class ChildProcess {
    private let process: Program
    private let output: URL

    /// Starts `program`, looked up in the path unless it has slashes, with its output in a file of `directory`.
    init(_ program: String, _ arguments: [String], in directory: Workplace) throws {
        output = directory.path("\(URL(filePath: program).lastPathComponent)-\(UUID().uuidString).log")
        // Debian's servers are in sbin, which is not in everybody's path.
        let path = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"] + ":/usr/sbin:/sbin"
        process = try Program([program] + arguments, output: output.path(), environment: ["PATH=\(path)"])
    }

    deinit {
        process.signal(SIGKILL)
        _ = process.exitCode()
    }

    var isRunning: Bool { process.isRunning }

    /// Its number in the system.
    var identifier: Int32 { process.identifier }

    /// What it has written so far.
    var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    func signal(_ number: Int32) { process.signal(number) }

    /// The exit code, once it has ended; nil when it has not within `limit`.
    func exitCode(within limit: Duration = .hang) async throws -> Int32? {
        try await poll(for: limit) { [process] in process.isRunning ? nil : process.exitCode() }
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
