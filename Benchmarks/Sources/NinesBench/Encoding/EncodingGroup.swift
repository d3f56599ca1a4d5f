import NinesExposition
import NinesMetrics

/// What a scrape costs the service: collecting and encoding as text 0.0.4, per line, sorted, without the transport.
enum EncodingGroup {
    static func make(_ peers: Peers) throws -> SubjectGroup {
        let counters = peers.subject(
            "VictoriaMetrics: 10,000 counters", "go_peers", "victoria_metrics/encode-counters", iterations: 20)
        let manyCounters = peers.subject(
            "VictoriaMetrics: 100,000 counters", "go_peers", "victoria_metrics/encode-100000-counters", iterations: 2)
        let gauges = peers.subject(
            "VictoriaMetrics: 10,000 gauges", "go_peers", "victoria_metrics/encode-gauges", iterations: 20)
        let histograms = peers.subject(
            "client_golang: 1,000 histograms", "go_peers", "client_golang/encode-histograms", iterations: 10)
        let small = try EncodedPages.counters(10_000)
        let copied = ExpositionBody(small.collect(), format: .text).bytes
        let subjects: [any Subject] = [
            TimedPage("floor: copy the page of 10,000 counters", lines: 10_000) { EncodedPages.copy(copied) },
            page("10,000 counters", lines: 10_000, bar: Bar(0.15, of: counters?.name), of: small),
            page(
                "10,000 counters, 16 threads' cells", lines: 10_000, bar: Bar(0.15, of: counters?.name),
                of: try EncodedPages.counters(10_000, threads: 16)),
            page(
                "100,000 counters", lines: 100_000, bar: Bar(0.2, of: manyCounters?.name),
                of: try EncodedPages.counters(100_000)),
            page(
                "10,000 float gauges", lines: 10_000, bar: Bar(0.35, of: gauges?.name),
                of: try EncodedPages.gauges(10_000)),
            page(
                "1,000 histograms of 11 buckets", lines: 14_000, bar: Bar(0.1, of: histograms?.name),
                of: try EncodedPages.histograms(1_000)),
        ]
        return SubjectGroup(
            title: "Encoding with collecting, nanoseconds per line of about 70 bytes", threadCounts: [1],
            subjects: subjects + [counters, manyCounters, gauges, histograms].compactMap { $0 })
    }

    private static func page(_ name: String, lines: Int, bar: Bar, of registry: Registry) -> TimedPage {
        TimedPage(name, lines: lines, bar: bar) {
            var bytes = 0
            for chunk in ExpositionBody(registry.collect(), format: .text) { bytes += chunk.count }
            precondition(bytes > 50 * lines)
        }
    }
}
