import NinesMetrics
import TestSupport
import Testing

/// A second registration of a name gives what the first made, or says why it cannot.
@Suite struct SharedFamilyTests {
    private enum Circuit: String, CaseIterable, LabelValue { case closed, open }

    private let registry = Registry()

    @Test func `every kind without labels gives its first handle, and the first help stays`() throws {
        #expect(
            try registry.counter("a_total", help: "A.", exemplars: .sampled)
                === registry.counter("a_total", help: "B.", exemplars: .sampled))
        #expect(try registry.gauge("b", help: "A.") === registry.gauge("b", help: "B."))
        #expect(
            try registry.histogram("c_seconds", help: "A.", unit: "seconds", upperBounds: [1, 2])
                === registry.histogram("c_seconds", help: "B.", unit: "seconds", upperBounds: [1, 2, .infinity]))
        #expect(
            try registry.nativeHistogram("d", help: "A.", upperBounds: [1])
                === registry.nativeHistogram("d", help: "B.", upperBounds: [1]))
        #expect(try registry.summary("e", help: "A.") === registry.summary("e", help: "B."))
        #expect(
            try registry.stateSet("f", help: "A.", of: Circuit.self, initially: .open)
                === registry.stateSet("f", help: "B.", of: Circuit.self, initially: .open))
        try registry.info("g_info", help: "A.", labels: ["version": "1"])
        try registry.info("g_info", help: "B.", labels: ["version": "1"])
        let families = registry.collect().families
        #expect(families.map(\.descriptor.name) == ["a_total", "b", "c_seconds", "d", "e", "f", "g_info"])
        #expect(families.allSatisfy { $0.descriptor.help == "A." })
        #expect(families.map(\.count) == [1, 1, 1, 1, 1, 2, 1])
    }

    @Test func `texts that are equal to Swift and not to Prometheus are no second registration`() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        try registry.info("build_info", help: "B.", labels: ["by": composed])
        let info = #expect(throws: RegistrationError.self) {
            try registry.info("build_info", help: "B.", labels: ["by": decomposed])
        }
        #expect(info?.rule == .duplicate)
        let others = Registry(nameScheme: .utf8)
        try others.gauge("a", help: "A.", labels: LabelName(composed)) { $0.set("x", to: 1) }
        #expect(throws: RegistrationError.self) {
            try others.gauge("a", help: "A.", labels: LabelName(decomposed)) { $0.set("x", to: 1) }
        }
        #expect(try !others.gauge("a", help: "A.", labels: LabelName(composed)) { $0.set("x", to: 1) }.isNew)
    }

    @Test func `every kind with labels shares its children`() throws {
        let limits = ChildLimits(count: 10, idleTime: .seconds(60))
        for round in 1...2 {
            let help = "Round \(round)."
            try registry.counter("a_total", help: help, limits: limits, labels: LabelName("x")).increment("1")
            try registry.gauge("b", help: help, limits: limits, labels: LabelName("x")).increment("1")
            try registry.histogram("c", help: help, limits: limits, labels: LabelName("x")).observe("1", value: 1)
            try registry.nativeHistogram("d", help: help, limits: limits, labels: LabelName("x")).observe("1", value: 1)
            try registry.summary("e", help: help, limits: limits, labels: LabelName("x")).observe("1", value: 1)
            try registry.stateSet("f", help: help, of: Circuit.self, limits: limits, labels: LabelName("x"))
                .set("1", state: .open, to: true)
            _ = try registry.info("g_info", help: help, limits: limits, labels: LabelName("x")).labels("1")
            // The same family by names that are known only now.
            try registry.counter("h_total", help: help, labels: LabelName("x")).increment("1")
            try registry.counter("h_total", help: help, labelNames: ["x"]).labels(["x": "1"]).increment()
        }
        let snapshot = registry.collect()
        #expect(snapshot.families.map(\.descriptor.help) == Array(repeating: "Round 1.", count: 8))
        #expect(snapshot.value(of: "a_total", labels: ["x": "1"]) == 2)
        #expect(snapshot.value(of: "b", labels: ["x": "1"]) == 2)
        for name in ["c", "d", "e"] { #expect(snapshot.count(of: name, labels: ["x": "1"]) == 2) }
        #expect(snapshot.value(of: "f", labels: ["x": "1", "f": "open"]) == 1)
        #expect(snapshot.childCount(of: "g_info") == 1)
        #expect(snapshot.value(of: "h_total", labels: ["x": "1"]) == 4)
    }

    @Test func `a callback and a collector stay the first, whose registration is given again`() throws {
        struct One: Collector {
            let value: Double
            var families: [FamilyDescriptor] { (try? [FamilyDescriptor("one", type: .gauge, help: "\(value)")]) ?? [] }
            func collect() -> [FamilySnapshot] {
                families.compactMap { try? FamilySnapshot($0, samples: [.init(value)]) }
            }
        }
        let first = try registry.gauge("queue_length", help: "Waiting.") { 3 }
        let second = try registry.gauge("queue_length", help: "Jobs.") { 4 }
        try registry.counter("reads_total", help: "Reads.", labels: LabelName("x")) { $0.set("1", to: 5) }
        try registry.counter("reads_total", help: "Reads.", labels: LabelName("x")) { $0.set("1", to: 6) }
        let collector = try registry.register(One(value: 1))
        let again = try registry.register(One(value: 2))
        #expect(first.isNew && !second.isNew && collector.isNew && !again.isNew)
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "queue_length") == 3)
        #expect(snapshot.value(of: "reads_total", labels: ["x": "1"]) == 5)
        #expect(snapshot.value(of: "one") == 1)
        #expect(second.unregister() && !first.unregister() && again.unregister() && !collector.unregister())
        #expect(registry.collect().families.map(\.descriptor.name) == ["reads_total"])
    }

    @Test func `collectors that are two objects are two collectors`() throws {
        final class Pool: Collector {
            var families: [FamilyDescriptor] { (try? [FamilyDescriptor("pool", type: .gauge, help: "P.")]) ?? [] }
            func collect() -> [FamilySnapshot] { [] }
        }
        let pool = Pool()
        #expect(try registry.register(pool).isNew)
        #expect(try !registry.register(pool).isNew)
        let error = #expect(throws: RegistrationError.self) { try registry.register(Pool()) }
        #expect(
            error?.description
                == #"gauge pool ("P.") conflicts with the registered gauge pool ("P."): something else exposes it"#)
    }

    /// What two registrations do not agree about, and what the error says.
    @Test func `what does not agree is refused, and the error names both sides and the difference`() throws {
        let r = registry
        func refused(_ type: String, _ name: String, _ difference: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(
                error?.description
                    == "\(type) \(name) (\"New.\") conflicts with the registered \(type) \(name) (\"Old.\"): \(difference)"
            )
        }
        _ = try r.counter("a_total", help: "Old.", labels: LabelName("x"), LabelName("y"))
        refused("counter", "a_total", #"labels ["y", "x"], registered with ["x", "y"]"#) {
            _ = try r.counter("a_total", help: "New.", labels: LabelName("y"), LabelName("x"))
        }
        refused("counter", "a_total", #"labels [], registered with ["x", "y"]"#) {
            _ = try r.counter("a_total", help: "New.")
        }
        refused("counter", "a_total", "limits at most 5 children, registered with none") {
            _ = try r.counter("a_total", help: "New.", limits: ChildLimits(count: 5), labelNames: ["x", "y"])
        }
        refused("counter", "a_total", "exemplars given every 0.1 seconds, registered with none") {
            _ = try r.counter("a_total", help: "New.", exemplars: .given(), labelNames: ["x", "y"])
        }
        _ = try r.gauge("b_bytes", help: "Old.", unit: "bytes")
        refused("gauge", "b_bytes", #"unit none, registered with "bytes""#) { _ = try r.gauge("b_bytes", help: "New.") }
        refused("gauge", "b_bytes", "something else exposes it") {
            try r.gauge("b_bytes", help: "New.", unit: "bytes") { 1 }
        }
        _ = try r.histogram("c", help: "Old.", upperBounds: [1, 2])
        refused("histogram", "c", "upper bounds [1.0], registered with [1.0, 2.0]") {
            _ = try r.histogram("c", help: "New.", upperBounds: [1])
        }
        refused("histogram", "c", "instrument NativeHistogram, registered with Histogram") {
            _ = try r.nativeHistogram("c", help: "New.", upperBounds: [1, 2])
        }
        _ = try r.nativeHistogram("d", help: "Old.")
        refused("histogram", "d", "resolution 2^(2^-0), registered with 2^(2^-3)") {
            _ = try r.nativeHistogram("d", help: "New.", growthFactor: 2)
        }
        refused(
            "histogram", "d",
            "bucket limits 10 buckets, a reset after 3600.0 seconds, zero within 0.0, registered with 160 buckets, a "
                + "reset after 3600.0 seconds, zero within 0.0"
        ) { _ = try r.nativeHistogram("d", help: "New.", bucketLimits: NativeHistogramLimits(bucketCount: 10)) }
        _ = try r.summary("e", help: "Old.", quantiles: [0.5])
        refused("summary", "e", "quantiles [], registered with [0.5]") { _ = try r.summary("e", help: "New.") }
        refused("summary", "e", "slices 6, registered with 5") {
            _ = try r.summary("e", help: "New.", quantiles: [0.5], slices: 6)
        }
        _ = try r.stateSet("f", help: "Old.", states: ["up", "down"])
        refused("stateset", "f", #"states ["down"], registered with ["down", "up"]"#) {
            _ = try r.stateSet("f", help: "New.", states: ["down"])
        }
        refused("stateset", "f", "first state up, registered with none") {
            _ = try r.stateSet("f", help: "New.", states: ["up", "down"], initially: "up")
        }
        try r.info("g_info", help: "Old.", labels: ["version": "1"])
        refused("info", "g_info", #"label values ["2"], registered with ["1"]"#) {
            try r.info("g_info", help: "New.", labels: ["version": "2"])
        }
    }

    /// A handle of one type must never be taken for one of the other.
    @Test func `state sets of two types of one name are two`() throws {
        func other() throws -> StateSet<Circuit> {
            enum Circuit: String, CaseIterable, LabelValue { case closed, open }
            _ = try registry.stateSet("f", help: "F.", of: Circuit.self)
            return try registry.stateSet("f", help: "F.", of: Self.Circuit.self)
        }
        #expect(throws: RegistrationError.self) { try other() }
    }

    @Test func `two threads that register at once get one family`() throws {
        let registry = registry
        PosixThread.run(4) { _ in
            for index in 0..<200 {
                (try? registry.counter("a\(index)_total", help: "A.", labels: LabelName("x")))?.increment("1")
            }
        }
        let snapshot = registry.collect()
        #expect((0..<200).allSatisfy { snapshot.value(of: "a\($0)_total", labels: ["x": "1"]) == 4 })
    }
}
