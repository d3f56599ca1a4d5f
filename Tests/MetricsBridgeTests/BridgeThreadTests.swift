import CoreMetrics
import NinesMetrics
import NinesMetricsBridge
import Testing

/// Everything at once: what ThreadSanitizer has to see.
@Suite struct BridgeThreadTests {
    @Test func `making, destroying, expiring, collecting and registering at once lose nothing that is held`()
        async throws
    {
        let time = Lock<Duration>(.zero)
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: 0) }, elapsed: { time.withLock { $0 } }))
        var policy = BridgePolicy()
        policy.childLimits = ChildLimits(count: 40, idleTime: .seconds(2))
        policy.familyLimit = 20
        let factory = try NinesMetricsFactory(registry: registry, policy: policy)
        let held = factory.makeCounter(label: "held", dimensions: [("a", "b")])

        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<3 {
                group.addTask {
                    for turn in 0..<1_000 {
                        factory.makeCounter(label: "held", dimensions: [("a", "b")]).increment(by: 1)
                        let dimensions = [("a", "\(turn % 50)"), ("b", "\(thread % 2)")]
                        factory.makeTimer(label: "work", dimensions: dimensions).recordNanoseconds(1)
                        factory.makeRecorder(label: "r\(turn % 25)", dimensions: [], aggregate: false).record(1.0)
                        let meter = factory.makeMeter(label: "meter", dimensions: dimensions)
                        meter.increment(by: 1)
                        if turn % 5 == thread { factory.destroyMeter(meter) }
                    }
                }
            }
            group.addTask {
                for turn in 0..<25 {
                    _ = try? registry.gauge("r\(turn)", help: "Ours.")
                    await Task.yield()
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    time.withLock { $0 += .seconds(1) }
                    let names = registry.collect().families.map(\.descriptor.name)
                    #expect(Set(names).count == names.count)
                    await Task.yield()
                }
            }
        }
        withExtendedLifetime(held) {}
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "held_total", labels: ["a": "b"]) == 3_000)
        for turn in 0..<25 { #expect(snapshot.value(of: "r\(turn)") == 0) }
        #expect(snapshot.childCount(of: "meter") <= 41)
        #expect(snapshot.childCount(of: "work_seconds") <= 41)
    }
}
