import NinesMetrics
import TestSupport
import Testing

/// What was registered can go again, and leaves nothing behind but a count of what is recorded in it all the same.
@Suite struct UnregisteringTests {
    private enum Circuit: String, CaseIterable, LabelValue { case closed, open }

    private let clock = HandClock()
    private let registry: Registry

    init() {
        registry = Registry(clock: clock.forRegistry)
    }

    @Test func `a family goes with its children, and begins at 0 and anew when it comes again`() throws {
        let pool = try registry.counter("pool_total", help: "P.", labels: LabelName("x"))
        pool.increment("1", by: 7)
        let single = try registry.counter("single_total", help: "S.")
        single.increment(by: 7)
        #expect(registry.unregister("pool_total") && registry.unregister("single_total"))
        #expect(!registry.unregister("pool_total") && !registry.unregister("never_was"))
        #expect(registry.collect().families.isEmpty)
        clock.advance(by: .seconds(60))
        let again = try registry.counter(
            "pool_total", help: "Q.", limits: ChildLimits(count: 3), labels: LabelName("y"))
        let singleAgain = try registry.counter("single_total", help: "S.", exemplars: .given())
        again.increment("1")
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "pool_total", labels: ["y": "1"]) == 1)
        #expect(snapshot.value(of: "single_total") == 0)
        #expect(
            snapshot.created(of: "pool_total", labels: ["y": "1"]) == UnixTime(milliseconds: 1_800_000_060_000))
        // The old ones do not come back, nor do they count for the new ones.
        pool.increment("1", by: 100)
        single.increment(by: 100)
        #expect(singleAgain !== single)
        let later = registry.collect()
        #expect(later.value(of: "pool_total", labels: ["y": "1"]) == 1)
        #expect(later.value(of: "single_total") == 0)
        #expect(later.childCount(of: "pool_total") == 1)
    }

    @Test func `every name of a family is free again`() throws {
        _ = try registry.histogram("wait_seconds", help: "W.")
        #expect(throws: RegistrationError.self) { try registry.gauge("wait_seconds_count", help: "C.") }
        registry.unregister("wait_seconds")
        _ = try registry.gauge("wait_seconds_count", help: "C.")
        _ = try registry.gauge("wait_seconds", help: "W.")
    }

    @Test func `what a handle of each kind records into nothing is counted`() throws {
        let counter = try registry.counter("a_total", help: "A.")
        let sampled = try registry.counter("b_total", help: "B.", exemplars: .given())
        let gauge = try registry.gauge("c", help: "C.")
        let histogram = try registry.histogram("d", help: "D.", exemplars: .given())
        let native = try registry.nativeHistogram("e", help: "E.")
        let summary = try registry.summary("f", help: "F.")
        let states = try registry.stateSet("g", help: "G.", of: Circuit.self)
        let labelled = try registry.counter("h_total", help: "H.", labels: LabelName("x")).labels("1")
        let names = ["a_total", "b_total", "c", "d", "e", "f", "g", "h_total"]
        let all: [() -> Void] = [
            { counter.increment() }, { sampled.increment() }, { gauge.set(1) }, { histogram.observe(1) },
            { native.observe(1) }, { summary.observe(1) }, { states.set(.open) }, { labelled.increment() },
        ]
        for record in all { record() }
        for name in names { #expect(registry.unregister(name)) }
        for (name, record) in zip(names, all) {
            #expect(dropped("removed", in: record) == 1, "\(name)")
        }
        let amounts = dropped("removed") {
            counter.increment(by: 3)
            counter.increment(by: 0.5)
            for _ in 0..<5 { histogram.observe(2) }
        }
        #expect(8...9 ~= amounts)
        #expect(dropped("removed") {} == 0)
    }

    @Test func `what a family of each kind records into nothing is counted by look-ups`() throws {
        for limits in [ChildLimits.none, ChildLimits(count: 1), ChildLimits(idleTime: .seconds(1))] {
            let counter = try registry.counter("a_total", help: "A.", limits: limits, labels: LabelName("x"))
            let gauge = try registry.gauge("b", help: "B.", limits: limits, labels: LabelName("x"), LabelName("y"))
            let four = try registry.counter(
                "c_total", help: "C.", limits: limits, labels: LabelName("w"), LabelName("x"), LabelName("y"),
                LabelName("z"))
            counter.increment("old")
            counter.increment("beyond the limit")
            for name in ["a_total", "b", "c_total"] { #expect(registry.unregister(name)) }
            let lost = dropped("removed") {
                counter.increment("old")
                counter.increment("new", by: 4)
                counter.increment("beyond the limit")
                gauge.set("1", "2", to: 3)
                four.increment("1", "2", "3", "4")
                _ = counter.labels("old")
            }
            #expect(lost == 8)
            #expect(registry.collect().families.isEmpty)
        }
    }

    @Test func `what a handle taken from an unregistered family records into nothing is counted`() throws {
        for limits in [ChildLimits.none, ChildLimits(count: 1), ChildLimits(idleTime: .seconds(1))] {
            let counter = try registry.counter("a_total", help: "A.", limits: limits, labels: LabelName("x"))
            let histogram = try registry.histogram("b", help: "B.", limits: limits, labelNames: ["x"])
            for name in ["a_total", "b"] { #expect(registry.unregister(name)) }
            let held = (counter.labels("1"), counter.labels("2"), try histogram.labels(["x": "1"]))
            let lost = dropped("removed") {
                held.0.increment(by: 10)
                held.1.increment()
                held.2.observe(5)
            }
            #expect(lost == 12)
            // Once each, also when they are taken out of what nobody sees.
            counter.remove("1")
            counter.removeAll { _ in true }
            histogram.removeAll()
            let lostLater = dropped("removed") {
                held.0.increment(by: 10)
                held.1.increment()
                held.2.observe(5)
                counter.increment("1", by: 3)
            }
            #expect(lostLater == 15)
            #expect(registry.collect().families.isEmpty)
        }
    }

    @Test func `children of an unregistered family end with it`() throws {
        weak var child: Counter?
        do {
            let family = try registry.counter("a_total", help: "A.", labels: LabelName("x"))
            registry.unregister("a_total")
            let held = family.labels("1")
            child = held
            #expect(family.labels("1") === held)
        }
        _ = registry.collect()
        #expect(child == nil)
        do {
            let family = try registry.counter("a_total", help: "A.", labels: LabelName("x"))
            registry.unregister("a_total")
            child = family.labels("1")
            #expect(child != nil)
            family.removeAll()
            _ = registry.collect()
            #expect(child == nil)
        }
    }

    @Test func `a child that nobody holds ends with its family`() throws {
        let before = CellUse.now
        for index in 0..<50 {
            let family = try registry.histogram("h", help: "H.", labels: LabelName("x", of: Int.self))
            for child in 0..<20 { family.observe(child, value: Double(index)) }
            registry.unregister("h")
        }
        _ = registry.collect()
        // 50 rounds of 20 children of 13 cells would be 13,000 cells; tests beside this one use some too.
        #expect(CellUse.now - before < 13_000)
    }

    @Test func `a callback and a collector go by their registration, and end`() throws {
        final class Owner: Sendable {}
        var owner: Owner? = Owner()
        weak let known = owner
        let registration = try registry.gauge("queue_length", help: "Waiting.") { [owner] in owner == nil ? 0 : 1 }
        owner = nil
        #expect(registry.collect().value(of: "queue_length") == 1)
        #expect(registration.unregister())
        #expect(registry.collect().families.isEmpty)
        try registry.gauge("queue_length", help: "Waiting.") { 2 }
        #expect(registry.collect().value(of: "queue_length") == 2)
        // A callback also by its name, and the old registration does not lead to the new one.
        #expect(!registration.unregister() && registry.unregister("queue_length"))
        #expect(registry.collect().families.isEmpty)
        _ = consume registration
        #expect(known == nil)
    }

    @Test func `a collector of several families goes as a whole, and not by one of their names`() throws {
        struct Two: Collector {
            let families: [FamilyDescriptor]
            func collect() -> [FamilySnapshot] { [] }
        }
        let names = try ["a", "b"].map { try FamilyDescriptor($0, type: .gauge, help: "Two.") }
        let registration = try registry.register(Two(families: names))
        #expect(!registry.unregister("a"))
        #expect(registration.unregister())
        _ = try registry.gauge("a", help: "A.")
        _ = try registry.gauge("b", help: "B.")
    }

    @Test func `recording, registering, unregistering and collecting go on together`() {
        let registry = registry
        PosixThread.run(4) { thread in
            for round in 0..<300 {
                switch thread {
                case 0: registry.unregister("a_total")
                case 1: _ = registry.collect()
                default:
                    guard
                        let family = try? registry.counter("a_total", help: "A.", labels: LabelName("x", of: Int.self))
                    else { continue }
                    let handle = family.labels(round % 3)
                    handle.increment()
                    family.increment(round % 5)
                }
            }
        }
        registry.unregister("a_total")
        #expect(registry.collect().families.isEmpty)
    }
}

/// Cells that instruments of the process hold.
private enum CellUse {
    static var now: Double {
        let registry = Registry()
        _ = try? registry.register(RuntimeCollector())
        return registry.collect().value(of: "nines_runtime_cells") ?? 0
    }
}
