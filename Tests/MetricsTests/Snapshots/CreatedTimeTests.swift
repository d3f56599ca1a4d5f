import NinesMetrics
import Testing

@Suite struct CreatedTimeTests {
    @Test func `a child that comes again was created when it came again`() throws {
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        let visits = try registry.counter("visits_total", help: "V.", labels: LabelName("path"))
        let times = try registry.histogram("t", help: "T.", upperBounds: [1], labels: LabelName("path"))
        let queue = try registry.gauge("queue", help: "Q.")
        func created(_ family: String, _ path: String) -> Int64? {
            registry.collect().created(of: family, labels: ["path": path]).map { $0.milliseconds - 1_800_000_000_000 }
        }
        clock.advance(by: .milliseconds(5))
        let held = visits.labels("/a")
        times.observe("/a", value: 1)
        clock.advance(by: .milliseconds(5))
        visits.increment("/b", by: 3)
        visits.increment("/a")
        queue.set(1)
        #expect(created("visits_total", "/a") == 5 && created("t", "/a") == 5)
        #expect(created("visits_total", "/b") == 10)
        #expect(registry.collect().created(of: "queue") == nil)
        clock.advance(by: .milliseconds(5))
        visits.remove("/a")
        times.removeAll()
        #expect(created("visits_total", "/a") == nil && created("t", "/a") == nil)
        clock.advance(by: .milliseconds(5))
        visits.increment("/a")
        times.observe("/a", value: 2)
        held.increment()
        #expect(created("visits_total", "/a") == 20 && created("t", "/a") == 20)
        #expect(created("visits_total", "/b") == 10)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "visits_total", labels: ["path": "/a"]) == 1)
        #expect(snapshot.sum(of: "t", labels: ["path": "/a"]) == 2)
        let both = CombinedMetrics([try registry.view(labels: ["zone": "a"]), try registry.view(labels: ["zone": "b"])])
        #expect(
            both.collect().created(of: "visits_total", labels: ["path": "/a", "zone": "b"])?.milliseconds
                == 1_800_000_000_020)
    }

    @Test func `what comes again in the same millisecond, or by a clock that was set back, was created later`() throws {
        let now = Lock(Int64(5_000))
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: now.withLock { $0 }) }, elapsed: { .zero }))
        let visits = try registry.counter("visits_total", help: "V.", labels: LabelName("path"))
        func created(_ path: String) -> Int64? {
            registry.collect().created(of: "visits_total", labels: ["path": path])?.milliseconds
        }
        visits.increment("/a")
        #expect(created("/a") == 5_000)
        visits.remove("/a")
        visits.increment("/a")
        #expect(created("/a") == 5_001)
        // What no collection has seen is not to be told from anything.
        for _ in 0..<100 {
            visits.increment("/b")
            visits.remove("/b")
        }
        visits.increment("/b")
        #expect(created("/b") == 5_002)
        now.withLock { $0 = 3_000 }
        visits.removeAll()
        visits.increment("/a")
        #expect(created("/a") == 5_003)
        registry.unregister("visits_total")
        let others = try registry.counter("others_total", help: "O.")
        let again = try registry.counter("visits_total", help: "V.", labels: LabelName("path"))
        again.increment("/a")
        #expect(created("/a") == 5_004)
        #expect(registry.collect().created(of: "others_total")?.milliseconds == 3_000)
        now.withLock { $0 = 9_000 }
        again.increment("/b")
        registry.unregister("visits_total")
        now.withLock { $0 = 9_100 }
        try registry.counter("visits_total", help: "V.", labels: LabelName("path")).increment("/b")
        #expect(created("/b") == 9_100)
        withExtendedLifetime(others) {}
    }

    @Test func `a metric without labels is created when it is registered`() throws {
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        clock.advance(by: .milliseconds(7))
        let jobs = try registry.counter("jobs_total", help: "J.")
        let sampled = try registry.counter("sampled_total", help: "S.", exemplars: .given())
        clock.advance(by: .milliseconds(7))
        jobs.increment()
        sampled.increment()
        let time = UnixTime(milliseconds: 1_800_000_000_007)
        #expect(registry.collect().created(of: "jobs_total") == time)
        #expect(registry.collect().created(of: "sampled_total") == time)
    }
}
