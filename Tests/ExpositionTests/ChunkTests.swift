import NinesExposition
import NinesMetrics
import Testing

@Suite struct ChunkTests {
    /// A page of more than 1 MB: 20,000 counters and a histogram with more buckets than a chunk holds.
    static func snapshot() throws -> Snapshot {
        let children = (0..<20_000).map { Child(CounterValue(integer: UInt64($0)), ["route": "/orders/\($0)"]) }
        let bounds = (0..<5_000).map { Double($0) }
        let counts = [UInt64](repeating: 1, count: 5_001)
        return Snapshot(families: [
            try .counter("requests_total", children),
            try .histogram(
                "steps", upperBounds: bounds,
                [Child(Observed(counts, sum: 7)), Child(Observed(counts, sum: 8), ["a": "b"])]),
        ])
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `chunks end at line ends, a few lines after 64 KiB at most`(format: ExpositionFormat) throws {
        let chunks = Array(ExpositionBody(try Self.snapshot(), format: format))
        let fewLines = 200

        #expect(chunks.count > 10)
        #expect(chunks.allSatisfy { $0.last == UInt8(ascii: "\n") })
        #expect(chunks.allSatisfy { $0.count < 65_536 + fewLines })
        #expect(chunks.dropLast().allSatisfy { $0.count >= 65_536 })
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `chunks of any size add up to the same page`(format: ExpositionFormat) throws {
        let snapshot = try Self.snapshot()
        let whole = ExpositionBody(snapshot, format: format).bytes

        #expect(whole.count > 1_000_000)
        for size in [1, 1_000, 1_000_000] {
            let body = ExpositionBody(snapshot, format: format, chunkSize: size)
            #expect(Array(body.joined()) == whole)
        }
    }

    @Test func `every child of a large family has its line`() throws {
        let lines = ExpositionBody(try Self.snapshot(), format: .text).text.split(separator: "\n")
        let counters = lines.filter { $0.hasPrefix("requests_total{") }
        let expected = (0..<20_000).map { "requests_total{route=\"/orders/\($0)\"} \($0)" }

        #expect(Set(counters) == Set(expected.map { $0[...] }))
        #expect(counters.count == 20_000)
        #expect(lines.filter { $0.hasPrefix("steps_bucket{") }.count == 2 * 5_001)
    }

    @Test func `a body can be walked again and gives the same bytes`() throws {
        let body = ExpositionBody(try Self.snapshot(), format: .openMetrics)

        #expect(body.bytes == body.bytes)
    }

    @Test func `an iterator stays at its end`() throws {
        var empty = ExpositionBody(Snapshot(families: []), format: .text).makeIterator()
        #expect(empty.next() == nil)
        #expect(empty.next() == nil)

        var end = ExpositionBody(Snapshot(families: []), format: .openMetrics).makeIterator()
        #expect(end.next() == Array("# EOF\n".utf8))
        #expect(end.next() == nil)
    }
}
