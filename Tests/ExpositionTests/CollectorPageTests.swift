import NinesExposition
import NinesMetrics
import Testing

/// Whatever a collector hands over is either refused at once, or makes a page that every parser reads: one bad value
/// would cost the scraper the whole page.
@Suite struct CollectorPageTests {
    private static let formats: [(ExpositionFormat, PageFormat)] = [
        (.text, .text), (.text1, .textUTF8), (.openMetrics, .openMetrics),
    ]

    @Test func `every page of random input that is not refused is read strictly in every format`() throws {
        var input = RandomCollectorInput(seed: 5)
        var accepted: [MetricType: Int] = [:]
        var refused: [MetricType: Int] = [:]
        for number in 0..<800 {
            let type = MetricType.allCases[number % MetricType.allCases.count]
            guard let family = try? input.family(type) else {
                refused[type, default: 0] += 1
                continue
            }
            accepted[type, default: 0] += 1
            let snapshot = try Snapshot([family])
            for (format, reading) in Self.formats {
                for escaping in [EscapingScheme.underscores, .allowUTF8]
                where reading != .text || escaping != .allowUTF8 {
                    var format = format
                    format.escaping = escaping
                    let body = ExpositionBody(snapshot, format: format, createdTimes: true)
                    do throws(MetricParseError) {
                        _ = try ParsedPage(body.bytes, format: reading)
                    } catch {
                        Issue.record("\(error) in\n\(body.text)")
                    }
                }
            }
        }
        for type in MetricType.allCases {
            #expect(accepted[type, default: 0] > 15, "\(type)")
            #expect(refused[type, default: 0] > 5, "\(type)")
        }
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `the reference parser reads a page of random input that is not refused`(format: ExpositionFormat) throws {
        var input = RandomCollectorInput(seed: 6)
        var families: [FamilySnapshot] = []
        for number in 0..<1_500 {
            let type = MetricType.allCases[number % MetricType.allCases.count]
            guard let family = try? input.family(type), (try? Snapshot(families + [family])) != nil else { continue }
            families.append(family)
        }
        let bytes = ExpositionBody(try Snapshot(families), format: format, createdTimes: true).bytes
        #expect(try PythonParser.parse(bytes, as: format).count > 300)
        _ = try ParsedPage(bytes, format: format == .text ? .text : .openMetrics)
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `a callback's whole number keeps all of its digits on a page`(format: ExpositionFormat) throws {
        let registry = Registry()
        let odd: UInt64 = 1 << 53 + 1
        try registry.counter("a_total", help: "A.") { UInt64.max }
        try registry.counter("b_total", help: "B.") { Int.max }
        try registry.counter("c_total", help: "C.") { -1 as Int }
        try registry.counter("d_total", help: "D.", labels: LabelName("x")) { readings in
            readings.set("int", to: Int(odd))
            readings.set("double", to: Double(odd))
            readings.set("unsigned", to: odd + 2)
        }
        let descriptor = try FamilyDescriptor("e_total", type: .counter, help: "E.")
        let given = try FamilySnapshot(
            descriptor, samples: [.init(odd, labels: [Label("x", "1")]), .init(Int8(-3), labels: [Label("x", "2")])])
        let families = registry.collect().families + [given]
        let text = ExpositionBody(try Snapshot(families), format: format).text
        #expect(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                "a_total 18446744073709551615", "b_total 9223372036854775807", "c_total 0",
                #"d_total{x="double"} 9007199254740992"#, #"d_total{x="int"} 9007199254740993"#,
                #"d_total{x="unsigned"} 9007199254740995"#, #"e_total{x="1"} 9007199254740993"#,
                #"e_total{x="2"} 0"#,
            ])
    }

    @Test func `a gauge histogram and a gauge of its count cannot be on one page`() throws {
        let histogram = try FamilySnapshot(
            FamilyDescriptor("gh", type: .gaugeHistogram, help: "h"), upperBounds: [1],
            histograms: [.init(counts: [1, 2], sum: 3)])
        for suffix in ["_count", "_sum", "_gcount", "_gsum", "_bucket"] {
            let gauge = try FamilySnapshot(
                FamilyDescriptor("gh" + suffix, type: .gauge, help: "h"), samples: [.init(1)])
            let error = #expect(throws: RegistrationError.self) { try Snapshot([histogram, gauge]) }
            #expect(error?.rule == .duplicate)
        }
    }

    @Test func `timestamps and exemplars of collectors stand where each format wants them`() throws {
        let (time, seen) = (UnixTime(milliseconds: 1_700_000_000_123), UnixTime(milliseconds: 1_700_000_000_001))
        let exemplar = Exemplar(0.5, labels: [Label("trace_id", "7d1a")], time: seen)
        let snapshot = try Snapshot([
            FamilySnapshot(
                FamilyDescriptor("jobs_total", type: .counter, help: "Jobs."),
                samples: [.init(3, created: seen, timestamp: time, exemplar: exemplar)]),
            FamilySnapshot(
                FamilyDescriptor("wait_seconds", type: .histogram, help: "Waits."), upperBounds: [1],
                histograms: [.init(counts: [2, 1], sum: 4, timestamp: time, exemplars: [exemplar])]),
        ])
        func page(_ format: ExpositionFormat) -> String {
            ExpositionBody(snapshot, format: format, createdTimes: true).text
        }
        #expect(
            page(.text) == """
                # HELP jobs_total Jobs.
                # TYPE jobs_total counter
                jobs_total 3 1700000000123
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="1.0"} 2 1700000000123
                wait_seconds_bucket{le="+Inf"} 3 1700000000123
                wait_seconds_sum 4 1700000000123
                wait_seconds_count 3 1700000000123

                """)
        #expect(
            page(.openMetrics) == """
                # TYPE jobs counter
                # HELP jobs Jobs.
                jobs_total 3 1700000000.123 # {trace_id="7d1a"} 0.5 1700000000.001
                jobs_created 1700000000.001 1700000000.123
                # TYPE wait_seconds histogram
                # HELP wait_seconds Waits.
                wait_seconds_bucket{le="1.0"} 2 1700000000.123 # {trace_id="7d1a"} 0.5 1700000000.001
                wait_seconds_bucket{le="+Inf"} 3 1700000000.123
                wait_seconds_sum 4.0 1700000000.123
                wait_seconds_count 3 1700000000.123
                # EOF

                """)
        #expect(
            page(.openMetrics2) == """
                # TYPE jobs_total counter
                # HELP jobs_total Jobs.
                jobs_total 3 1700000000.123 st@1700000000.001 # {trace_id="7d1a"} 0.5 1700000000.001
                # TYPE wait_seconds histogram
                # HELP wait_seconds Waits.
                wait_seconds {count:3,sum:4.0,bucket:[1.0:2,+Inf:3]} 1700000000.123 # {trace_id="7d1a"} 0.5 1700000000.001
                # EOF

                """)
    }

    @Test func `a state set of a collector is a page of states that stand together`() throws {
        let family = try FamilySnapshot(
            FamilyDescriptor("circuit", type: .stateSet, help: "Circuits."),
            samples: [
                .init(0, labels: [Label("circuit", "open"), Label("host", "b")]),
                .init(1, labels: [Label("circuit", "open"), Label("host", "a")]),
                .init(1, labels: [Label("host", "b"), Label("circuit", "closed")]),
                .init(0, labels: [Label("circuit", "closed"), Label("host", "a")]),
            ])
        #expect(
            page(family, as: .openMetrics) == """
                # TYPE circuit stateset
                # HELP circuit Circuits.
                circuit{host="a",circuit="closed"} 0.0
                circuit{host="a",circuit="open"} 1.0
                circuit{host="b",circuit="closed"} 1.0
                circuit{host="b",circuit="open"} 0.0
                # EOF

                """)
    }
}
