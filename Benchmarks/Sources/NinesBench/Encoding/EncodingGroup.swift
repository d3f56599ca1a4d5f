import NinesExposition
import NinesMetrics

/// What a scrape costs the service: collecting and encoding, per line of the text page, sorted, without the transport.
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
        let messages = peers.subject(
            "client_golang: 10,000 counters as protobuf", "go_peers", "client_golang/encode-counters-protobuf",
            iterations: 10)
        let small = try EncodedPages.counters(10_000)
        let large = try EncodedPages.counters(100_000)
        let huge = try EncodedPages.counters(1_000_000)
        let fractions = try EncodedPages.gauges(10_000)
        let copied = ExpositionBody(small.collect(), format: .text).bytes
        let subjects: [any Subject] = [
            TimedPage("floor: copy the page of 10,000 counters", lines: 10_000) { EncodedPages.copy(copied) },
            page("10,000 counters", lines: 10_000, bar: Bar(0.15, of: counters?.name), of: small),
            page(
                "10,000 counters, 16 threads' cells", lines: 10_000, bar: Bar(0.15, of: counters?.name),
                of: try EncodedPages.counters(10_000, threads: 16)),
            page("100,000 counters", lines: 100_000, bar: Bar(0.2, of: manyCounters?.name), of: large),
            page("10,000 float gauges", lines: 10_000, bar: Bar(0.17, of: gauges?.name), of: fractions),
            page(
                "10,000 float gauges, beside counters", lines: 10_000, bar: Bar(3, of: "10,000 counters"), of: fractions
            ),
            page(
                "1,000 histograms of 11 buckets", lines: 14_000, bar: Bar(0.1, of: histograms?.name),
                of: try EncodedPages.histograms(1_000)),
            // Pages grow with their children and with nothing else: a million costs what ten thousand do, each.
            page(
                "10,000 counters as protobuf", lines: 10_000, bar: Bar(0.2, of: messages?.name), of: small,
                as: .protobuf),
            page(
                "100,000 counters as protobuf", lines: 100_000, bar: Bar(3, of: "100,000 counters"), of: large,
                as: .protobuf),
            page(
                "1,000,000 counters as protobuf", lines: 1_000_000, bar: Bar(1.5, of: "10,000 counters as protobuf"),
                of: huge, as: .protobuf),
            page(
                "10,000 counters as OpenMetrics 2.0", lines: 10_000, bar: Bar(5, of: "10,000 counters"), of: small,
                as: .openMetrics2),
            page(
                "1,000,000 counters as OpenMetrics 2.0", lines: 1_000_000,
                bar: Bar(1.5, of: "10,000 counters as OpenMetrics 2.0"), of: huge, as: .openMetrics2),
        ]
        return SubjectGroup(
            title: "Encoding with collecting, nanoseconds per line of about 70 bytes", threadCounts: [1],
            subjects: subjects + [counters, manyCounters, gauges, histograms, messages].compactMap { $0 })
    }

    private static func page(
        _ name: String, lines: Int, bar: Bar, of registry: Registry, as format: ExpositionFormat = .text
    ) -> TimedPage {
        TimedPage(name, lines: lines, bar: bar) {
            var bytes = 0
            for chunk in ExpositionBody(registry.collect(), format: format) { bytes += chunk.count }
            precondition(bytes > 50 * lines)
        }
    }
}
