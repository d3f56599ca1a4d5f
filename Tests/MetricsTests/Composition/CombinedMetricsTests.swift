import NinesMetrics
import Testing

@Suite struct CombinedMetricsTests {
    private static func source(_ families: FamilySnapshot...) -> GivenSource {
        GivenSource { families }
    }

    private static func gauge(_ name: String, help: String = "Help.", _ children: [(String, Double)]) throws
        -> FamilySnapshot
    {
        try FamilySnapshot(
            FamilyDescriptor(name, type: .gauge, help: help),
            samples: children.map { .init($0.1, labels: [Label("of", $0.0)]) })
    }

    @Test func `a set's states stand together whatever the order of its labels`() throws {
        func states(_ samples: [[Label]]) throws -> FamilySnapshot {
            try FamilySnapshot(
                FamilyDescriptor("st", type: .stateSet, help: "S."), samples: samples.map { .init(1, labels: $0) })
        }
        let both = CombinedMetrics([
            Self.source(
                try states([
                    [Label("a", "1"), Label("b", "2"), Label("st", "x")],
                    [Label("a", "3"), Label("b", "2"), Label("st", "x")],
                ])),
            Self.source(try states([[Label("b", "2"), Label("a", "1"), Label("st", "y")]])),
        ])
        #expect(
            both.collect().lines == [
                #"st{a="1",b="2",st="x"} 1.0"#, #"st{b="2",a="1",st="y"} 1.0"#, #"st{a="3",b="2",st="x"} 1.0"#,
            ])
    }

    @Test func `merges families of one name in order of their children`() throws {
        let (first, second) = (Registry(), Registry())
        for (registry, offset) in [(first, 1), (second, 2)] {
            let visits = try registry.counter("visits_total", help: "Visits.", labels: LabelName("path", of: Int.self))
            let times = try registry.histogram(
                "time_seconds", help: "Times.", upperBounds: [1], labels: LabelName("path", of: Int.self))
            for path in stride(from: offset, to: 5, by: 2) {
                visits.increment(path, by: 10 * path)
                times.observe(path, value: Double(path))
            }
        }
        _ = try second.gauge("b", help: "B.")
        _ = try first.gauge("z", help: "Z.")
        let both = CombinedMetrics([first, second])
        #expect(
            both.collect().lines == [
                "b{} 0.0", #"time_seconds{path="1"} [1, 0] 1.0"#, #"time_seconds{path="2"} [0, 1] 2.0"#,
                #"time_seconds{path="3"} [0, 1] 3.0"#, #"time_seconds{path="4"} [0, 1] 4.0"#,
                #"visits_total{path="1"} 10.0"#, #"visits_total{path="2"} 20.0"#, #"visits_total{path="3"} 30.0"#,
                #"visits_total{path="4"} 40.0"#, "z{} 0.0",
            ])
        #expect(both.collect(NameFilter(["visits"])).families.map(\.descriptor.name) == ["visits_total"])
        #expect(both.collect().family("visits_total")?.created?.count == 4)
        #expect(both.conflicts.isEmpty)
    }

    @Test func `keeps the earlier of two children with the same labels in any order`() throws {
        func family(_ value: Double, _ labels: [Label]) throws -> FamilySnapshot {
            try FamilySnapshot(FamilyDescriptor("a", type: .gauge, help: "A."), samples: [.init(value, labels: labels)])
        }
        let first = Self.source(try family(1, [Label("x", "1"), Label("y", "2")]))
        let second = Self.source(try family(2, [Label("y", "2"), Label("x", "1")]))
        #expect(CombinedMetrics([first, second]).collect().lines == [#"a{x="1",y="2"} 1.0"#])
        #expect(CombinedMetrics([second, first]).collect().lines == [#"a{y="2",x="1"} 2.0"#])
    }

    @Test func `a source can join and leave`() throws {
        let (first, second, third) = (Registry(), Registry(), Registry())
        _ = try first.gauge("a", help: "A.")
        try second.gauge("b", help: "B.").set(2)
        try third.gauge("b", help: "B.").set(3)
        let all = CombinedMetrics([first, second])
        all.add(third)
        #expect(all.collect().lines == ["a{} 0.0", "b{} 2.0"])
        #expect(all.remove(second))
        #expect(!all.remove(second))
        #expect(all.collect().lines == ["a{} 0.0", "b{} 3.0"])
        let view = try second.view(prefix: "plugin_")
        all.add(view)
        #expect(all.collect().lines == ["a{} 0.0", "b{} 3.0", "plugin_b{} 2.0"])
        #expect(all.remove(view) && all.remove(third) && all.remove(first))
        #expect(all.collect().lines == [])
    }

    @Test func `orders children again only when some came or went`() throws {
        let (first, second) = (Registry(), Registry())
        let visits = try first.counter("visits_total", help: "Visits.", labels: LabelName("path"))
        let others = try second.counter("visits_total", help: "Visits.", labels: LabelName("path"))
        visits.increment("/b")
        others.increment("/a")
        let both = CombinedMetrics([first, second])
        let before = try #require(both.collect().family("visits_total"))
        visits.increment("/b")
        _ = both.collect(NameFilter(["unknown"]))
        #expect(try #require(both.collect().family("visits_total")).labels === before.labels)
        #expect(both.collect().lines == [#"visits_total{path="/a"} 1.0"#, #"visits_total{path="/b"} 2.0"#])
        others.increment("/c")
        others.remove("/a")
        #expect(both.collect().lines == [#"visits_total{path="/b"} 2.0"#, #"visits_total{path="/c"} 1.0"#])
    }

    @Test func `leaves out what contradicts an earlier source and says so once`() throws {
        let earlier = Registry()
        _ = try earlier.gauge("a", help: "A.")
        _ = try earlier.histogram("h", help: "H.", upperBounds: [1])
        _ = try earlier.gauge("same", help: "Here.", labels: LabelName("of")).labels("x")
        let later = Registry()
        _ = try later.counter("a_total", help: "A.")
        _ = try later.histogram("h", help: "H.", upperBounds: [1, 2])
        _ = try later.gauge("same", help: "There.", labels: LabelName("of")).labels("y")
        let third = Registry()
        _ = try third.gauge("h_count", help: "C.")
        let all = CombinedMetrics([earlier, later, third])
        for _ in 0..<2 {
            #expect(
                all.collect().lines == [
                    "a{} 0.0", "h{} [0, 0] 0.0", #"same{of="x"} 0.0"#, #"same{of="y"} 0.0"#,
                ])
        }
        #expect(
            all.conflicts.map(\.description) == [
                #"counter a_total ("A.") conflicts with the registered gauge a ("A.") (both would expose a)"#,
                "h: one source has the upper bounds [1.0], another [1.0, 2.0]",
                #"gauge same ("There.") conflicts with the registered gauge same ("Here.")"#,
                #"gauge h_count ("C.") conflicts with the registered histogram h ("H.") (both would expose h_count)"#,
            ])
    }

    @Test func `keeps exemplars and created times with their children`() throws {
        func source(_ ids: [Int]) throws -> GivenSource {
            let descriptor = try FamilyDescriptor("a_total", type: .counter, help: "A.")
            let family = try FamilySnapshot(
                descriptor, samples: ids.map { .init(Double($0), labels: [Label("id", "\($0)")]) })
            let entries = ids.indices.map { index in
                ExemplarColumn.Entry(
                    child: index, bucket: 0, exemplar: Exemplar(1, labels: [Label("t", "\(ids[index])")]))
            }
            return GivenSource {
                [
                    FamilySnapshot(
                        descriptor: descriptor, labels: family.labels, values: family.values,
                        created: ids.map { UnixTime(milliseconds: Int64($0)) },
                        exemplars: ExemplarColumn(entries: entries))
                ]
            }
        }
        let family = try #require(CombinedMetrics([source([2, 4]), source([1, 2, 3])]).collect().families.first)
        #expect(family.created?.map(\.milliseconds) == [1, 2, 3, 4])
        #expect((0..<4).map { family.exemplars($0).map(\.labels) } == (1...4).map { [[Label("t", "\($0)")]] })
    }

    /// Parsers refuse a metric of which only some samples have a timestamp.
    @Test func `infos and shared state sets of several sources have one timestamp or none`() throws {
        func family(_ name: String, _ type: MetricType, _ samples: [([Label], Int64?)]) throws -> GivenSource {
            let family = try FamilySnapshot(
                FamilyDescriptor(name, type: type, help: "H."),
                samples: samples.map { .init(1, labels: $0, timestamp: $1.map { UnixTime(milliseconds: $0) }) })
            return GivenSource { [family] }
        }
        func times(_ sources: [GivenSource]) throws -> [Int64?] {
            let all = CombinedMetrics(sources)
            let family = try #require(all.collect().families.first)
            #expect(all.conflicts.isEmpty)
            return (0..<family.count).map { family.timestamp(of: $0)?.milliseconds }
        }
        func info(_ of: String, _ time: Int64?) throws -> GivenSource {
            try family("a_info", .info, [([Label("of", of)], time)])
        }
        #expect(try times([info("x", 5), info("y", nil)]) == [nil, nil])
        #expect(try times([info("x", 5), info("y", 4)]) == [nil, nil])
        #expect(try times([info("x", 5), info("y", 5)]) == [5, 5])
        func states(_ of: String, _ state: String, _ time: Int64?) throws -> GivenSource {
            try family("s", .stateSet, [([Label("of", of), Label("s", state)], time)])
        }
        #expect(try times([states("x", "on", 5), states("x", "off", nil)]) == [nil, nil])
        #expect(try times([states("x", "on", 5), states("x", "off", 5)]) == [5, 5])
        #expect(try times([states("x", "on", 5), states("y", "on", nil)]) == [5, nil])
    }

    @Test func `merges summaries and native histograms of one shape`() throws {
        func summary(_ of: String, _ count: UInt64, quantiles: [Double]) throws -> GivenSource {
            let family = FamilySnapshot(
                descriptor: try FamilyDescriptor("s", type: .summary, help: "S."),
                labels: LabelColumn(text: Array("of=\"\(of)\"".utf8), ends: [6]),
                values: .summaries(
                    SummaryColumn(
                        quantiles: quantiles, estimates: quantiles.map { _ in Double(count) }, counts: [count],
                        sums: [0])))
            return GivenSource { [family] }
        }
        func native(_ of: String, _ count: UInt64) throws -> GivenSource {
            let value = NativeHistogramValue(
                schema: 3, zeroThreshold: 0, zeroCount: count, count: count, sum: 0, positive: .none, negative: .none)
            let family = FamilySnapshot(
                descriptor: try FamilyDescriptor("n", type: .histogram, help: "N."),
                labels: LabelColumn(text: Array("of=\"\(of)\"".utf8), ends: [6]),
                values: .nativeHistograms(NativeHistogramColumn(histograms: [value])))
            return GivenSource { [family] }
        }
        let all = CombinedMetrics([
            try summary("b", 1, quantiles: [0.5]), try summary("a", 2, quantiles: [0.5]),
            try summary("c", 3, quantiles: [0.9]), try native("y", 4), try native("x", 5),
        ])
        #expect(
            all.collect().lines == [
                #"n{of="x"} 5"#, #"n{of="y"} 4"#, #"s{of="a"} [2.0] 2"#, #"s{of="b"} [1.0] 1"#,
            ])
        #expect(all.conflicts.map(\.description) == ["s: one source has the quantiles [0.5], another [0.9]"])
    }
}
