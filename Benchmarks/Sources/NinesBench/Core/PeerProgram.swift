import Foundation

/// An operation of another library, measured by a program of its own that is started for each round: it is called with
/// the operation, the number of threads and the number of iterations, and prints nanoseconds per unit of work.
struct PeerProgram: Subject {
    /// The program could not be run, or said something else than a number.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let name: String
    var bar: Bar?
    let executable: URL
    let operation: String
    /// As many as take about 50 ms on one thread.
    let iterations: Int

    func measure(threads: Int) throws -> Double {
        let process = Process()
        process.executableURL = executable
        process.arguments = [operation, "\(threads)", "\(iterations)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let nanoseconds = Double(answer.trimmingCharacters(in: .newlines)) else {
            throw Failure(
                description: "\(executable.path) \(operation): status \(process.terminationStatus), \"\(answer)\"")
        }
        return nanoseconds
    }
}

/// Where the peers' programs are; a peer whose program is not there is not measured.
struct Peers {
    /// Nil: no peers.
    let directory: URL?

    /// The operation of `program` in the directory; nil when it is not there.
    func subject(_ name: String, _ program: String, _ operation: String, bar: Bar? = nil, iterations: Int)
        -> PeerProgram?
    {
        guard let executable = directory?.appending(path: program),
            FileManager.default.isExecutableFile(atPath: executable.path)
        else { return nil }
        return PeerProgram(name: name, bar: bar, executable: executable, operation: operation, iterations: iterations)
    }
}
