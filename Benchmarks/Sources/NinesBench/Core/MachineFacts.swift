import Foundation

/// What a figure cannot be read without.
enum MachineFacts {
    static var lines: [String] {
        [
            "processor: \(processor), \(ProcessInfo.processInfo.activeProcessorCount) cores",
            "system:    \(ProcessInfo.processInfo.operatingSystemVersionString), load \(load)",
            "compiler:  \(compiler), release",
            "date:      \(Date.now.formatted(.iso8601))",
        ]
    }

    private static var processor: String {
        let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = facts.split(separator: "\n").first { $0.hasPrefix("model name") }
        let value = model.flatMap { $0.split(separator: ":").last }
        return value.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// Of the last minute: figures of a busy machine are too high.
    private static var load: String {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? String(format: "%.2f", averages[0]) : "unknown"
    }

    /// The script that built this passes it on; a program does not know its compiler's patch version.
    private static var compiler: String {
        ProcessInfo.processInfo.environment["NINES_BENCH_SWIFT"] ?? "Swift, version unknown"
    }
}
