import NinesMetrics
import Testing

@Suite struct OverflowTests {
    private func overflowed(_ family: String) -> Double {
        Registry(exposesOwnMetrics: true).collect()
            .value(of: "nines_metrics_overflowed_total", labels: ["family": family]) ?? 0
    }

    @Test func sendsLabelSetsBeyondTheLimitToOneChildAndSaysSo() throws {
        let registry = Registry()
        let family = try registry.counter(
            "capped_total", help: "C.", limits: ChildLimits(count: 2), labels: LabelName("path"), LabelName("code"))
        for path in ["/a", "/b", "/c", "/d", "/a", "/c"] { family.increment(path, "200") }
        let held = family.labels("/e", "404")
        held.increment()
        let snapshot = registry.collect()
        #expect(snapshot.family("capped_total")?.count == 3)
        #expect(snapshot.value(of: "capped_total", labels: ["path": "/a", "code": "200"]) == 2)
        #expect(snapshot.value(of: "capped_total", labels: ["path": "/b", "code": "200"]) == 1)
        #expect(snapshot.value(of: "capped_total", labels: ["path": "other", "code": "other"]) == 4)
        #expect(overflowed("capped_total") == 4)
        #expect(family.labels("other", "other") === held)
        #expect(overflowed("capped_total") == 4)
    }

    @Test func takesAChildThatIsReallyCalledOtherForTheSame() throws {
        let registry = Registry()
        let family = try registry.gauge("depth", help: "D.", limits: ChildLimits(count: 1), labels: LabelName("queue"))
        family.set("other", to: 1)
        family.set("mail", to: 2)
        family.increment("news", by: 5)
        let snapshot = registry.collect()
        #expect(snapshot.family("depth")?.count == 2)
        #expect(snapshot.value(of: "depth", labels: ["queue": "other"]) == 6)
        #expect(snapshot.value(of: "depth", labels: ["queue": "mail"]) == 2)
    }

    @Test func makesChildrenAgainOnceSomeWereRemoved() throws {
        let registry = Registry()
        let family = try registry.counter(
            "rooms_total", help: "R.", limits: ChildLimits(count: 2), labels: LabelName("room", of: Int.self))
        for room in 0..<5 { family.increment(room) }
        #expect(family.remove(0))
        family.increment(4)
        family.increment(3)
        #expect(registry.collect().value(of: "rooms_total", labels: ["room": "4"]) == 1)
        #expect(registry.collect().value(of: "rooms_total", labels: ["room": "3"]) == nil)
        #expect(registry.collect().value(of: "rooms_total", labels: ["room": "other"]) == 4)
        #expect(family.removeAll(matching: ["room": "other"]) == 1)
        family.increment(3)
        #expect(registry.collect().value(of: "rooms_total", labels: ["room": "other"]) == 1)
        family.removeAll()
        for room in 7..<9 { family.increment(room) }
        #expect(registry.collect().family("rooms_total")?.count == 2)
        #expect(registry.collect().value(of: "rooms_total", labels: ["room": "other"]) == nil)
    }

    @Test func takesNoCellsForLabelSetsBeyondTheLimit() throws {
        let registry = Registry()
        let family = try registry.counter("none_total", help: "N.", limits: ChildLimits(count: 0), labelNames: ["a"])
        for value in 0..<10_000 { try family.labels(["a": "\(value)"]).increment() }
        #expect(registry.collect().value(of: "none_total", labels: ["a": "other"]) == 10_000)
        #expect(registry.collect().family("none_total")?.count == 1)
    }
}
