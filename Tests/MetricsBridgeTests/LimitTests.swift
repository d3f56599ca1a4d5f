import CoreMetrics
import NinesMetrics
import NinesMetricsBridge
import Testing

/// What third-party code cannot make too many of.
@Suite struct LimitTests {
    private let told = Lock<[String]>([])

    private func bridge(
        _ change: (inout BridgePolicy) -> Void = { _ in }
    ) throws -> (registry: Registry, factory: NinesMetricsFactory, advance: @Sendable (Int64) -> Void) {
        let time = Lock<Duration>(.zero)
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: 0) }, elapsed: { time.withLock { $0 } }))
        var policy = BridgePolicy()
        policy.onConflict = { [told] conflict in told.withLock { $0.append(conflict.description) } }
        change(&policy)
        let factory = try NinesMetricsFactory(registry: registry, policy: policy)
        return (registry, factory, { seconds in time.withLock { $0 += .seconds(seconds) } })
    }

    private func overflowed(_ reason: String, _ registry: Registry) -> Double? {
        registry.collect().value(of: "nines_metrics_bridge_overflowed_total", labels: ["reason": reason])
    }

    @Test func `families beyond the limit are not exposed, which is told once, and each look-up is counted`() throws {
        let (registry, factory, _) = try bridge { $0.familyLimit = 3 }
        factory.makeCounter(label: "a", dimensions: []).increment(by: 1)
        factory.makeMeter(label: "b", dimensions: []).set(2.0)
        factory.makeTimer(label: "c", dimensions: []).recordNanoseconds(3)
        for turn in 0..<10 {
            factory.makeCounter(label: "d\(turn)", dimensions: [("x", "y")]).increment(by: 1)
            factory.makeMeter(label: "d\(turn)", dimensions: []).set(1.0)
            factory.makeTimer(label: "d\(turn)", dimensions: []).recordNanoseconds(1)
            factory.makeRecorder(label: "d\(turn)", dimensions: [], aggregate: true).record(1.0)
        }
        factory.makeCounter(label: "a", dimensions: [("new", "child")]).increment(by: 1)

        let snapshot = registry.collect()
        #expect(
            snapshot.families.map(\.descriptor.name) == [
                "a_total", "b", "c_seconds", "nines_metrics_bridge_conflicts_total",
                "nines_metrics_bridge_overflowed_total",
            ])
        #expect(snapshot.childCount(of: "a_total") == 2)
        #expect(overflowed("families", registry) == 40)
        #expect(told.withLock { $0 } == ["d0: there are 3 families already; it is not exposed, nor are others to come"])
    }

    @Test func `one family more than a thousand is not exposed by default`() throws {
        let (registry, factory, _) = try bridge()
        for name in 0..<1_001 { factory.makeMeter(label: "m\(name)", dimensions: []).set(1.0) }
        #expect(registry.collect().families.count == 1_000 + 2)
        let (unlimited, other, _) = try bridge { $0.familyLimit = nil }
        for name in 0..<1_001 { other.makeMeter(label: "m\(name)", dimensions: []).set(1.0) }
        #expect(unlimited.collect().families.count == 1_001 + 2)
    }

    @Test(arguments: [0, -1]) func `a limit of no family or child still gives working instruments`(limit: Int) throws {
        let (registry, factory, _) = try bridge { $0.familyLimit = limit }
        factory.makeCounter(label: "a", dimensions: []).increment(by: 1)
        #expect(registry.collect().families.count == 2)

        let (others, second, _) = try bridge { $0.childLimits = ChildLimits(count: limit) }
        second.makeCounter(label: "a", dimensions: [("x", "1")]).increment(by: 1)
        second.makeCounter(label: "a", dimensions: []).increment(by: 1)
        #expect(others.collect().value(of: "a_total", labels: ["x": "other"]) == 1)
        #expect(others.collect().value(of: "a_total") == 1)
    }

    @Test func `dimension names cannot make children beyond the limit either`() throws {
        let (registry, factory, _) = try bridge { $0.childLimits = ChildLimits(count: 2) }
        for name in 0..<20 { factory.makeCounter(label: "hits", dimensions: [("n\(name)", "v")]).increment(by: 1) }
        factory.makeCounter(label: "hits", dimensions: []).increment(by: 1)
        let snapshot = registry.collect()
        #expect(snapshot.childCount(of: "hits_total") == 4)
        #expect(snapshot.value(of: "hits_total", labels: ["n2": "other"]) == 18)
        #expect(snapshot.value(of: "hits_total", labels: ["n1": "v"]) == 1)
        #expect(overflowed("limit", registry) == 18)
    }

    @Test func `a destroyed child makes room, and the one that counts for all others is not destroyed`() throws {
        let (registry, factory, _) = try bridge { $0.childLimits = ChildLimits(count: 1) }
        let first = factory.makeCounter(label: "hits", dimensions: [("a", "1")])
        let second = factory.makeCounter(label: "hits", dimensions: [("a", "2")])
        second.increment(by: 1)
        factory.destroyCounter(second)
        second.increment(by: 1)
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "other"]) == 2)
        factory.destroyCounter(first)
        factory.makeCounter(label: "hits", dimensions: [("a", "2")]).increment(by: 5)
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "2"]) == 5)
        #expect(registry.collect().childCount(of: "hits_total") == 2)
    }

    @Test func `idle children go, unless updated or held`() throws {
        let (registry, factory, advance) = try bridge { $0.childLimits = ChildLimits(idleTime: .seconds(60)) }
        func make(_ child: String) -> any CounterHandler {
            factory.makeCounter(label: "hits", dimensions: [("a", child), ("b", "x")])
        }
        let held = make("held")
        for child in ["idle", "updated"] { make(child).increment(by: 1) }
        held.increment(by: 1)
        _ = registry.collect()
        advance(59)
        #expect(registry.collect().childCount(of: "hits_total") == 3)
        make("updated").increment(by: 1)
        advance(1)
        let snapshot = registry.collect()
        #expect(snapshot.childCount(of: "hits_total") == 2)
        #expect(snapshot.value(of: "hits_total", labels: ["a": "updated", "b": "x"]) == 2)
        advance(1_000)
        #expect(registry.collect().childCount(of: "hits_total") == 1)
        held.increment(by: 1)
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "held", "b": "x"]) == 2)
        make("idle").increment(by: 3)
        #expect(registry.collect().value(of: "hits_total", labels: ["a": "idle", "b": "x"]) == 3)
    }

    @Test func `every kind of instrument expires once it is idle and let go`() throws {
        let (registry, factory, advance) = try bridge { $0.childLimits = ChildLimits(idleTime: .seconds(60)) }
        let dimensions = [("a", "1")]
        factory.makeMeter(label: "m", dimensions: dimensions).set(0.0)
        factory.makeRecorder(label: "r", dimensions: dimensions, aggregate: true).record(1.0)
        factory.makeTimer(label: "t", dimensions: dimensions).recordNanoseconds(1)
        var kept: (any TimerHandler)? = factory.makeTimer(label: "k", dimensions: dimensions)
        _ = registry.collect()
        advance(60)
        let names = ["m", "r", "t_seconds", "k_seconds"]
        func counts() -> [Int] { names.map { [snapshot = registry.collect()] in snapshot.childCount(of: $0) } }
        #expect(counts() == [0, 0, 0, 1])
        withExtendedLifetime(kept) {}
        kept = nil
        #expect(counts() == [0, 0, 0, 0])
    }

    @Test func `a child that is taken while it expires has what was recorded in it for as long as it is held`()
        async throws
    {
        let (registry, factory, advance) = try bridge { $0.childLimits = ChildLimits(idleTime: .seconds(1)) }
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<3 {
                group.addTask {
                    for turn in 0..<200 {
                        let dimensions = [("a", "\(thread)-\(turn % 3)")]
                        let taken = factory.makeCounter(label: "hits", dimensions: dimensions)
                        for _ in 0..<20 {
                            taken.increment(by: 1)
                            factory.makeCounter(label: "hits", dimensions: dimensions).increment(by: 1)
                        }
                        advance(1)
                        let count = registry.collect().value(of: "hits_total", labels: ["a": dimensions[0].1])
                        withExtendedLifetime(taken) {}
                        #expect(count ?? 0 >= 40)
                    }
                }
            }
        }
        advance(1)
        _ = registry.collect()
        advance(1)
        #expect(registry.collect().childCount(of: "hits_total") == 0)
    }

    /// As a thread sees it that read the clock, and then waited until another had removed the child.
    @Test func `an instrument begins no earlier than the one before it ended`() throws {
        let now = Lock(UnixTime(milliseconds: 2_000))
        let registry = Registry(clock: MetricClock(now: { now.withLock { $0 } }, elapsed: { .zero }))
        let factory = try NinesMetricsFactory(registry: registry)
        let first = factory.makeCounter(label: "hits", dimensions: [])
        #expect(registry.collect().family("hits_total")?.created(of: 0) == UnixTime(milliseconds: 2_000))
        now.withLock { $0 = UnixTime(milliseconds: 5_000) }
        factory.destroyCounter(first)
        now.withLock { $0 = UnixTime(milliseconds: 4_000) }
        factory.makeCounter(label: "hits", dimensions: []).increment(by: 1)
        #expect(registry.collect().family("hits_total")?.created(of: 0) == UnixTime(milliseconds: 5_000))
        factory.destroyCounter(factory.makeCounter(label: "hits", dimensions: []))
        factory.makeCounter(label: "hits", dimensions: []).increment(by: 1)
        #expect(registry.collect().family("hits_total")?.created(of: 0) == UnixTime(milliseconds: 5_001))
    }
}
