import NinesMetrics
import Testing

@Suite struct MetricViewTests {
    @Test func `puts a prefix before names and labels before the childrens own`() throws {
        let registry = Registry()
        let requests = try registry.counter(
            "requests_total", help: "Requests.", labels: LabelName("method"), LabelName("zone"))
        let sizes = try registry.histogram("size_bytes", help: "Sizes.", unit: "bytes", upperBounds: [1])
        let visits = try registry.counter("visits_total", help: "Visits.", labels: LabelName("path"))
        requests.increment("GET", "own", by: 2)
        requests.increment("PUT", "")
        visits.increment("/", by: 3)
        visits.increment("")
        sizes.observe(0.5)
        let view = try registry.view(prefix: "shop_", labels: ["zone": "a\"b", "app": "x", "none": ""])
        let snapshot = view.collect()
        #expect(
            snapshot.lines == [
                #"shop_requests_total{app="x",method="GET",zone="own"} 2.0"#,
                #"shop_requests_total{app="x",method="PUT"} 1.0"#,
                #"shop_size_bytes{app="x",zone="a\"b"} [1, 0] 0.5"#,
                #"shop_visits_total{app="x",zone="a\"b"} 1.0"#,
                #"shop_visits_total{app="x",zone="a\"b",path="/"} 3.0"#,
            ])
        #expect(snapshot.family("shop_size_bytes")?.descriptor.unit == "bytes")
        #expect(snapshot.family("shop_visits_total")?.created?.count == 2)
        #expect(snapshot.value(of: "shop_visits_total", labels: ["app": "x", "zone": "a\"b", "path": "/"]) == 3)
    }

    @Test func `views of views add up`() throws {
        let registry = Registry()
        _ = try registry.gauge("a", help: "A.")
        let inner = try registry.view(prefix: "in_", labels: ["zone": "1"])
        let outer = try inner.view(prefix: "out_", labels: ["app": "2"])
        #expect(outer.collect().lines == [#"out_in_a{app="2",zone="1"} 0.0"#])
    }

    @Test func `tells families apart whose names only look the same`() throws {
        let registry = Registry(nameScheme: .utf8)
        try registry.gauge("\u{E9}", help: "Composed.").set(1)
        try registry.gauge("e\u{301}", help: "Decomposed.").set(2)
        let view = try registry.view(labels: ["zone": "a"])
        for _ in 0..<2 {
            let families = view.collect().families
            #expect(families.map { Array($0.descriptor.name.utf8) } == [Array("e\u{301}".utf8), Array("\u{E9}".utf8)])
            #expect(families.map(\.descriptor.help) == ["Decomposed.", "Composed."])
        }
    }

    @Test func `renders labels again only when children came or went`() throws {
        let registry = Registry()
        let visits = try registry.counter("visits_total", help: "Visits.", labels: LabelName("path"))
        visits.increment("/")
        let view = try registry.view(labels: ["zone": "a"])
        let first = try #require(view.collect().family("visits_total"))
        visits.increment("/")
        let second = try #require(view.collect(NameFilter(["visits_total"])).family("visits_total"))
        _ = view.collect(NameFilter(["other"]))
        #expect(try #require(view.collect().family("visits_total")).labels === first.labels)
        visits.increment("/new")
        let third = try #require(view.collect().family("visits_total"))
        #expect(first.labels === second.labels)
        #expect(third.labels !== first.labels && third.count == 2)
    }

    @Test func `asks the source only for what is admitted`() throws {
        let descriptor = try FamilyDescriptor("a_total", type: .counter, help: "A.")
        let family = try FamilySnapshot(descriptor, samples: [.init(1)])
        let source = GivenSource { [family] }
        let view = try source.view(prefix: "shop_")
        #expect(view.collect(NameFilter(["shop_a", "a_total", "shop_"])).lines == ["shop_a_total{} 1.0"])
        #expect(source.filters == [NameFilter(["a", ""])])
        #expect(view.collect(NameFilter(["a_total", "shop"])).families.isEmpty)
        #expect(source.filters.count == 1)
        #expect(view.collect().families.count == 1)
        #expect(source.filters.last == .all)
    }

    @Test func `renames the label that names the states of a state set`() throws {
        let descriptor = try FamilyDescriptor("phase", type: .stateSet, help: "P.")
        let family = FamilySnapshot(
            descriptor: descriptor,
            labels: LabelColumn(text: Array(#"id="1",phase="on"id="1",phase="off""#.utf8), ends: [17, 35]),
            values: .gauges([1, 0]))
        let source = GivenSource { [family] }
        #expect(
            try source.view(prefix: "a_", labels: ["zone": "z", "a_phase": "left out"]).collect().lines == [
                #"a_phase{zone="z",id="1",a_phase="on"} 1.0"#, #"a_phase{zone="z",id="1",a_phase="off"} 0.0"#,
            ])
    }

    enum Phase: String, CaseIterable, LabelValue { case a, b }

    @Test func `a label that has the new name of the states gives way to it`() throws {
        let registry = Registry()
        let states = try registry.stateSet("state", help: "S.", of: Phase.self, labels: LabelName("app_state"))
        states.labels("x").set(.a)
        #expect(
            try registry.view(prefix: "app_").collect().lines == [
                #"app_state{exported_app_state="x",app_state="a"} 1.0"#,
                #"app_state{exported_app_state="x",app_state="b"} 0.0"#,
            ])
    }

    @Test func `a view's label may have the name that the states had before`() throws {
        let registry = Registry()
        try registry.stateSet("state", help: "S.", of: Phase.self).set(.b)
        #expect(
            try registry.view(prefix: "app_", labels: ["state": "NY"]).collect().lines == [
                #"app_state{state="NY",app_state="a"} 0.0"#, #"app_state{state="NY",app_state="b"} 1.0"#,
            ])
    }

    @Test func `takes UTF-8 names where they are asked for`() throws {
        let registry = Registry()
        _ = try registry.gauge("a", help: "A.")
        let family = try #require(
            registry.view(prefix: "shop.", labels: ["k8s.pod": "p"], nameScheme: .utf8).collect().families.first)
        #expect(family.descriptor.name == "shop.a" && family.descriptor.nameScheme == .utf8)
        #expect(family.labels.hasQuotedNames && family.labels.labels(0) == [Label("k8s.pod", "p")])
    }

    @Test(arguments: [
        ("1_", [:], #"a view's prefix "1_": it must match [a-zA-Z_][a-zA-Z0-9_]*"#),
        ("job:", [:], #"a view's prefix "job:": it must match [a-zA-Z_][a-zA-Z0-9_]*"#),
        ("__a", [:], #"a view's prefix "__a": names that start with __ are reserved for Prometheus"#),
        ("", ["a.b": "1"], #"a view's labels: label name "a.b" must match [a-zA-Z_][a-zA-Z0-9_]*"#),
        ("", ["le": "1"], #"a view's labels: label name "le" is reserved for a histogram's upper bounds"#),
        ("", ["quantile": "1"], #"a view's labels: label name "quantile" is reserved for summaries"#),
        ("", ["__a": ""], #"a view's labels: label name "__a": names that start with __ are reserved for Prometheus"#),
    ])
    func `refuses names that break a rule`(_ prefix: String, _ labels: [String: String], _ message: String) {
        let error = #expect(throws: RegistrationError.self) { try Registry().view(prefix: prefix, labels: labels) }
        #expect(error?.description == message)
    }
}
