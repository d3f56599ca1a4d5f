import TestSupport
import Testing

@testable import NinesMetrics

@Suite struct RemovalTests {
    private func sessions(_ registry: Registry) throws -> Family<Counter, String, Int> {
        let family = try registry.counter(
            "sessions_total", help: "Sessions.", labels: LabelName("tenant"), LabelName("node", of: Int.self))
        for tenant in ["a", "b", ""] {
            for node in 0..<3 { family.increment(tenant, node, by: node + 1) }
        }
        return family
    }

    private func labels(_ registry: Registry) throws -> [[Label]] {
        let family = try #require(registry.collect().family("sessions_total"))
        return (0..<family.count).map { family.labels.labels($0) }
    }

    @Test func `removes the children that a predicate names`() throws {
        let registry = Registry()
        let family = try sessions(registry)
        #expect(
            family.removeAll { $0.contains(Label("tenant", "a")) || $0 == [Label("tenant", ""), Label("node", "1")] }
                == 4)
        #expect(
            try labels(registry) == [
                [Label("node", "0")], [Label("node", "2")],
                [Label("tenant", "b"), Label("node", "0")], [Label("tenant", "b"), Label("node", "1")],
                [Label("tenant", "b"), Label("node", "2")],
            ])
        family.increment("a", 1)
        #expect(registry.collect().value(of: "sessions_total", labels: ["tenant": "a", "node": "1"]) == 1)
        #expect(registry.collect().value(of: "sessions_total", labels: ["tenant": "b", "node": "1"]) == 2)
    }

    @Test func `removes the children that have some labels`() throws {
        let registry = Registry()
        let family = try sessions(registry)
        #expect(family.removeAll(matching: ["node": "1"]) == 3)
        #expect(family.removeAll(matching: ["tenant": ""]) == 2)
        #expect(family.removeAll(matching: ["tenant": "a", "node": "9"]) == 0)
        #expect(family.removeAll(matching: ["zone": "x"]) == 0)
        #expect(family.removeAll(matching: ["tenant": "a", "zone": ""]) == 2)
        #expect(
            try labels(registry) == [
                [Label("tenant", "b"), Label("node", "0")], [Label("tenant", "b"), Label("node", "2")],
            ])
        #expect(family.removeAll(matching: [:]) == 2)
        #expect(try labels(registry).isEmpty)
    }

    @Test func `removes from a family with labels of the programs run`() throws {
        let registry = Registry()
        let family = try registry.gauge("up", help: "Up.", labelNames: ["job", "instance"])
        for job in ["a", "b"] {
            for instance in ["x", "y"] { try family.labels(["job": job, "instance": instance]).set(1) }
        }
        #expect(family.removeAll { $0 == [Label("job", "a"), Label("instance", "x")] } == 1)
        #expect(family.removeAll(matching: ["job": "b"]) == 2)
        #expect(registry.collect().value(of: "up", labels: ["job": "a", "instance": "y"]) == 1)
        #expect(registry.collect().family("up")?.count == 1)
    }

    @Test func `looking up in a predicate does not deadlock`() throws {
        let registry = Registry()
        let family = try sessions(registry)
        let removed = family.removeAll { labels in
            family.increment("new", 1)
            return labels.first == Label("tenant", "a")
        }
        #expect(removed == 3)
        #expect(registry.collect().value(of: "sessions_total", labels: ["tenant": "new", "node": "1"]) == 9)
    }

    @Test func `forgets what handles of removed children record`() throws {
        let registry = Registry()
        let family = try sessions(registry)
        let held = family.labels("a", 1)
        family.removeAll { _ in true }
        held.increment(by: 100)
        let fresh = (0..<20).map { family.labels("fresh", $0) }
        held.increment(by: 100)
        #expect(fresh.allSatisfy { $0.value == CounterValue(integer: 0) })
        #expect(held.value.integer == 202)
        #expect(registry.collect().value(of: "sessions_total", labels: ["tenant": "a", "node": "1"]) == nil)
    }

    /// Compared with families made anew, over hundreds of random changes between collections.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `exposes after any changes what a family made anew exposes`(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let registry = Registry()
        let family = try registry.counter("changes_total", help: "C.", labels: LabelName("a"), LabelName("b"))
        var expected: [[String]: UInt64] = [:]
        for _ in 0..<20 {
            for _ in 0..<Int.random(in: 0...40, using: &numbers) {
                let key = [3, 30].map { most in
                    String(
                        "\u{1}é\"a/0123456789bcdefgh".shuffled(using: &numbers).prefix(
                            .random(in: 0...2, using: &numbers)))
                        + (most == 30 && Bool.random(using: &numbers) ? "a long shared ending" : "")
                }
                switch Int.random(in: 0..<20, using: &numbers) {
                case 0..<12:
                    family.increment(key[0], key[1])
                    expected[key, default: 0] += 1
                case 12..<19:
                    let known =
                        expected.keys.sorted { $0.description < $1.description }.randomElement(using: &numbers) ?? key
                    #expect(family.remove(known[0], known[1]) == (expected.removeValue(forKey: known) != nil))
                default:
                    let removed = family.removeAll(matching: ["a": key[0]])
                    #expect(removed == expected.keys.filter { $0[0] == key[0] }.count)
                    expected = expected.filter { $0.key[0] != key[0] }
                }
            }
            let anew = Registry()
            let copy = try anew.counter("changes_total", help: "C.", labels: LabelName("a"), LabelName("b"))
            for (key, count) in expected { copy.increment(key[0], key[1], by: Int(count)) }
            let (left, right) = (registry.collect().families[0], anew.collect().families[0])
            guard case .counters(let leftValues) = left.values, case .counters(let rightValues) = right.values else {
                return
            }
            #expect(left.labels.text == right.labels.text)
            #expect((0..<left.labels.count).map(left.labels.range) == (0..<right.labels.count).map(right.labels.range))
            #expect(leftValues == rightValues)
        }
    }

    /// As a thread sees it that read the clock, and then waited until another had removed the child.
    @Test func `a child begins no earlier than the one before it ended`() throws {
        let now = Lock(UnixTime(milliseconds: 2_000))
        let registry = Registry(clock: MetricClock(now: { now.withLock { $0 } }, elapsed: { .zero }))
        let family = try registry.counter("hits_total", help: "H.", labels: LabelName("path"))
        for remove in [{ family.remove("/") }, { family.removeAll { _ in true } == 1 }] {
            family.increment("/")
            now.withLock { $0 = UnixTime(milliseconds: $0.milliseconds + 3_000) }
            let end = now.withLock { $0 }
            #expect(remove())
            now.withLock { $0 = UnixTime(milliseconds: $0.milliseconds - 1_000) }
            family.increment("/")
            #expect(registry.collect().family("hits_total")?.created(of: 0) == end)
        }
    }

    /// The clock is read before each portion: somebody who looks a child up there waits for no lock, and sees how many
    /// children are left.
    @Test func `a removal of many takes a few out at a time, and lets others at the family in between`() throws {
        let isRemoving = Lock(false)
        let counts = Lock<[Int]>([])
        let family = Lock<Family<Counter, Int>?>(nil)
        let registry = Registry(
            clock: MetricClock(
                now: {
                    if isRemoving.withLock({ $0 }), let family = family.withLock({ $0 }) {
                        isRemoving.withLock { $0 = false }
                        family.increment(1_000_000)
                        isRemoving.withLock { $0 = true }
                        let left = family._lookUp.children.state.withLock { $0.table.count }
                        counts.withLock { $0.append(left) }
                    }
                    return UnixTime(milliseconds: 0)
                }, elapsed: { .zero }))
        let children = try registry.counter("many_total", help: "M.", labels: LabelName("x", of: Int.self))
        for child in 0..<1_000 { children.increment(child) }
        family.withLock { $0 = children }
        isRemoving.withLock { $0 = true }
        #expect(children.removeAll { $0 != [Label("x", "7")] } == 999)
        isRemoving.withLock { $0 = false }
        family.withLock { $0 = nil }
        let seen = counts.withLock { $0 }
        #expect(seen.first == 1_001 && seen.count == 4)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 - $1 == ChildSet.portion })
        let snapshot = registry.collect()
        #expect(snapshot.childCount(of: "many_total") == 2)
        #expect(snapshot.value(of: "many_total", labels: ["x": "1000000"]) == 4)
    }

    @Test func `a removal finds every child while others make the table grow`() throws {
        let registry = Registry()
        let family = try registry.counter("many_total", help: "M.", labels: LabelName("x", of: Int.self))
        for round in 0..<10 {
            for child in 0..<1_500 { family.increment(-child - 1) }
            let removed = Lock(0)
            PosixThread.run(2) { thread in
                if thread == 0 {
                    let count = family.removeAll { $0[0].value.first == "-" }
                    removed.withLock { $0 = count }
                } else {
                    for child in 0..<1_500 { family.increment(round * 1_500 + child) }
                }
            }
            #expect(removed.withLock { $0 } == 1_500)
        }
        #expect(registry.collect().childCount(of: "many_total") == 15_000)
    }
}
