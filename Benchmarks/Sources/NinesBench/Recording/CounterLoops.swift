import CCompilerFence
import NinesMetrics

/// Counters and gauges through a held handle, inlined into the loop as into a service's code.
///
/// The loops are not inlined themselves, so that the compiler knows nothing about the handle and that the assembly
/// check finds them by name.
enum CounterLoops {
    static func all() throws -> [TimedLoop] {
        let registry = Registry()
        let counter = try registry.counter("requests_total", help: "Requests.")
        let seconds = try registry.counter("busy_seconds_total", help: "Time spent.", unit: "seconds")
        let gauge = try registry.gauge("queue_length", help: "Waiting jobs.")
        return [
            TimedLoop("counter increment", bar: RecordingPeers.Bars.increment) { _ in
                { incrementCounter(counter, times: $0) }
            },
            TimedLoop("counter increment by 1.5", bar: RecordingPeers.Bars.incrementByAmount) { _ in
                { incrementCounter(seconds, by: 1.5, times: $0) }
            },
            TimedLoop("gauge set", bar: RecordingPeers.Bars.set) { _ in { setGauge(gauge, times: $0) } },
        ]
    }

    @inline(never)
    private static func incrementCounter(_ counter: Counter, times: Int) {
        for _ in 0..<times {
            counter.increment()
            compiler_fence()
        }
    }

    @inline(never)
    private static func incrementCounter(_ counter: Counter, by amount: Double, times: Int) {
        for _ in 0..<times {
            counter.increment(by: amount)
            compiler_fence()
        }
    }

    @inline(never)
    private static func setGauge(_ gauge: Gauge, times: Int) {
        for turn in 0..<times {
            gauge.set(Double(turn))
            compiler_fence()
        }
    }
}
