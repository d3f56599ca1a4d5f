import NinesMetrics
import TestSupport
import Testing

@testable import NinesExposition

@Suite struct NameEscapingTests {
    @Test(arguments: [
        ("no:escaping_required", "no:escaping_required", "no:escaping_required", "no:escaping_required"),
        (
            "mysystem.prod.west.cpu.load", "mysystem_prod_west_cpu_load", "mysystem_dot_prod_dot_west_dot_cpu_dot_load",
            "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load"
        ),
        (
            "mysystem.prod.cpu.load_total", "mysystem_prod_cpu_load_total", "mysystem_dot_prod_dot_cpu_dot_load__total",
            "U__mysystem_2e_prod_2e_cpu_2e_load__total"
        ),
        ("http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum"),
        ("label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_"),
        ("花火", "__", "____", "U___82b1__706b_"),
        ("label with \u{100}", "label_with__", "label__with____", "U__label_20_with_20__100_"),
        ("1st", "_st", "__st", "U___31_st"),
        ("a1.2", "a1_2", "a1_dot_2", "U__a1_2e_2"),
        ("e\u{301}", "e_", "e__", "U__e_301_"),
        ("", "", "", ""),
    ])
    func `each scheme writes metric names as scrapers know it`(
        name: String, underscores: String, dots: String, values: String
    ) {
        #expect(EscapingScheme.underscores.escaped(name, .metric) == underscores)
        #expect(EscapingScheme.dots.escaped(name, .metric) == dots)
        #expect(EscapingScheme.values.escaped(name, .metric) == values)
        #expect(EscapingScheme.allowUTF8.escaped(name, .metric) == name)
    }

    @Test func `a colon is legal in a metric's name and not in a label's`() {
        #expect(EscapingScheme.underscores.escaped("a:b", .label) == "a_b")
        #expect(EscapingScheme.dots.escaped("a:b_c", .label) == "a__b__c")
        #expect(EscapingScheme.values.escaped("a:b", .label) == "U__a_3a_b")
        #expect(EscapingScheme.allowUTF8.escaped("a:b", .label) == "a:b")
    }
}

@Suite struct SnapshotEscapingTests {
    private static func family(
        _ name: String, _ type: MetricType = .gauge, _ samples: [FamilySnapshot.Sample] = [.init(1)],
        unit: String? = nil
    ) throws -> FamilySnapshot {
        try FamilySnapshot(
            FamilyDescriptor(name, type: type, help: "", unit: unit, nameScheme: .utf8), samples: samples)
    }

    private static func text(_ families: [FamilySnapshot], _ scheme: EscapingScheme) -> String {
        var format = ExpositionFormat.openMetrics
        format.escaping = scheme
        return ExpositionBody(Snapshot(families: families), format: format).text
    }

    @Test func `names of families and labels are escaped, values are not`() throws {
        let family = try Self.family(
            "http.requests_total", .counter,
            [
                .init(1, labels: [Label("status.code", "a=\"b\", \\ {c.d}\n"), Label("method", "GET")]),
                .init(2, labels: [Label("method", "x.y")]), .init(3, labels: [Label("a,b=\"", "\\")]),
            ])
        #expect(
            Self.text([family], .underscores) == #"""
                # TYPE http_requests counter
                http_requests_total{a_b__="\\"} 3
                http_requests_total{method="x.y"} 2
                http_requests_total{status_code="a=\"b\", \\ {c.d}\n",method="GET"} 1
                # EOF

                """#)
        #expect(
            Self.text([family], .values) == #"""
                # TYPE U__http_2e_requests counter
                U__http_2e_requests_total{U__a_2c_b_3d__22_="\\"} 3
                U__http_2e_requests_total{method="x.y"} 2
                U__http_2e_requests_total{U__status_2e_code="a=\"b\", \\ {c.d}\n",method="GET"} 1
                # EOF

                """#)
    }

    @Test func `suffixes that tell a type stay, and a unit that no longer ends the name goes`() throws {
        let families = [
            try Self.family("app.build_info", .info, [.init(1, labels: [Label("version", "1")])]),
            try Self.family("disk.io_bytes_per_second", .gauge, unit: "bytes_per_second"),
            try Self.family("up.time_seconds_total", .counter, unit: "seconds"),
        ]
        #expect(
            Self.text(families, .dots) == """
                # TYPE app_dot_build info
                app_dot_build_info{version="1"} 1.0
                # TYPE disk_dot_io__bytes__per__second gauge
                disk_dot_io__bytes__per__second 1.0
                # TYPE up_dot_time__seconds counter
                # UNIT up_dot_time__seconds seconds
                up_dot_time__seconds_total 1
                # EOF

                """)
    }

    @Test func `of families with one name a legal one stays, else the first`() throws {
        let families = [
            try Self.family("a-b"), try Self.family("a.b", .gauge, [.init(2)]), try Self.family("x.y_total", .counter),
            try Self.family("x.z.count"), try Self.family("x_y", .gauge, [.init(4)]),
        ]
        let escaped = Snapshot(families: families).escaped(by: .underscores)
        #expect(escaped.families.map(\.descriptor.name) == ["a_b", "x_y", "x_z_count"])
        #expect(escaped.value(of: "a_b") == 1)
        #expect(escaped.value(of: "x_y") == 4)
    }

    @Test func `a family that is left out is counted on each page`() throws {
        let snapshot = Snapshot(families: [try Self.family("a-b"), try Self.family("a.b"), try Self.family("a_b")])
        func leftOut() -> Double {
            let dropped = Registry.default.collect(NameFilter(["nines_metrics_dropped_total"]))
            return dropped.value(of: "nines_metrics_dropped_total", labels: ["reason": "name_collision"]) ?? 0
        }
        // The count is the process's, and tests beside this one add to it: so the least of several.
        let counts = (0..<50).map { _ in
            let before = leftOut()
            _ = snapshot.escaped(by: .underscores)
            return leftOut() - before
        }
        #expect(counts.min() == 2)
    }

    @Test func `a state set stays, under a name that its label may have too`() throws {
        for (name, underscores) in [
            ("__state", ""), ("..state", "exported__state"), ("a:b.c", "a_b_c"), ("a:b", "a_b"),
        ] {
            let states = ["on", "off"].map { FamilySnapshot.Sample($0 == "on" ? 1 : 0, labels: [Label(name, $0)]) }
            guard !underscores.isEmpty else {
                #expect(throws: RegistrationError.self) { try Self.family(name, .stateSet, states) }
                continue
            }
            let snapshot = Snapshot(families: [try Self.family(name, .stateSet, states)])
            #expect(
                Self.text(snapshot.families, .underscores) == """
                    # TYPE \(underscores) stateset
                    \(underscores){\(underscores)="off"} 0.0
                    \(underscores){\(underscores)="on"} 1.0
                    # EOF

                    """)
            for scheme in [EscapingScheme.dots, .values] { #expect(snapshot.escaped(by: scheme).families.count == 1) }
        }
    }

    @Test func `families stand in order of their new names`() throws {
        let families = [try Self.family("a.z"), try Self.family("aZ"), try Self.family("é")]
        let escaped = Snapshot(families: families).escaped(by: .underscores)
        #expect(escaped.families.map(\.descriptor.name) == ["_", "aZ", "a_z"])
    }

    @Test func `of labels with one name the later gets another underscore, on every child`() throws {
        let family = try Self.family(
            "doubles", .gauge,
            [
                .init(1, labels: [Label("a.b", "dot"), Label("a-b", "dash"), Label("a_b", "legal")]),
                .init(2, labels: [Label("a.b", "dots")]), .init(3, labels: [Label("a_b", "legals")]),
            ])
        #expect(
            Self.text([family], .underscores) == """
                # TYPE doubles gauge
                doubles{a_b="legals"} 3.0
                doubles{a_b__="dot",a_b_="dash",a_b="legal"} 1.0
                doubles{a_b__="dots"} 2.0
                # EOF

                """)
    }

    @Test func `of thousands of labels with one name each gets one of its own`() throws {
        let labels = (0..<3_000).map { Label(String(UnicodeScalar(0x4E00 + $0) ?? " "), "1") }
        let family = try Self.family("many", .gauge, [.init(1, labels: labels)])
        let names = Snapshot(families: [family]).escaped(by: .underscores).families[0].labels.labels(0).map(\.name)
        #expect(Set(names).count == 3_000)
        #expect(names.count { $0.hasPrefix("__") } == 0)
        // Not one more character for each that came before.
        #expect(names.allSatisfy { $0.utf8.count < 20 })
    }

    @Test func `no label becomes one that Prometheus keeps for itself`() throws {
        let family = try Self.family("hits", .gauge, [.init(1, labels: [Label("..name..", "x")])])
        #expect(
            Self.text([family], .underscores) == """
                # TYPE hits gauge
                hits{exported__name__="x"} 1.0
                # EOF

                """)
    }

    @Test func `a state set's label of states keeps the family's name`() throws {
        let column = LabelColumn(
            text: Array(#"a_b="own","a.b"="on""#.utf8), ends: [20], hasQuotedNames: true)
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("a.b", type: .stateSet, help: "", nameScheme: .utf8), labels: column,
            values: .gauges([1]))
        let escaped = Snapshot(families: [family]).escaped(by: .underscores).families[0]
        #expect(escaped.descriptor.name == "a_b")
        #expect(escaped.labels.labels(0) == [Label("a_b_", "own"), Label("a_b", "on")])
    }

    @Test(arguments: EscapingScheme.allCases)
    func `families with legal names are left alone`(scheme: EscapingScheme) throws {
        let legal = try Self.family("a_b:c", .gauge, [.init(1, labels: [Label("x_y", "z.z")])])
        let other = try Self.family("é", .gauge, [.init(1, labels: [Label("x_y", "z.z")])])
        let escaped = Snapshot(families: [legal, other]).escaped(by: scheme)
        let same = try #require(escaped.family("a_b:c"))
        #expect(same.labels === legal.labels)
        #expect(same.descriptor == legal.descriptor)
        #expect(escaped.families.contains { $0.labels === other.labels })
    }

    @Test func `a page is escaped as its format says, with underscores where it says nothing`() throws {
        let family = try Self.family("a.b")
        #expect(ExpositionBody(Snapshot(families: [family]), format: .text).text == "# TYPE a_b gauge\na_b 1\n")
        #expect(
            Self.text([family], .values) == "# TYPE U__a_2e_b gauge\nU__a_2e_b 1.0\n# EOF\n")
    }

    @Test(arguments: [EscapingScheme.underscores, .dots, .values])
    func `whatever the labels are, each name is legal, stands once and keeps its value`(scheme: EscapingScheme) throws {
        var random = SeededNumbers(seed: 7)
        let pieces = ["a", "_", ".", "-", "\"", "\\", "\n", ",", "=", "é", "1", "{", "}", " "]
        func text() -> String {
            (0..<Int.random(in: 1...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        for _ in 0..<100 {
            let names = Set((0..<6).map { _ in text() }).filter { !$0.hasPrefix("__") }.sorted()
            let samples = (0..<5).map { child in
                FamilySnapshot.Sample(
                    Double(child), labels: names.map { Label($0, Bool.random(using: &random) ? text() : "") })
            }
            let family = try Self.family("é", .gauge, samples)
            let escaped = try #require(Snapshot(families: [family]).escaped(by: scheme).families.first)
            var newNames: [String: String] = [:]
            for child in 0..<family.count {
                let (before, after) = (family.labels.labels(child), escaped.labels.labels(child))
                #expect(after.map(\.value) == before.map(\.value))
                #expect(Set(after.map(\.name)).count == after.count)
                for (old, new) in zip(before, after) {
                    #expect(NameRules.isLegal(new.name, colons: false))
                    #expect(newNames.updateValue(new.name, forKey: old.name) ?? new.name == new.name)
                }
            }
            #expect(Set(newNames.values).count == newNames.count)
        }
    }
}
