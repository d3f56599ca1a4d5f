import NinesExposition
import NinesMetrics
import Testing

/// How each kind of metric looks in text 0.0.4 and in OpenMetrics 1.0.
@Suite struct KindPageTests {
    private static let clock = MetricClock(
        now: { UnixTime(milliseconds: 1_700_000_000_123) }, elapsed: { .seconds(1) })

    private func text(_ registry: Registry) -> String {
        ExpositionBody(registry.collect(), format: .text).text
    }

    private func openMetrics(_ registry: Registry, createdTimes: Bool = false) -> String {
        ExpositionBody(registry.collect(), format: .openMetrics, createdTimes: createdTimes).text
    }

    @Test func `a summary has a line for each quantile, then sum and count`() throws {
        let registry = Registry(clock: Self.clock)
        let family = try FamilySnapshot(
            FamilyDescriptor("size_bytes", type: .summary, help: "Sizes.", unit: "bytes"), quantiles: [0.5, 1],
            summaries: [
                FamilySnapshot.SummarySample(
                    estimates: [-2, .nan], count: 3, sum: -7.5, labels: [Label("kind", "a")])
            ])
        try registry.register(Fixed(family))
        #expect(
            text(registry) == """
                # HELP size_bytes Sizes.
                # TYPE size_bytes summary
                size_bytes{kind="a",quantile="0.5"} -2
                size_bytes{kind="a",quantile="1.0"} NaN
                size_bytes_sum{kind="a"} -7.5
                size_bytes_count{kind="a"} 3

                """)
        // OpenMetrics refuses quantiles and sums below zero.
        #expect(
            openMetrics(registry) == """
                # TYPE size_bytes summary
                # UNIT size_bytes bytes
                # HELP size_bytes Sizes.
                size_bytes{kind="a",quantile="1.0"} NaN
                size_bytes_count{kind="a"} 3
                # EOF

                """)
    }

    @Test func `infos and state sets are gauges to text 0.0.4`() throws {
        enum Circuit: String, LabelValue, CaseIterable { case closed, open }
        let registry = Registry(clock: Self.clock)
        _ = try registry.info("build_info", help: "Build.", labels: ["version": "1.2"])
        let circuit = try registry.stateSet("circuit", help: "State.", of: Circuit.self, initially: .closed)
        circuit.set(.open)
        #expect(
            text(registry) == """
                # HELP build_info Build.
                # TYPE build_info gauge
                build_info{version="1.2"} 1
                # HELP circuit State.
                # TYPE circuit gauge
                circuit{circuit="closed"} 0
                circuit{circuit="open"} 1

                """)
        #expect(
            openMetrics(registry) == """
                # TYPE build info
                # HELP build Build.
                build_info{version="1.2"} 1.0
                # TYPE circuit stateset
                # HELP circuit State.
                circuit{circuit="closed"} 0.0
                circuit{circuit="open"} 1.0
                # EOF

                """)
    }

    @Test func `a native histogram has one bucket for all, or its classic ones`() throws {
        let registry = Registry(clock: Self.clock)
        let native = try registry.nativeHistogram("a_seconds", help: "A.", growthFactor: 1.1)
        let both = try registry.nativeHistogram("b_seconds", help: "B.", growthFactor: 1.1, upperBounds: [1])
        for value in [0.5, 2] {
            native.observe(value)
            both.observe(value)
        }
        #expect(
            text(registry) == """
                # HELP a_seconds A.
                # TYPE a_seconds histogram
                a_seconds_bucket{le="+Inf"} 2
                a_seconds_sum 2.5
                a_seconds_count 2
                # HELP b_seconds B.
                # TYPE b_seconds histogram
                b_seconds_bucket{le="1.0"} 1
                b_seconds_bucket{le="+Inf"} 2
                b_seconds_sum 2.5
                b_seconds_count 2

                """)
    }

    @Test func `a family of unknown type is untyped to text 0.0.4`() throws {
        let registry = Registry()
        try registry.register(
            Fixed(
                FamilySnapshot(
                    FamilyDescriptor("thing", type: .unknown, help: ""), samples: [FamilySnapshot.Sample(3)])))
        #expect(text(registry) == "# TYPE thing untyped\nthing 3\n")
        #expect(openMetrics(registry) == "# TYPE thing unknown\nthing 3.0\n# EOF\n")
    }

    @Test func `created times are lines of their own where they are asked for`() throws {
        let registry = Registry(clock: Self.clock)
        let hits = try registry.counter("hits_total", help: "", labels: LabelName("kind"))
        hits.increment("a")
        let sizes = try registry.histogram("size", help: "", upperBounds: [])
        sizes.observe(1)
        #expect(
            openMetrics(registry, createdTimes: true) == """
                # TYPE hits counter
                hits_total{kind="a"} 1
                hits_created{kind="a"} 1700000000.123
                # TYPE size histogram
                size_bucket{le="+Inf"} 1
                size_sum 1.0
                size_count 1
                size_created 1700000000.123
                # EOF

                """)
        #expect(!text(registry).contains("_created"))
    }

    @Test func `exemplars stand behind totals and buckets in OpenMetrics only`() throws {
        let registry = Registry(clock: Self.clock)
        let hits = try registry.counter("hits_total", help: "", exemplars: .given(every: .zero))
        hits.increment(by: 2, exemplar: [Label("trace_id", "a\"b")])
        let sizes = try registry.histogram("size", help: "", upperBounds: [1], exemplars: .given(every: .zero))
        sizes.observe(0.5, exemplar: [Label("trace_id", "c")])
        sizes.observe(7, exemplar: [Label("trace_id", "d")])
        #expect(
            openMetrics(registry) == """
                # TYPE hits counter
                hits_total 2 # {trace_id="a\\"b"} 2.0 1700000000.123
                # TYPE size histogram
                size_bucket{le="1.0"} 1 # {trace_id="c"} 0.5 1700000000.123
                size_bucket{le="+Inf"} 2 # {trace_id="d"} 7.0 1700000000.123
                size_sum 7.5
                size_count 2
                # EOF

                """)
        #expect(!text(registry).contains("trace_id"))
    }

    @Test func `names that not every scraper reads stand in quotes within the braces`() throws {
        let registry = Registry(nameScheme: .utf8, clock: Self.clock)
        try registry.counter("http.requests_total", help: "R.", labels: LabelName("http.method")).increment("GET")
        _ = try registry.histogram("größe", help: "", upperBounds: [])
        var format = ExpositionFormat.openMetrics
        format.escaping = .allowUTF8
        #expect(
            ExpositionBody(registry.collect(), format: format).text == """
                # TYPE "größe" histogram
                {"größe_bucket",le="+Inf"} 0
                {"größe_sum"} 0.0
                {"größe_count"} 0
                # TYPE "http.requests" counter
                # HELP "http.requests" R.
                {"http.requests_total","http.method"="GET"} 1
                # EOF

                """)
        #expect(
            openMetrics(registry) == """
                # TYPE gr__e histogram
                gr__e_bucket{le="+Inf"} 0
                gr__e_sum 0.0
                gr__e_count 0
                # TYPE http_requests counter
                # HELP http_requests R.
                http_requests_total{http_method="GET"} 1
                # EOF

                """)
    }

    @Test func `every page reads back without an error, by the reference parser too`() throws {
        enum Mode: String, LabelValue, CaseIterable { case slow, fast }
        let registry = Registry(nameScheme: .utf8, clock: Self.clock)
        try registry.counter("a.b_total", help: "\"x\"", exemplars: .given(every: .zero)).increment(
            by: 1, exemplar: [Label("t", "1")])
        try registry.nativeHistogram("n", help: "", growthFactor: 1.1, upperBounds: [1, 2]).observe(3)
        try registry.summary("s", help: "").observe(1.5)
        _ = try registry.info("i_info", help: "", labels: ["v": "1"])
        _ = try registry.stateSet("m", help: "", of: Mode.self, initially: .fast)
        let accepted = try PythonParser.parse(
            ExpositionBody(registry.collect(), format: .openMetrics, createdTimes: true).bytes, as: .openMetrics)
        #expect(accepted.count == 5)
        let pages: [(ExpositionFormat, PageFormat)] = [
            (.text, .text), (.text1, .textUTF8), (.openMetrics, .openMetrics),
        ]
        for (format, readAs) in pages {
            for scheme in EscapingScheme.allCases where scheme != .allowUTF8 || readAs != .text {
                var format = format
                format.escaping = scheme
                let page = ExpositionBody(registry.collect(), format: format, createdTimes: true).bytes
                let read = try ParsedPage(page, format: readAs)
                #expect(read.families.count == 5)
            }
        }
    }

    /// A collector that has one family.
    private struct Fixed: Collector {
        let family: FamilySnapshot
        init(_ family: FamilySnapshot) { self.family = family }
        var families: [FamilyDescriptor] { [family.descriptor] }
        func collect() -> [FamilySnapshot] { [family] }
    }
}
