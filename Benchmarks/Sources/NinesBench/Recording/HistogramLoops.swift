import CCompilerFence
import Foundation
import NinesMetrics

/// Observations in a histogram with 11 upper bounds.
enum HistogramLoops {
    static func all() throws -> [TimedLoop] {
        let histogram = try Registry().histogram("request_duration_seconds", help: "Time to answer.", unit: "seconds")
        return [
            TimedLoop("histogram observe, 11 buckets", bar: RecordingPeers.Bars.observe) { thread in
                let values = durations(seed: UInt64(thread) + 1)
                return { observeInHistogram(histogram, values, times: $0) }
            }
        ]
    }

    @inline(never)
    private static func observeInHistogram(_ histogram: Histogram, _ values: [Double], times: Int) {
        values.withUnsafeBufferPointer { values in
            for turn in 0..<times {
                histogram.observe(values[turn & (valueCount - 1)])
                compiler_fence()
            }
        }
    }

    /// More than a branch predictor learns, few enough for the second-level cache.
    static let valueCount = 1 << 16

    /// Spread evenly over the magnitudes from 1 ms to 20 s, so that every bucket is hit. The Go program makes the same.
    static func durations(seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        return (0..<valueCount).map { _ in pow(10, Double(random.next() >> 11) / 0x1p53 * 4.3 - 3) }
    }
}
