import Foundation

/// What a process takes, as Linux tells it.
package struct ProcessFootprint: Sendable, CustomStringConvertible {
    /// Memory that no file is behind, in bytes.
    package let anonymous: Int
    package let threads: Int
    package let descriptors: Int

    /// Nil where there is no such process, or no Linux.
    ///
    /// - Parameter process: its number.
    package init?(of process: String = "self") {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        else { return nil }
        func number(_ name: String) -> Int? {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) }
        }
        guard let memory = number("RssAnon"), let threads = number("Threads") else { return nil }
        (anonymous, self.threads, descriptors) = (memory * 1024, threads, files.count)
    }

    package var description: String { "\(anonymous >> 10) KiB, \(threads) threads, \(descriptors) descriptors" }
}
