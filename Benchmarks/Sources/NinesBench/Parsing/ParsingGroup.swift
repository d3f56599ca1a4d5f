import Foundation
import NinesExposition

/// What reading a page of 100,000 counters costs, beside the parser of Prometheus' Go libraries.
enum ParsingGroup {
    private static let lineCount = 100_000

    static func make(_ peers: Peers) -> SubjectGroup {
        let page = page()
        let peer = peers.subject("prometheus/common: expfmt, families", "go_peers", "expfmt/parse", iterations: 1)
        let subjects: [any Subject] =
            [
                TimedPage("floor: find the line feeds", lines: lineCount) { _ = findLines(page) },
                TimedPage("ParsedPage: families of strings", lines: lineCount, bar: Bar(0.33, of: peer?.name)) {
                    _ = ParsedPage(collectingErrorsIn: page, format: .text)
                },
                TimedPage("ParsedPage: families of strings, checked", lines: lineCount, bar: Bar(0.33, of: peer?.name))
                {
                    _ = try ParsedPage(page, format: .text)
                },
            ] + [peer].compactMap { $0 }
        return SubjectGroup(
            title: "Parsing a text page of \(lineCount) counters (\(page.count / 1_000_000) MB), nanoseconds per line",
            threadCounts: [1], subjects: subjects)
    }

    private static func findLines(_ page: [UInt8]) -> Int {
        page.withUnsafeBufferPointer { bytes in
            guard var position = bytes.baseAddress else { return 0 }
            let end = position + bytes.count
            var lines = 0
            while position < end, let feed = memchr(position, 0x0A, end - position) {
                position = UnsafePointer(feed.assumingMemoryBound(to: UInt8.self)) + 1
                lines += 1
            }
            return lines
        }
    }

    /// As the Go program makes it.
    private static func page() -> [UInt8] {
        var text = "# HELP http_requests_total Requests.\n# TYPE http_requests_total counter\n"
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        for index in 0..<lineCount {
            let digits = String(index)
            let route = "/api/v1/items/" + String(repeating: "0", count: 6 - digits.count) + digits
            text += "http_requests_total{method=\"\(methods[index % 5])\",route=\"\(route)\"} \(index * 37)\n"
        }
        return Array(text.utf8)
    }
}
