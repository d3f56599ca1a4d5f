import CCompilerFence
import NinesMetrics

/// Observations in a summary, of the same values as in the histogram.
enum SummaryLoops {
    static func all() throws -> [TimedLoop] {
        let summary = try Registry().summary(
            "request_duration_seconds", help: "Time to answer.", unit: "seconds", quantiles: [0.5, 0.9, 0.99])
        return [
            TimedLoop("summary observe, 15 powers of two") { thread in
                let values = HistogramLoops.durations(seed: UInt64(thread) + 1)
                return { observeInSummary(summary, values, times: $0) }
            }
        ]
    }

    @inline(never)
    private static func observeInSummary(_ summary: Summary, _ values: [Double], times: Int) {
        values.withUnsafeBufferPointer { values in
            for turn in 0..<times {
                summary.observe(values[turn & (HistogramLoops.valueCount - 1)])
                compiler_fence()
            }
        }
    }
}
