import Foundation
import NinesMetrics
import Testing

/// A real Prometheus that asks for protobuf gets native histograms that it can compute with.
@Suite struct NativeHistogramIngestionTests {
    private static let count = 10_000

    @Test(.timeLimit(.minutes(10))) func `Prometheus finds the quantiles within the resolution`() async throws {
        let registry = Registry()
        let durations = try registry.nativeHistogram(
            "request_duration_seconds", help: "Time to answer.", unit: "seconds", growthFactor: 1.1)
        let values = Self.values()
        for value in values { durations.observe(value) }

        try await PageServer.serving(registry) { address in
            let workplace = try Workplace()
            let prometheus = try Prometheus(
                scraping: address, every: "1s", features: ["native-histograms"], in: workplace)
            try await prometheus.wait(for: "histogram_count(request_duration_seconds)", toBe: Double(Self.count))
            let sum = try #require(try await prometheus.value("histogram_sum(request_duration_seconds)"))
            #expect(abs(sum - values.reduce(0, +)) < 1e-6)
            for quantile in [0.1, 0.5, 0.9, 0.99, 0.999] {
                let query = "histogram_quantile(\(quantile), request_duration_seconds)"
                let estimate = try #require(try await prometheus.value(query))
                let exact = values[Int(quantile * Double(Self.count))]
                // Schema 3: a bucket's bounds are a factor of 2^(1/8) apart.
                let error = abs(log2(estimate / exact))
                #expect(error <= 1.0 / 8, "quantile \(quantile): \(estimate), exactly \(exact)")
            }
        }
    }

    /// From 1 ms to 20 s, evenly over the magnitudes, ascending.
    private static func values() -> [Double] {
        var state: UInt64 = 7
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return pow(10, Double(state >> 11) / 0x1p53 * 4.3 - 3)
        }.sorted()
    }
}
