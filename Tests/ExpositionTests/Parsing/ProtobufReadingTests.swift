import NinesExposition
import NinesMetrics
import TestSupport
import Testing

/// Pages of protobuf from anywhere: what is wrong with them is told, and nothing is read beyond their end.
@Suite struct ProtobufReadingTests {
    private func page() throws -> [UInt8] {
        var pages = RandomPages(seed: 31)
        let families = try (0..<12).map { pages.withOrigins(try pages.family($0)).snapshot }
        return ExpositionBody(Snapshot(families: families), format: .protobuf).bytes
    }

    @Test func `a page tells its format by its first bytes, as those of text do by their last`() throws {
        let registry = Registry()
        try registry.counter("jobs_total", help: "Jobs.").increment()
        _ = try registry.histogram("wait_seconds", help: "Waits.", upperBounds: [1])
        func detected(_ format: ExpositionFormat) -> PageFormat {
            .detected(in: ExpositionBody(registry.collect(), format: format).bytes)
        }
        #expect(detected(.protobuf) == .protobuf)
        #expect(detected(.openMetrics2) == .openMetrics2)
        #expect(detected(.openMetrics) == .openMetrics)
        #expect(detected(.text) == .textUTF8)
        #expect(PageFormat.detected(in: []) == .textUTF8)
        #expect(PageFormat.detected(in: Array("a{b=\" {count:1\"} 1\n# EOF\n".utf8)) == .openMetrics)
        #expect(PageFormat.allCases.map(\.rawValue).map { PageFormat(rawValue: $0) } == PageFormat.allCases)
    }

    @Test func `a page that ends early is told so, and what was whole is read`() throws {
        let page = try page()
        let whole = try ParsedPage(page, format: .protobuf)
        #expect(whole.families.count > 8)
        for end in stride(from: 1, to: page.count, by: 7) {
            let read = ParsedPage(collectingErrorsIn: Array(page[..<end]), format: .protobuf)
            #expect(read.families.count <= whole.families.count)
            #expect(read.errors.allSatisfy { $0.rule == .syntax })
        }
    }

    /// A counter family `a_total` with a metric for each of the values.
    private func counters(_ values: [Double], label: String = "b", name: String = "a_total", type: UInt8 = 0) -> [UInt8]
    {
        func measured(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] { [tag, UInt8(bytes.count)] + bytes }
        let metrics = values.flatMap { value -> [UInt8] in
            let bits = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
            let label = measured(0x0A, Array(label.utf8)) + measured(0x12, Array("c".utf8))
            return measured(0x22, measured(0x0A, label) + measured(0x1A, [0x09] + bits))
        }
        let family = measured(0x0A, Array(name.utf8)) + [0x18, type] + metrics
        return [UInt8(family.count)] + family
    }

    @Test func `what a family says wrong is told with its message and byte`() {
        func errors(_ page: [UInt8], _ strictness: PageStrictness = .strict) -> [String] {
            ParsedPage(collectingErrorsIn: page, format: .protobuf, strictness: strictness).errors.map(\.description)
        }
        #expect(errors(counters([1])).isEmpty)
        #expect(errors(counters([-1])) == [#"1:15: counter: "a_total": a counter is negative"#])
        #expect(errors(counters([.nan])) == [#"1:15: counter: "a_total": a counter is NaN"#])
        #expect(errors(counters([1, 2])) == [#"1:36: duplicate: "a_total": a second metric with the same labels"#])
        #expect(errors(counters([1], label: "")) == [#"1:15: label: "a_total": a label without a name"#])
        #expect(errors(counters([1], type: 1)) == [#"1:15: number: "a_total": a metric that is no gauge"#])
        #expect(errors(counters([1], type: 9)) == [#"1:2: metadata: "a_total" has a type that is none"#])
        #expect(errors(counters([1], name: "")) == ["1:2: name: a family without a name"])
        #expect(errors(counters([1]) + counters([1])) == [#"2:35: grouping: a second family "a_total""#])
        #expect(errors(counters([1]) + counters([1]), .lenient).isEmpty)
        #expect(errors([0x05, 0x0A]) == ["1:1: syntax: a message of 5 bytes, of which 1 are there"])
    }

    @Test func `samples and labels are limited`() throws {
        let page = try page()
        let few = ParsedPage(collectingErrorsIn: page, format: .protobuf, limits: PageLimits(samples: 5))
        #expect(few.errors.map(\.rule) == [.limit])
        #expect(few.families.reduce(0) { $0 + $1.samples.count } <= 20)
        let unlabelled = ParsedPage(collectingErrorsIn: counters([1]), format: .protobuf, limits: PageLimits(labels: 0))
        #expect(unlabelled.errors.map(\.rule) == [.limit])
    }

    @Test(arguments: [ExpositionFormat.protobuf, .openMetrics2])
    func `three thousand damaged pages are read to their end`(format: ExpositionFormat) throws {
        var input = RandomCollectorInput(seed: 3)
        let pages = (0..<24).compactMap { number -> [UInt8]? in
            guard let family = try? input.family(MetricType.allCases[number % 8]), family.count > 0 else { return nil }
            return ExpositionBody(Snapshot(families: [family]), format: format).bytes
        }
        let reading: PageFormat = format == .protobuf ? .protobuf : .openMetrics2
        var random = SeededNumbers(seed: 17)
        for round in 0..<3_000 {
            var page = pages[round % pages.count]
            for _ in 0...(random.next() % 3) {
                let position = Int(random.next() % UInt64(page.count))
                switch random.next() % 3 {
                case 0: page[position] = UInt8(truncatingIfNeeded: random.next())
                case 1: page.removeSubrange(position..<min(page.count, position + 3))
                default: page.insert(UInt8(truncatingIfNeeded: random.next()), at: position)
                }
                if page.isEmpty { break }
            }
            let strictness: PageStrictness = random.next() % 2 == 0 ? .strict : .lenient
            let read = ParsedPage(collectingErrorsIn: page, format: reading, strictness: strictness)
            for family in read.families { _ = try? FamilySnapshot(family, format: reading) }
            #expect(read.errors.allSatisfy { $0.column >= 1 && $0.column <= page.count + 1 })
        }
    }
}
