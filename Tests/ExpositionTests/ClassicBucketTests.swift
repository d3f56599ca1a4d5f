import NinesExposition
import NinesMetrics
import Testing

/// Classic buckets beside native ones may be ahead of the count or behind while threads record: no page contradicts
/// itself, and no series falls from one page to the next.
@Suite struct ClassicBucketTests {
    private func histogram(_ count: UInt64, classic: [UInt64], exemplar: Double? = nil) throws -> Snapshot {
        let value = try NativeHistogramValue(schema: 0, positive: [1: count], sum: 2 * Double(count))
        let column = NativeHistogramColumn(
            histograms: [value],
            classic: HistogramColumn(upperBounds: [1, 2], bucketCounts: classic, sums: [2 * Double(count)]))
        let entries = exemplar.map {
            ExemplarColumn.Entry(child: 0, bucket: 2, exemplar: Exemplar($0, labels: [Label("id", "a")]))
        }
        return Snapshot(families: [
            FamilySnapshot(
                descriptor: try FamilyDescriptor("size", type: .histogram, help: "S."), labels: .unlabelled,
                values: .nativeHistograms(column),
                exemplars: entries.map { ExemplarColumn(entries: [$0]) })
        ])
    }

    private static let formats: [(ExpositionFormat, PageFormat)] = [
        (.text, .text), (.openMetrics, .openMetrics), (.openMetrics2, .openMetrics2), (.protobuf, .protobuf),
    ]

    /// The buckets of a page and its count, read strictly: a reader refuses one that contradicts itself.
    private func read(
        _ snapshot: Snapshot, _ format: (ExpositionFormat, PageFormat)
    ) throws -> (buckets: [Double], count: Double) {
        let page = try ParsedPage(ExpositionBody(snapshot, format: format.0).bytes, format: format.1)
        let samples = try #require(page.families.first).samples
        return (
            samples.filter { $0.name == "size_bucket" }.map(\.value),
            try #require(samples.first { $0.name == "size_count" }).value
        )
    }

    @Test func `a page of every format agrees with itself whether classic buckets are ahead or behind`() throws {
        for classic in [[2, 3, 0], [2, 4, 0], [7, 0, 0], [0, 0, 9], [1, 1, 0], [0, 0, 0], [1, 1, 3]] as [[UInt64]] {
            for exemplar in [nil, 9.0] {
                let snapshot = try histogram(5, classic: classic, exemplar: exemplar)
                for format in Self.formats {
                    let (buckets, count) = try read(snapshot, format)
                    #expect(buckets.last == count, "\(format.0)")
                    #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0 <= $1 }, "\(format.0)")
                    // Text has nothing but the classic buckets, the others also the native ones' count.
                    let isText = format.1 == .text || format.1 == .openMetrics
                    #expect(count == (isText ? Double(classic.reduce(0, +)) : 5), "\(format.0)")
                }
            }
        }
    }

    @Test func `no bucket and no count falls from one page to the next`() throws {
        let steps: [(UInt64, [UInt64])] = [
            (3, [1, 1, 1]), (3, [1, 2, 1]), (4, [1, 2, 1]), (5, [1, 2, 1]), (5, [2, 2, 1]), (5, [4, 2, 1]),
            (6, [4, 2, 1]), (9, [4, 2, 1]), (9, [4, 3, 2]),
        ]
        for format in Self.formats {
            var last = [0.0, 0, 0]
            for (count, classic) in steps {
                let buckets = try read(histogram(count, classic: classic), format).buckets
                #expect(zip(last, buckets).allSatisfy { $0 <= $1 }, "\(format.0): \(last), then \(buckets)")
                last = buckets
            }
            #expect(last == [4, 7, 9], "\(format.0)")
        }
    }
}
