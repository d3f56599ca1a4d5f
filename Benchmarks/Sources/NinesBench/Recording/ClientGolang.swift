import Foundation

/// An operation of Prometheus' own library for Go, measured by a program of its own that is started for each round.
struct ClientGolang: Subject {
    /// The program could not be run, or said something else than a number.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let name: String
    let bar: Double? = nil
    private let executable: String
    private let operation: String
    /// About 50 ms on one thread.
    private let iterations: Int

    static func all(executable: String) -> [any Subject] {
        [
            ClientGolang(
                name: "client_golang: counter Inc", executable: executable, operation: "counter", iterations: 5_000_000),
            ClientGolang(
                name: "client_golang: histogram Observe, DefBuckets", executable: executable, operation: "histogram",
                iterations: 1_000_000),
        ]
    }

    func measure(threads: Int) throws -> Double {
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = [operation, "\(threads)", "\(iterations)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let nanoseconds = Double(answer.trimmingCharacters(in: .newlines)) else {
            throw Failure(description: "\(executable) \(operation): status \(process.terminationStatus), \"\(answer)\"")
        }
        return nanoseconds
    }
}
