import NinesMetrics
import Testing

/// Families of histograms and summaries that collectors fill themselves.
@Suite struct CollectorValueTests {
    private struct Fixed: Collector {
        let family: FamilySnapshot
        var families: [FamilyDescriptor] { [family.descriptor] }
        func collect() -> [FamilySnapshot] { [family] }
    }

    private func descriptor(_ type: MetricType) throws -> FamilyDescriptor {
        try FamilyDescriptor("wait_seconds", type: type, help: "Waits.", unit: "seconds")
    }

    private func collected(_ family: FamilySnapshot) throws -> FamilySnapshot {
        let registry = Registry()
        try registry.register(Fixed(family: family))
        return try #require(registry.collect().family("wait_seconds"))
    }

    @Test func exposesHistogramsInOrderOfTheirLabelsAndTheFirstOfTwins() throws {
        func sample(_ queue: String, _ counts: [UInt64], _ sum: Double) -> FamilySnapshot.HistogramSample {
            .init(counts: counts, sum: sum, labels: [Label("queue", queue)], created: UnixTime(milliseconds: 5))
        }
        let family = try collected(
            FamilySnapshot(
                descriptor(.histogram), upperBounds: [0.1, 1, .infinity],
                histograms: [sample("b", [1, 2, 3], 4), sample("a", [5, 6, 7], 8), sample("b", [9, 9, 9], 9)]))
        guard case .histograms(let column) = family.values else { throw Unexpected() }
        #expect((0..<family.count).map { family.labels.labels($0) } == [[Label("queue", "a")], [Label("queue", "b")]])
        #expect(column.upperBounds == [0.1, 1])
        #expect((0..<2).map { Array(column.counts($0)) } == [[5, 6, 7], [1, 2, 3]])
        #expect((0..<2).map { column.sum($0) } == [8, 4])
        #expect(family.created == [UnixTime(milliseconds: 5), UnixTime(milliseconds: 5)])
    }

    @Test func exposesSummariesAndNoCreatedTimesWhereOneIsUnknown() throws {
        let family = try collected(
            FamilySnapshot(
                descriptor(.summary), quantiles: [0.5, 0.99],
                summaries: [
                    .init(
                        estimates: [1, 2], count: 3, sum: 4, labels: [Label("queue", "b")],
                        created: UnixTime(milliseconds: 5)),
                    .init(estimates: [.nan, 6], count: 7, sum: 8, labels: [Label("queue", "a")]),
                ]))
        guard case .summaries(let column) = family.values else { throw Unexpected() }
        #expect(column.estimates(0).first?.isNaN == true && column.estimates(0).last == 6)
        #expect(Array(column.estimates(1)) == [1, 2])
        #expect((0..<2).map { column.count($0) } == [7, 3])
        #expect((0..<2).map { column.sum($0) } == [8, 4])
        #expect(family.created == nil)
    }

    @Test func exposesNativeHistogramsAsRunsOfPopulatedBuckets() throws {
        let value = try NativeHistogramValue(
            schema: 3, zeroCount: 2, positive: [7: 1, -2: 3, -1: 4, 1: 0, 0: 5], negative: [10: 6], notNumbers: 1,
            sum: 9.5)
        let family = try collected(FamilySnapshot(descriptor(.histogram), nativeHistograms: [.init(value)]))
        guard case .nativeHistograms(let column) = family.values else { throw Unexpected() }
        let collected = try #require(column.histograms.first)
        #expect(collected.positive.spans.map { [$0.offset, $0.length] } == [[-2, 3], [6, 1]])
        #expect(collected.positive.counts == [3, 4, 5, 1])
        #expect(collected.negative.spans.map { [$0.offset, $0.length] } == [[10, 1]])
        #expect(collected.count == 22)
        #expect(collected.zeroThreshold == 0x1p-128)
    }

    @Test(arguments: [(8, 262_145), (0, 1_025), (-4, 65), (8, -274_944), (0, -1_074), (-4, -67)])
    func takesTheOutermostBucketsThatHoldADouble(_ schema: Int, _ index: Int) throws {
        _ = try NativeHistogramValue(schema: schema, positive: [index: 1], sum: 1)
        #expect(throws: RegistrationError.self) {
            try NativeHistogramValue(schema: schema, positive: [index + index.signum(): 1], sum: 1)
        }
    }

    private struct Unexpected: Error {}

    @Test func refusesValuesThatDoNotFitTheirFamily() throws {
        let (histogram, summary) = (try descriptor(.histogram), try descriptor(.summary))
        func refused(_ rule: RegistrationError.Rule, _ message: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(error?.rule == rule)
            #expect(error?.description == message)
        }
        refused(.type, "wait_seconds: a summary's children cannot be histograms") {
            _ = try FamilySnapshot(summary, upperBounds: [], histograms: [])
        }
        refused(.type, "wait_seconds: a summary's children cannot be histograms") {
            _ = try FamilySnapshot(summary, nativeHistograms: [])
        }
        refused(.type, "wait_seconds: a histogram's children cannot be summaries") {
            _ = try FamilySnapshot(histogram, quantiles: [], summaries: [])
        }
        refused(.buckets, "wait_seconds: upper bound 1.0 after 2.0: bounds must ascend") {
            _ = try FamilySnapshot(histogram, upperBounds: [2, 1], histograms: [])
        }
        refused(.buckets, "wait_seconds: 2 counts for the 3 buckets of 2 upper bounds") {
            _ = try FamilySnapshot(histogram, upperBounds: [1, 2], histograms: [.init(counts: [1, 2], sum: 3)])
        }
        refused(.name, #"wait_seconds: label name "le" is reserved for a histogram's upper bounds"#) {
            _ = try FamilySnapshot(
                histogram, upperBounds: [], histograms: [.init(counts: [1], sum: 3, labels: [Label("le", "1")])])
        }
        refused(.quantiles, "wait_seconds: quantile 2.0 is not in 0...1") {
            _ = try FamilySnapshot(summary, quantiles: [2], summaries: [])
        }
        refused(.quantiles, "wait_seconds: 2 estimates for 1 quantiles") {
            _ = try FamilySnapshot(summary, quantiles: [0.5], summaries: [.init(estimates: [1, 2], count: 3, sum: 3)])
        }
        refused(.buckets, "schema 9 of a native histogram is not in -4...8") {
            _ = try NativeHistogramValue(schema: 9, positive: [:], sum: 0)
        }
        refused(.buckets, "zero threshold -1.0 of a native histogram must be finite and not negative") {
            _ = try NativeHistogramValue(schema: 0, zeroThreshold: -1, positive: [:], sum: 0)
        }
        refused(.buckets, "no number is in bucket 1026 of a native histogram of schema 0") {
            _ = try NativeHistogramValue(schema: 0, positive: [1_026: 1], sum: 0)
        }
        refused(.buckets, "a native histogram's observations are more than 2^64 - 1") {
            _ = try NativeHistogramValue(schema: 0, zeroCount: 1, positive: [1: .max], sum: 0)
        }
    }
}
