import NinesMetrics
import Testing

@Suite struct RegistryTests {
    @Test func `exposes families by name and children by their labels bytes`() throws {
        let registry = Registry()
        let requests = try registry.counter(
            "http_requests_total", help: "Requests.", labels: LabelName("method"), LabelName("status", of: Int.self))
        let queue = try registry.gauge("a_queue_length", help: "Waiting.")
        requests.increment("POST", 200)
        requests.increment("GET", 500)
        requests.increment("GET", 200, by: 3)
        queue.set(2)
        let snapshot = registry.collect()
        #expect(snapshot.families.map(\.descriptor.name) == ["a_queue_length", "http_requests_total"])
        let family = try #require(snapshot.family("http_requests_total"))
        #expect(
            (0..<family.count).map { family.labels.labels($0) } == [
                [Label("method", "GET"), Label("status", "200")],
                [Label("method", "GET"), Label("status", "500")],
                [Label("method", "POST"), Label("status", "200")],
            ])
        #expect(snapshot.value(of: "http_requests_total", labels: ["method": "GET", "status": "200"]) == 3)
        #expect(snapshot.value(of: "http_requests_total", labels: ["method": "PUT", "status": "200"]) == nil)
        #expect(snapshot.value(of: "a_queue_length") == 2)
    }

    @Test func `sorts a value before its extensions`() throws {
        let registry = Registry()
        let family = try registry.counter("visits_total", help: "Visits.", labels: LabelName("path"), LabelName("day"))
        for path in ["/109", "/1", "/10", "", "/1\u{7F}"] { family.increment(path, "b") }
        family.increment("/1", "")
        let collected = try #require(registry.collect().family("visits_total"))
        #expect(
            (0..<collected.count).map { collected.labels.labels($0).map(\.value) } == [
                ["b"], ["/1"], ["/1", "b"], ["/10", "b"], ["/109", "b"], ["/1\u{7F}", "b"],
            ])
    }

    @Test func `exposes a metric without labels from the start`() throws {
        let registry = Registry()
        _ = try registry.counter("starts_total", help: "Starts.")
        _ = try registry.counter("errors_total", help: "Errors.", labels: LabelName("kind"))
        let snapshot = registry.collect()
        #expect(snapshot.value(of: "starts_total") == 0)
        #expect(snapshot.family("errors_total")?.count == 0)
    }

    /// Name, type as registered first; then what is refused, and why.
    @Test func `refuses a name that breaks a rule`() {
        func refused(_ message: String, _ body: (Registry) throws -> Void) {
            let error = #expect(throws: RegistrationError.self) { try body(Registry()) }
            #expect(error?.description == message)
        }
        refused(#"metric name "": it must match [a-zA-Z_:][a-zA-Z0-9_:]*"#) { _ = try $0.gauge("", help: "") }
        refused(#"metric name "1a": it must match [a-zA-Z_:][a-zA-Z0-9_:]*"#) { _ = try $0.gauge("1a", help: "") }
        refused(#"metric name "ä": it must match [a-zA-Z_:][a-zA-Z0-9_:]*"#) { _ = try $0.gauge("ä", help: "") }
        refused(#"counter "requests": a counter's name must end in _total"#) {
            _ = try $0.counter("requests", help: "")
        }
        refused(#"counter "_total": a counter's name must end in _total"#) { _ = try $0.counter("_total", help: "") }
        refused(#"sent_total: a name with unit "bytes" must end in _bytes_total"#) {
            _ = try $0.counter("sent_total", help: "", unit: "bytes")
        }
        refused(#"age: a name with unit "seconds" must end in _seconds"#) {
            _ = try $0.gauge("age", help: "", unit: "seconds")
        }
        refused(#"a: label name "b:c" must match [a-zA-Z_][a-zA-Z0-9_]*"#) {
            _ = try $0.gauge("a", help: "", labels: LabelName("b:c"))
        }
        refused(#"a: label name "__b": names that start with __ are reserved for Prometheus"#) {
            _ = try $0.gauge("a", help: "", labels: LabelName("__b"))
        }
        refused(#"a: label name "le" is reserved for a histogram's upper bounds"#) {
            _ = try $0.histogram("a", help: "", labels: LabelName("le"))
        }
        refused(#"a: label name "quantile" is reserved for summaries"#) {
            _ = try $0.gauge("a", help: "", labels: LabelName("quantile"))
        }
        refused(#"a: label name "b" is given twice"#) {
            _ = try $0.gauge("a", help: "", labelNames: ["b", "c", "b"])
        }
    }

    @Test func `refuses a name that is taken and names both sides`() throws {
        let registry = Registry()
        _ = try registry.counter("jobs_total", help: "Jobs done.")
        _ = try registry.histogram("wait_seconds", help: "Time waited.", unit: "seconds")
        func refused(_ rule: RegistrationError.Rule, _ message: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(error?.rule == rule)
            #expect(error?.description == message)
        }
        refused(
            .type, #"gauge jobs_total ("Now.") conflicts with the registered counter jobs_total ("Jobs done.")"#
        ) { _ = try registry.gauge("jobs_total", help: "Now.") }
        refused(
            .duplicate,
            #"gauge jobs ("Now.") conflicts with the registered counter jobs_total ("Jobs done.") (both would expose jobs)"#
        ) { _ = try registry.gauge("jobs", help: "Now.") }
        refused(
            .duplicate,
            #"gauge wait_seconds_count ("Waits.") conflicts with the registered histogram wait_seconds ("#
                + #""Time waited.") (both would expose wait_seconds_count)"#
        ) { _ = try registry.gauge("wait_seconds_count", help: "Waits.") }
        #expect(registry.collect().families.count == 2)
    }

    @Test func `adds nothing of a collector of which one name is taken`() throws {
        struct Two: Collector {
            let families: [FamilyDescriptor]
            func collect() -> [FamilySnapshot] { [] }
        }
        let registry = Registry()
        _ = try registry.gauge("b", help: "Taken.")
        let names = try ["a", "b"].map { try FamilyDescriptor($0, type: .gauge, help: "New.") }
        #expect(throws: RegistrationError.self) { try registry.register(Two(families: names)) }
        _ = try registry.gauge("a", help: "Still free.")
    }

    @Test func `leaves out of a collectors families what would make a page invalid`() throws {
        struct Confused: Collector {
            let declared: FamilyDescriptor
            let other: FamilyDescriptor
            var families: [FamilyDescriptor] { [declared] }
            func collect() -> [FamilySnapshot] {
                [(other, 1.0), (declared, 2), (declared, 3)].compactMap { descriptor, value in
                    try? FamilySnapshot(descriptor, samples: [FamilySnapshot.Sample(value)])
                }
            }
        }
        let registry = Registry()
        try registry.register(
            Confused(
                declared: FamilyDescriptor("a_total", type: .counter, help: "Declared."),
                other: FamilyDescriptor("a_total", type: .gauge, help: "Not.")))
        let snapshot = registry.collect()
        #expect(snapshot.families.map(\.descriptor.type) == [.counter])
        #expect(snapshot.value(of: "a_total") == 2)
        let error = #expect(throws: RegistrationError.self) {
            let sample = FamilySnapshot.Sample(1, labels: [Label("a", "1"), Label("a", "2")])
            return try FamilySnapshot(FamilyDescriptor("b", type: .gauge, help: "B."), samples: [sample])
        }
        #expect(error?.description == "b: label name \"a\" is given twice")
    }

    @Test func `asks a collector for its families once and without the lock`() throws {
        struct Curious: Collector {
            let registry: Registry
            var families: [FamilyDescriptor] {
                _ = registry.collect()
                return []
            }
            func collect() -> [FamilySnapshot] { [] }
        }
        let registry = Registry()
        try registry.register(Curious(registry: registry))
        #expect(registry.collect().families.isEmpty)
    }

    @Test func `exposes what a collector computes and only that`() throws {
        struct Disk: Collector {
            let free: FamilyDescriptor
            let other: FamilyDescriptor
            var families: [FamilyDescriptor] { [free] }
            func collect() -> [FamilySnapshot] {
                let samples = [
                    FamilySnapshot.Sample(1, labels: [Label("disk", "b")]),
                    FamilySnapshot.Sample(2, labels: [Label("disk", "a\"\\\n")]),
                    FamilySnapshot.Sample(3, labels: [Label("disk", "b")]),
                    FamilySnapshot.Sample(4, labels: [Label("disk", "")]),
                ]
                return [free, other].compactMap { try? FamilySnapshot($0, samples: samples) }
            }
        }
        let registry = Registry()
        try registry.register(
            Disk(
                free: FamilyDescriptor("disk_free_bytes", type: .gauge, help: "Left.", unit: "bytes"),
                other: FamilyDescriptor("undeclared", type: .gauge, help: "Not said.")))
        let snapshot = registry.collect()
        #expect(snapshot.families.map(\.descriptor.name) == ["disk_free_bytes"])
        #expect(snapshot.family("disk_free_bytes")?.count == 3)
        #expect(snapshot.value(of: "disk_free_bytes", labels: ["disk": "b"]) == 1)
        #expect(snapshot.value(of: "disk_free_bytes", labels: ["disk": "a\"\\\n"]) == 2)
        #expect(snapshot.value(of: "disk_free_bytes") == 4)
    }
}
