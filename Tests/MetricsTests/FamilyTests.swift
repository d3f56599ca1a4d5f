import NinesMetrics
import Testing

@Suite struct FamilyTests {
    enum Cache: String, LabelValue { case hit, miss }

    @Test func `looks up the same child for equal labels`() throws {
        let family = try Registry().counter(
            "reads_total", help: "Reads.", labels: LabelName("cache", of: Cache.self), LabelName("shard", of: Int.self),
            LabelName("warm", of: Bool.self), LabelName("table"))
        #expect(family.labels(.hit, -7, true, "a") === family.labels(.hit, -7, true, "a"))
        #expect(family.labels(.hit, -7, true, "a") !== family.labels(.hit, -7, true, "b"))
        #expect(family.labels(.hit, Int.min, true, "a") !== family.labels(.hit, Int.max, true, "a"))
    }

    @Test func `tells canonically equivalent strings apart`() throws {
        let registry = Registry()
        let family = try registry.counter("visits_total", help: "Visits.", labels: LabelName("city"))
        family.increment("M\u{00FC}nchen")
        family.increment("Mu\u{0308}nchen")
        #expect(registry.collect().family("visits_total")?.count == 2)
    }

    @Test func `does not mix up values that run together alike`() throws {
        let registry = Registry()
        let family = try registry.counter("pairs_total", help: "Pairs.", labels: LabelName("a"), LabelName("b"))
        family.increment("x", "yz")
        family.increment("xy", "z")
        family.increment("", "xyz")
        family.increment("xyz", "")
        let snapshot = registry.collect()
        #expect(snapshot.family("pairs_total")?.count == 4)
        #expect(snapshot.value(of: "pairs_total", labels: ["b": "xyz"]) == 1)
        #expect(snapshot.value(of: "pairs_total", labels: ["a": "xyz"]) == 1)
    }

    @Test func `takes values of any length`() throws {
        let registry = Registry()
        let family = try registry.counter("paths_total", help: "Paths.", labels: LabelName("path"))
        for length in [0, 1, 3, 4, 7, 8, 9, 15, 16, 254, 255, 256, 257, 100_000] {
            family.increment(String(repeating: "p", count: length))
            family.increment(String(repeating: "p", count: length))
        }
        let snapshot = registry.collect()
        #expect(snapshot.family("paths_total")?.count == 14)
        #expect(snapshot.value(of: "paths_total", labels: ["path": String(repeating: "p", count: 100_000)]) == 2)
    }

    /// Writes more each time it is asked, for longer than the buffer on the stack.
    private struct Growing: LabelValue {
        let start: String
        private static let asked = Lock(0)

        func write(to key: inout LabelKeyWriter) {
            key.append(start)
            let length = Self.asked.withLock { asked in
                asked += 1
                return 300 + 10 * asked
            }
            key.append(String(repeating: "x", count: length))
        }
    }

    @Test func `credits a value that grows to a labelled child`() throws {
        let registry = Registry()
        let family = try registry.counter("odd_total", help: "Odd.", labels: LabelName("value", of: Growing.self))
        family.increment(Growing(start: "a"))
        family.increment(Growing(start: "b"))
        let collected = try #require(registry.collect().family("odd_total"))
        #expect((0..<collected.count).map { collected.labels.labels($0).first?.value.first } == ["a", "b"])
    }

    @Test func `tells canonically equivalent labels apart in a snapshot too`() throws {
        let registry = Registry()
        let family = try registry.counter("visits_total", help: "Visits.", labels: LabelName("city"))
        family.increment("M\u{00FC}nchen")
        family.increment("Mu\u{0308}nchen", by: 2)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "visits_total", labels: ["city": "M\u{00FC}nchen"]) == 1)
        #expect(snapshot.value(of: "visits_total", labels: ["city": "Mu\u{0308}nchen"]) == 2)
    }

    @Test func `grows to many children and finds each again`() throws {
        let registry = Registry()
        let family = try registry.counter("users_total", help: "Users.", labels: LabelName("id", of: Int.self))
        for id in 0..<20_000 { family.increment(id, by: id) }
        for id in stride(from: 0, to: 20_000, by: 2) { #expect(family.remove(id)) }
        #expect(!family.remove(0))
        for id in stride(from: 1, to: 20_000, by: 2) { family.increment(id, by: id) }
        let collected = try #require(registry.collect().family("users_total"))
        #expect(collected.count == 10_000)
        for index in [0, 1, 5_000, 9_999] {
            let id = try #require(Double(collected.labels.labels(index)[0].value))
            guard case .counters(let values) = collected.values else { continue }
            #expect(values[index].total == 2 * id)
        }
    }

    @Test func `starts a removed child anew and forgets what its handles record`() throws {
        let registry = Registry()
        let family = try registry.counter("jobs_total", help: "Jobs.", labels: LabelName("queue"))
        let held = family.labels("mail")
        held.increment(by: 5)
        #expect(family.remove("mail"))
        #expect(!family.remove("mail"))
        held.increment()
        #expect(registry.collect().family("jobs_total")?.count == 0)
        family.increment("mail")
        #expect(registry.collect().value(of: "jobs_total", labels: ["queue": "mail"]) == 1)
        #expect(held.value.integer == 6)
        family.removeAll()
        #expect(registry.collect().family("jobs_total")?.count == 0)
    }

    @Test func `checks labels that are known only when the program runs`() throws {
        let family = try Registry().gauge("up", help: "Up.", labelNames: ["job", "instance"])
        let child = try family.labels(["instance": "a:1", "job": "shop"])
        #expect(try family.labels(["job": "shop", "instance": "a:1"]) === child)
        for labels in [
            ["job": "shop"], ["job": "shop", "instance": "a", "team": "x"], ["job": "shop", "team": "x"], [:],
        ] {
            let error = #expect(throws: RegistrationError.self) { try family.labels(labels) }
            let given = labels.keys.sorted().joined(separator: ", ")
            #expect(error?.description == "up: the labels {\(given)} were given, but the family has {job, instance}")
        }
        #expect(try family.remove(["job": "shop", "instance": "a:1"]))
    }

    @Test func `compares label names as bytes`() throws {
        let registry = Registry(nameScheme: .utf8)
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let one = try registry.gauge("one", help: "O.", labelNames: [composed, "b"])
        let other = try #require(throws: RegistrationError.self) { try one.labels([decomposed: "1", "b": "2"]) }
        #expect(
            other.description == "one: the labels {b, \(decomposed)} were given, but the family has {\(composed), b}")
        try one.labels([composed: "1", "b": "2"]).set(3)
        #expect(throws: RegistrationError.self) { try one.remove([decomposed: "1", "b": "2"]) }
        #expect(registry.collect().value(of: "one", labels: [composed: "1", "b": "2"]) == 3)
        let both = try registry.gauge("both", help: "B.", labelNames: [composed, decomposed])
        #expect(throws: RegistrationError.self) { try both.labels([decomposed: "1", "b": "2"]) }
        // A state set's own label is another than one that only looks the same.
        let sets = try registry.stateSet(
            composed, help: "S.", states: ["on"], initially: nil, labels: LabelName(decomposed))
        sets.set("x", state: "on")
        let labels = registry.collect().family(composed)?.labels.labels(0).map { Array($0.name.utf8) }
        #expect(labels == [Array(decomposed.utf8), Array(composed.utf8)])
    }

    @Test func `records into gauges and histograms by labels`() throws {
        let registry = Registry()
        let sizes = try registry.histogram("size_bytes", help: "Sizes.", upperBounds: [1], labels: LabelName("kind"))
        let ages = try registry.gauge("age_seconds", help: "Ages.", labels: LabelName("kind"))
        sizes.observe("a", value: 0.5)
        sizes.observe("a", value: 2)
        ages.set("a", to: 7)
        let snapshot = registry.collect()
        guard case .histograms(let column)? = snapshot.family("size_bytes")?.values else { return }
        #expect(Array(column.counts(0)) == [1, 1])
        #expect(column.sum(0) == 2.5)
        #expect(snapshot.value(of: "age_seconds", labels: ["kind": "a"]) == 7)
    }
}
