import NinesExposition
import Testing

@Suite struct LinearReadingTests {
    /// Buckets of one histogram, then metrics with two buckets each.
    private func page(buckets: Int, metrics: Int) -> [UInt8] {
        var text = "# TYPE a histogram\n"
        for bucket in 0..<buckets { text += "a_bucket{le=\"\(bucket)\"} 0\n" }
        if buckets > 0 { text += "a_bucket{le=\"+Inf\"} 0\n" }
        for metric in 0..<metrics {
            text += "a_bucket{b=\"\(metric)\",le=\"1\"} 0\na_bucket{b=\"\(metric)\",le=\"+Inf\"} 0\n"
        }
        return Array((text + "# EOF\n").utf8)
    }

    private func time(_ page: [UInt8]) throws -> Duration {
        var least = Duration.seconds(1_000)
        for _ in 0..<2 {
            let clock = ContinuousClock()
            least = min(least, try clock.measure { _ = try ParsedPage(page, format: .openMetrics) })
        }
        return least
    }

    @Test func `a metric with many samples does not make the metrics behind it slow`() throws {
        let alone = try time(page(buckets: 20_000, metrics: 0)) + time(page(buckets: 0, metrics: 5_000))
        // Clearing the places of the first for each of the others takes hundreds of times as long.
        #expect(try time(page(buckets: 20_000, metrics: 5_000)) < alone * 10)
    }
}
