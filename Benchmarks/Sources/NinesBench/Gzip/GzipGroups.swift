import NinesExposition
import NinesMetrics

/// What a compressed page costs and how long it is, as `nines serve` makes it, beside promhttp's handler.
enum GzipGroups {
    private static let lineCount = 100_000

    static func make(_ peers: Peers) throws -> [SubjectGroup] {
        let registry = try EncodedPages.counters(lineCount)
        let time = peers.subject("promhttp: the same page", "go_peers", "promhttp/gzip-page", iterations: 1)
        let size = peers.subject("promhttp: the same page", "go_peers", "promhttp/gzip-size", iterations: 1)
        let name = "a page of \(lineCount) counters"
        return [
            group(
                "Collecting, encoding and compressing \(lineCount) counters, nanoseconds per line", time,
                TimedPage(name, lines: lineCount, bar: Bar(0.6, of: time?.name)) { _ = Self.size(of: registry) }),
            group(
                "The compressed page of \(lineCount) counters, bytes per line", size,
                CountedBytes(name: name, bar: Bar(1.15, of: size?.name), lines: lineCount) { Self.size(of: registry) }),
        ]
    }

    private static func group(_ title: String, _ peer: PeerProgram?, _ page: any Subject) -> SubjectGroup {
        SubjectGroup(title: title, threadCounts: [1], subjects: [page] + [peer].compactMap { $0 })
    }

    private static func size(of registry: Registry) -> Int {
        let body = ExpositionBody(registry.collect(), format: .text)
        return GzipChunks(body).reduce(0) { $0 + $1.count }
    }

    /// A length, which is the same in every round.
    private struct CountedBytes: Subject {
        let name: String
        let bar: Bar?
        let lines: Int
        let count: () -> Int

        func measure(threads: Int) -> Double { Double(count()) / Double(lines) }
    }
}
