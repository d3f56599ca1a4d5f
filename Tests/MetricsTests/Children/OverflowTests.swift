import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

@Suite struct OverflowTests {
    private func overflowed(_ family: String) -> Double {
        Registry(exposesOwnMetrics: true).collect()
            .value(of: "nines_metrics_overflowed_total", labels: ["family": family]) ?? 0
    }

    @Test func `sends label sets beyond the limit to one child and says so`() throws {
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

    @Test func `takes a child that is really called other for the same`() throws {
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

    @Test func `makes children again once some were removed`() throws {
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

    @Test func `takes no cells for label sets beyond the limit`() throws {
        let registry = Registry()
        let family = try registry.counter("none_total", help: "N.", limits: ChildLimits(count: 0), labelNames: ["a"])
        for value in 0..<10_000 { try family.labels(["a": "\(value)"]).increment() }
        #expect(registry.collect().value(of: "none_total", labels: ["a": "other"]) == 10_000)
        #expect(registry.collect().family("none_total")?.count == 1)
    }

    @Test func `look-ups beyond the limit are counted once each, however many values they have`() throws {
        let registry = Registry()
        let limits = ChildLimits(count: 1)
        let one = try registry.counter("over_one_total", help: "O.", limits: limits, labels: LabelName("a"))
        let two = try registry.counter(
            "over_two_total", help: "O.", limits: limits, labels: LabelName("a"), LabelName("b", of: Int.self))
        let three = try registry.counter(
            "over_three_total", help: "O.", limits: limits, labels: LabelName("a"), LabelName("b"), LabelName("c"))
        let four = try registry.counter(
            "over_four_total", help: "O.", limits: limits, labels: LabelName("a"), LabelName("b"), LabelName("c"),
            LabelName("d"))
        for text in ["made", "short", "a value of 20 bytes!", "", "short"] {
            one.increment(text)
            two.increment(text, -7)
            three.increment(text, "x", text)
            four.increment(text, "x", text, "y")
        }
        let snapshot = registry.collect()
        for (name, labels) in [("one", 1), ("two", 2), ("three", 3), ("four", 4)] {
            let other = Dictionary(uniqueKeysWithValues: ["a", "b", "c", "d"].prefix(labels).map { ($0, "other") })
            #expect(snapshot.value(of: "over_\(name)_total", labels: other) == 4)
            #expect(snapshot.family("over_\(name)_total")?.count == 2)
            #expect(overflowed("over_\(name)_total") == 4)
        }
    }

    @Test func `threads lose no look-up while a family is filled and its overflow child is removed`() throws {
        let registry = Registry()
        let family = try registry.counter(
            "filling_total", help: "F.", limits: ChildLimits(count: 50), labels: LabelName("a", of: Int.self))
        let removed = Mutex<[Counter]>([])
        PosixThread.run(4) { index in
            for turn in 0..<300 {
                family.increment(turn / 3)
                guard index == 0, turn % 50 == 49 else { continue }
                // Held to the end, so that what others record in it until they know of the removal is not lost.
                removed.withLock { $0.append(family._lookUp.child("other" as String)) }
                family.removeAll(matching: ["a": "other"])
            }
        }
        // One more, as the last of the others may have been before the last removal.
        family.increment(100)
        let snapshot = registry.collect()
        guard case .counters(let values)? = snapshot.family("filling_total")?.values else { return }
        #expect((0..<50).allSatisfy { snapshot.value(of: "filling_total", labels: ["a": "\($0)"]) == 12 })
        #expect(values.count == 51)
        let lost = removed.withLock { $0.reduce(0) { $0 + $1.value.total } }
        #expect((0..<values.count).reduce(0) { $0 + values[$1].total } + lost == 1_201)
    }
}
