import Foundation
import NinesMetrics
import Testing

/// Rules about native histograms in a real Prometheus, as promtool's unit tests have none.
@Suite struct NativeHistogramRuleTests {
    @Test(.timeLimit(.minutes(10))) func `an idle histogram is no error and no gap`() async throws {
        let registry = Registry()
        let durations = try registry.nativeHistogram(
            "request_duration_seconds", help: "Time to answer.", unit: "seconds", growthFactor: 1.1)
        durations.observe(0.01)
        let workplace = try Workplace()
        let file = try workplace.write(
            "doc.yml",
            """
            slos:
              - name: latency
                service: shop
                objective: 0.99
                window: 30d
                indicator: {latency: {histogram: request_duration_seconds, threshold: 0.3, native: true}}
            """)
        let generated = try await ChildProcess.run(
            Workplace.nines, ["slo", "rules", file, "--out", workplace.directory.path()], in: workplace)
        #expect(generated.code == 0, "\(generated.text)")
        let rules = workplace.path("doc.rules.yml").path()
        try await PageServer.serving(registry) { address in
            let home = try Workplace()
            let prometheus = try Prometheus(
                scraping: address, every: "1s", rules: [rules], features: ["native-histograms"], in: home)
            try await prometheus.wait(for: "slo:total_events:over5m", toBe: 0)
            try await prometheus.wait(for: "slo:bad_events:over5m", toBe: 0)
            try await prometheus.wait(for: "slo:sli_error:ratio_rate5m", toBe: 0)
            for _ in 0..<90 { durations.observe(2) }
            for _ in 0..<10 { durations.observe(0.01) }
            for window in ["5m", "1h"] {
                // The bucket of the threshold is interpolated, and none of the values is in it.
                try await prometheus.wait(
                    for: "round(slo:sli_error:ratio_rate\(window), 0.001)", toBe: 0.9)
            }
            // What was idle is in the sum as nothing, not as no number.
            try await prometheus.wait(
                for: "sum_over_time(slo:bad_events:over5m[1m]) > bool 0", toBe: 1)
        }
    }
}
