import NinesMetrics
import Synchronization
import Testing

@Suite struct CallbackTests {
    private let registry = Registry()

    @Test func `asks for a number at each collection and only then`() throws {
        final class Source: Sendable {
            let calls = Atomic(0)
        }
        let source = Source()
        try registry.gauge("queue_length", help: "Waiting.") {
            Double(source.calls.wrappingAdd(1, ordering: .relaxed).newValue) * 10
        }
        #expect(source.calls.load(ordering: .relaxed) == 0)
        #expect(registry.collect().value(of: "queue_length") == 10)
        #expect(registry.collect().value(of: "queue_length") == 20)
        #expect(registry.collect(NameFilter(["other"])).families.isEmpty)
        #expect(source.calls.load(ordering: .relaxed) == 2)
    }

    @Test func `leaves out what is not known now`() throws {
        try registry.gauge("queue_length", help: "Waiting.") { nil }
        let family = try #require(registry.collect().family("queue_length"))
        #expect(family.count == 0)
    }

    @Test func `a counters total keeps its digits and is never negative`() throws {
        try registry.counter("a_total", help: "A.") { 0x1p53 + 2 }
        try registry.counter("b_total", help: "B.") { -1 }
        try registry.counter("c_total", help: "C.") { .nan }
        let snapshot = registry.collect()
        #expect(snapshot.family("a_total")?.descriptor.type == .counter)
        #expect(snapshot.value(of: "a_total") == 9_007_199_254_740_994)
        #expect(snapshot.value(of: "b_total") == 0)
        #expect(snapshot.value(of: "c_total") == 0)
    }

    @Test func `exposes the latest number of each combination of label values`() throws {
        try registry.gauge(
            "pool_connections", help: "Open.", labels: LabelName("pool"), LabelName("shard", of: Int.self)
        ) { readings in
            readings.set("b", 1, to: 7)
            readings.set("a", -2, to: 1)
            readings.set("b", 1, to: 8)
            readings.set(String(repeating: "long", count: 100), 3, to: 9)
        }
        let snapshot = registry.collect()
        let family = try #require(snapshot.family("pool_connections"))
        #expect(family.count == 3)
        #expect(family.labels.labels(0) == [Label("pool", "a"), Label("shard", "-2")])
        #expect(snapshot.value(of: "pool_connections", labels: ["pool": "a", "shard": "-2"]) == 1)
        #expect(snapshot.value(of: "pool_connections", labels: ["pool": "b", "shard": "1"]) == 8)
        let long = String(repeating: "long", count: 100)
        #expect(snapshot.value(of: "pool_connections", labels: ["pool": long, "shard": "3"]) == 9)
    }

    @Test func `labelled counters are counters`() throws {
        try registry.counter("reads_total", help: "Reads.", labels: LabelName("hit", of: Bool.self)) { readings in
            readings.set(true, to: 3)
            readings.set(false, to: -3)
        }
        let snapshot = registry.collect()
        #expect(snapshot.family("reads_total")?.descriptor.type == .counter)
        #expect(snapshot.value(of: "reads_total", labels: ["hit": "true"]) == 3)
        #expect(snapshot.value(of: "reads_total", labels: ["hit": "false"]) == 0)
    }

    @Test func `a callback may record register and remove`() throws {
        let registry = registry
        let asked = try registry.counter("asked_total", help: "Asked.", labels: LabelName("by"))
        try registry.gauge("queue_length", help: "Waiting.") {
            asked.increment("scrape")
            asked.remove("nobody")
            _ = asked.labels("scrape").value
            _ = try? registry.gauge("made_in_a_callback", help: "Late.")
            return 1
        }
        #expect(registry.collect().value(of: "asked_total", labels: ["by": "scrape"]) == 1)
        #expect(registry.collect().value(of: "made_in_a_callback") == 0)
    }

    @Test func `refuses names that break a rule or are taken`() throws {
        func refused(_ message: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(error?.description == message)
        }
        try registry.gauge("a", help: "A.") { 1 }
        refused(#"gauge a ("B.") conflicts with the registered gauge a ("A."): something else exposes it"#) {
            _ = try registry.gauge("a", help: "B.")
        }
        refused(#"b: label name "c:d" must match [a-zA-Z_][a-zA-Z0-9_]*"#) {
            try registry.gauge("b", help: "B.", labels: LabelName("c:d")) { $0.set("e", to: 1) }
        }
        refused(#"counter "b": a counter's name must end in _total"#) { try registry.counter("b", help: "B.") { 1 } }
        #expect(registry.collect().families.count == 1)
    }
}
