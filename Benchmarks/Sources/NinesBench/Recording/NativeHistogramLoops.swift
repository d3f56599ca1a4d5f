import CCompilerFence
import NinesMetrics

/// Observations in native histograms whose buckets grow by at most a tenth: the same numbers as in ``HistogramLoops``.
enum NativeHistogramLoops {
    static func all() throws -> [TimedLoop] {
        let registry = Registry()
        let native = try registry.nativeHistogram(
            "request_duration_seconds", help: "Time to answer.", unit: "seconds", growthFactor: 1.1)
        let both = try registry.nativeHistogram(
            "query_duration_seconds", help: "Time to answer.", unit: "seconds", growthFactor: 1.1,
            upperBounds: Histogram.defaultUpperBounds)
        return [
            loop("native histogram observe, factor 1.1", bar: RecordingPeers.Bars.observeNative, native),
            loop("native histogram with 11 classic buckets", both),
        ]
    }

    private static func loop(_ name: String, bar: Bar? = nil, _ histogram: NativeHistogram) -> TimedLoop {
        TimedLoop(name, bar: bar) { thread in
            let values = HistogramLoops.durations(seed: UInt64(thread) + 1)
            return { observe(histogram, values, times: $0) }
        }
    }

    @inline(never)
    private static func observe(_ histogram: NativeHistogram, _ values: [Double], times: Int) {
        values.withUnsafeBufferPointer { values in
            for turn in 0..<times {
                histogram.observe(values[turn & (HistogramLoops.valueCount - 1)])
                compiler_fence()
            }
        }
    }
}
