import NinesExposition
import NinesMetrics
import Testing

/// A page that is read and exposed again is the same page, in every format: what a proxy relies on.
@Suite struct ReexposedPageTests {
    private static let formats: [(ExpositionFormat, PageFormat)] = [
        (.text, .text), (.text1, .textUTF8), (.openMetrics, .openMetrics), (.openMetrics2, .openMetrics2),
        (.protobuf, .protobuf),
    ]

    @Test(arguments: formats)
    func `what each encoder writes is read back, and written again as the same bytes`(
        written: ExpositionFormat, read: PageFormat
    ) throws {
        var format = written
        if read != .text { format.escaping = .allowUTF8 }
        var input = RandomCollectorInput(seed: 12, isPlain: true)
        var exposed: [MetricType: Int] = [:]
        for number in 0..<800 {
            let type = MetricType.allCases[number % MetricType.allCases.count]
            guard let family = try? input.family(type), family.count > 0 else { continue }
            // OpenMetrics leaves negative estimates out, which come back as NaN.
            if type == .summary, read.isOneOfOpenMetrics, !family.hasEstimatesFromZeroOn { continue }
            // In OpenMetrics 2.0 a summary without a sum that may be told has no line.
            if type == .summary, read == .openMetrics2, !family.hasSumsFromZeroOn { continue }
            let bytes = ExpositionBody(try Snapshot([family]), format: format, createdTimes: true).bytes
            let page = try ParsedPage(bytes, format: read)
            let again = try Snapshot(page.families.map { try FamilySnapshot($0, format: read) })
            let second = ExpositionBody(again, format: format, createdTimes: true).bytes
            if second != bytes {
                let pages = [bytes, second].map { String(decoding: $0, as: UTF8.self) }
                Issue.record("another page came back:\n\(pages.joined(separator: "\n"))")
            }
            exposed[type, default: 0] += 1
        }
        for type in MetricType.allCases { #expect(exposed[type, default: 0] > 10, "\(type)") }
    }

    @Test(arguments: [(ExpositionFormat.openMetrics2, PageFormat.openMetrics2), (.protobuf, .protobuf)])
    func `native histograms keep all digits, their spans and their exemplars`(
        written: ExpositionFormat, read: PageFormat
    ) throws {
        let value = try NativeHistogramValue(
            schema: 3, zeroThreshold: 0.001, zeroCount: 2, positive: [-7: 1, 4: UInt64(Int64.max) - 12, 5: 3],
            negative: [10: 6], sum: 9.5)
        let (created, time) = (UnixTime(milliseconds: 1_700_000_000_001), UnixTime(milliseconds: 1_700_000_000_123))
        let exemplars = [1.5, 2.5].map { Exemplar($0, labels: [Label("trace_id", "\($0)")], time: time) }
        let family = try FamilySnapshot(
            FamilyDescriptor("age_seconds", type: .histogram, help: "Ages.", unit: "seconds"),
            nativeHistograms: [
                .init(value, labels: [Label("zone", "a")], created: created, timestamp: time, exemplars: exemplars)
            ])
        let page = try ParsedPage(ExpositionBody(try Snapshot([family]), format: written).bytes, format: read)
        let parsed = try #require(page.family("age_seconds"))
        let native = try #require(parsed.nativeHistograms.first)
        #expect(parsed.nativeHistograms.count == 1)
        #expect(native.histogram == value)
        #expect(native.labels == [Label("zone", "a")])
        #expect(native.created == created && native.timestamp == time)
        #expect(native.exemplars == exemplars)
        #expect(parsed.unit == "seconds" && parsed.help == "Ages.")
        #expect(
            parsed.samples.map(\.name) == ["age_seconds_sum", "age_seconds_count", "age_seconds_created"])
    }

    @Test func `a registry of native histograms with classic buckets comes back with both`() throws {
        let registry = Registry()
        let ages = try registry.nativeHistogram("age_seconds", help: "Ages.", upperBounds: [0.5, 1])
        for value in [0.1, 0.7, 0.7, 3] { ages.observe(value) }
        for (written, read) in [(ExpositionFormat.openMetrics2, PageFormat.openMetrics2), (.protobuf, .protobuf)] {
            let snapshot = registry.collect()
            let bytes = ExpositionBody(snapshot, format: written).bytes
            let parsed = try #require(try ParsedPage(bytes, format: read).families.first)
            #expect(parsed.samples.map(\.value).prefix(5) == [1, 3, 4, 4.5, 4])
            let again = ExpositionBody(try Snapshot([FamilySnapshot(parsed, format: read)]), format: written).bytes
            #expect(again == bytes)
        }
    }

    @Test func `a counter of text that is not named as one is exposed as unknown`() throws {
        let page = try ParsedPage(Array("# TYPE visits counter\nvisits 3 1700000000123\n".utf8), format: .text)
        let family = try FamilySnapshot(#require(page.families.first), format: .text)
        #expect(family.descriptor.type == .unknown)
        #expect(family.timestamp(of: 0) == UnixTime(milliseconds: 1_700_000_000_123))
    }

    @Test func `a summary's child has no number for quantiles that only others have`() throws {
        let text = """
            # HELP a Ages.
            # TYPE a summary
            a{b="1",quantile="0.5"} 2
            a{b="1",quantile="1"} 3
            a_sum{b="1"} 5
            a_count{b="1"} 2
            a_sum{b="2"} 0
            a_count{b="2"} 0
            a{b="3",quantile="0"} 7
            a{b="3",quantile="0.5"} 8
            a_sum{b="3"} 15
            a_count{b="3"} 2

            """
        let page = try ParsedPage(Array(text.utf8), format: .text)
        let family = try FamilySnapshot(#require(page.families.first), format: .text)
        let again = ExpositionBody(try Snapshot([family]), format: .text).bytes
        let written = """
            # HELP a Ages.
            # TYPE a summary
            a{b="1",quantile="0.0"} NaN
            a{b="1",quantile="0.5"} 2
            a{b="1",quantile="1.0"} 3
            a_sum{b="1"} 5
            a_count{b="1"} 2
            a{b="2",quantile="0.0"} NaN
            a{b="2",quantile="0.5"} NaN
            a{b="2",quantile="1.0"} NaN
            a_sum{b="2"} 0
            a_count{b="2"} 0
            a{b="3",quantile="0.0"} 7
            a{b="3",quantile="0.5"} 8
            a{b="3",quantile="1.0"} NaN
            a_sum{b="3"} 15
            a_count{b="3"} 2

            """
        #expect(String(decoding: again, as: UTF8.self) == written)
    }

    @Test func `what cannot be exposed is refused by name`() throws {
        func refused(_ text: String, _ message: String) throws {
            let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: .text)
            let error = #expect(throws: RegistrationError.self) {
                try FamilySnapshot(#require(page.families.first), format: .text)
            }
            #expect(error?.description == message)
        }
        try refused(
            "# TYPE a histogram\na_bucket{le=\"1\",b=\"1\"} 1\na_bucket{le=\"+Inf\",b=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n",
            "a: its children have different buckets")
        try refused(
            "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n", "a: buckets that do not accumulate")
        try refused(
            "# TYPE a summary\na{quantile=\"2\",b=\"1\"} 2\na{quantile=\"0.5\"} 1\n",
            "a: quantile 2.0 is not in 0...1")
    }
}

extension PageFormat {
    fileprivate var isOneOfOpenMetrics: Bool { self == .openMetrics || self == .openMetrics2 }
}

extension FamilySnapshot {
    fileprivate var hasSumsFromZeroOn: Bool {
        guard case .summaries(let column) = values else { return true }
        return (0..<count).allSatisfy { column.sum($0) >= 0 }
    }

    fileprivate var hasEstimatesFromZeroOn: Bool {
        guard case .summaries(let column) = values else { return true }
        return (0..<count).allSatisfy { column.estimates($0).allSatisfy { !($0 < 0) } }
    }
}
