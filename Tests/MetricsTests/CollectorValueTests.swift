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

    @Test func `exposes histograms in order of their labels and the first of twins`() throws {
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

    @Test func `exposes summaries and no created times where one is unknown`() throws {
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

    @Test func `exposes native histograms as runs of populated buckets`() throws {
        let value = try NativeHistogramValue(
            schema: 3, zeroCount: 2, positive: [7: 1, -2: 3, -1: 4, 1: 0, 0: 5], negative: [10: 6], notNumbers: 1,
            sum: .nan)
        let family = try collected(FamilySnapshot(descriptor(.histogram), nativeHistograms: [.init(value)]))
        guard case .nativeHistograms(let column) = family.values else { throw Unexpected() }
        let collected = try #require(column.histograms.first)
        #expect(collected.positive.spans.map { [$0.offset, $0.length] } == [[-2, 3], [6, 1]])
        #expect(collected.positive.counts == [3, 4, 5, 1])
        #expect(collected.negative.spans.map { [$0.offset, $0.length] } == [[10, 1]])
        #expect(collected.count == 22)
        #expect(collected.zeroThreshold == 0x1p-128)
        // As the sum of anything with a NaN is.
        #expect(collected.sum.isNaN)
    }

    @Test(arguments: [(8, 262_145), (0, 1_025), (-4, 65), (8, -274_944), (0, -1_074), (-4, -67)])
    func `takes the outermost buckets that hold a double`(_ schema: Int, _ index: Int) throws {
        _ = try NativeHistogramValue(schema: schema, positive: [index: 1], sum: 1)
        #expect(throws: RegistrationError.self) {
            try NativeHistogramValue(schema: schema, positive: [index + index.signum(): 1], sum: 1)
        }
    }

    private struct Unexpected: Error {}

    @Test func `refuses values that do not fit their family`() throws {
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
        refused(.buckets, "wait_seconds: a histogram's observations are more than 2^64 - 1") {
            _ = try FamilySnapshot(histogram, upperBounds: [1], histograms: [.init(counts: [.max, 1], sum: 1)])
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
        refused(.buckets, "a native histogram's observations are more than 2^63 - 1") {
            _ = try NativeHistogramValue(schema: 0, zeroCount: 1, positive: [1: .max], sum: 0)
        }
    }

    /// Prometheus drops such a histogram: its buckets must add up to its count, or its sum be NaN, and it has counts of
    /// 63 bits.
    @Test func `refuses native histograms that scrapers drop`() throws {
        let most = UInt64(Int64.max)
        func refused(_ message: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(error?.rule == .buckets && error?.description == message)
        }
        refused("the sum of a native histogram with NaNs among its observations is NaN, not 2.0") {
            _ = try NativeHistogramValue(schema: 0, positive: [1: 1], notNumbers: 1, sum: 2)
        }
        for (zeroCount, bucket) in [(most + 1, 0), (0, most + 1), (1, most), (UInt64.max, 1)] {
            refused("a native histogram's observations are more than 2^63 - 1") {
                _ = try NativeHistogramValue(schema: 0, zeroCount: zeroCount, positive: [1: bucket], sum: 0)
            }
        }
        let whole = try NativeHistogramValue(schema: 0, zeroCount: 1, positive: [1: most - 2], notNumbers: 1, sum: .nan)
        #expect(whole.count == most)
    }

    @Test func `refuses infos and states that are none`() throws {
        func refused(
            _ rule: RegistrationError.Rule, _ message: String, _ name: String, _ type: MetricType,
            _ samples: [FamilySnapshot.Sample]
        ) {
            let error = #expect(throws: RegistrationError.self) {
                try FamilySnapshot(FamilyDescriptor(name, type: type, help: "h"), samples: samples)
            }
            #expect(error?.rule == rule)
            #expect(error?.description == message)
        }
        refused(.value, "app_info: an info's value is 1, not 0.0", "app_info", .info, [.init(0)])
        refused(.value, "app_info: an info's value is 1, not nan", "app_info", .info, [.init(.nan)])
        refused(
            .value, "circuit: a state's value is 0 or 1, not 2.0", "circuit", .stateSet,
            [.init(2, labels: [Label("circuit", "open")])])
        let nameless = "circuit: a state's name is the value of a label \"circuit\", which is missing or empty"
        refused(.labels, nameless, "circuit", .stateSet, [.init(1)])
        refused(.labels, nameless, "circuit", .stateSet, [.init(1, labels: [Label("circuit", "")])])
        refused(
            .value, "circuit: the states of one set have different timestamps; give all of them the same one",
            "circuit",
            .stateSet,
            [
                .init(1, labels: [Label("circuit", "open")], timestamp: UnixTime(milliseconds: 1)),
                .init(0, labels: [Label("circuit", "closed")]),
            ])
        refused(
            .value, "app_info: some infos have a timestamp and some have none; give it to all or to none", "app_info",
            .info,
            [
                .init(1, labels: [Label("v", "1")], timestamp: UnixTime(milliseconds: 1)),
                .init(1, labels: [Label("v", "2")]),
            ])
        refused(
            .type, "pool: a gauge has no exemplars, only counters and histograms have", "pool", .gauge,
            [.init(1, exemplar: Exemplar(1, labels: []))])
        refused(
            .labels,
            "jobs_total: the exemplar {a b=\"c\"}: names must be legal, without __ in front, and each there once; names and "
                + "values together have at most 128 characters", "jobs_total", .counter,
            [.init(1, exemplar: Exemplar(1, labels: [Label("a b", "c")]))])
    }

    @Test func `a state set is named as a label may be`() {
        for name in ["__state", "quantile", "a:b"] {
            #expect(throws: RegistrationError.self) { try FamilyDescriptor(name, type: .stateSet, help: "h") }
        }
    }

    @Test func `exposes states in order with their name last`() throws {
        let family = try FamilySnapshot(
            FamilyDescriptor("circuit", type: .stateSet, help: "h"),
            samples: [
                .init(0, labels: [Label("circuit", "open"), Label("host", "b")]),
                .init(1, labels: [Label("host", "a"), Label("circuit", "open")]),
                .init(1, labels: [Label("circuit", "closed"), Label("host", "b")]),
            ])
        #expect(
            (0..<family.count).map { family.labels.labels($0) } == [
                [Label("host", "a"), Label("circuit", "open")], [Label("host", "b"), Label("circuit", "closed")],
                [Label("host", "b"), Label("circuit", "open")],
            ])
        #expect(family.values(are: [1, 1, 0]))
    }

    @Test func `an exemplar belongs to the bucket of its value and the last one stays`() throws {
        func exemplar(_ value: Double) -> Exemplar { Exemplar(value, labels: [Label("trace_id", "\(value)")]) }
        let family = try FamilySnapshot(
            descriptor(.histogram), upperBounds: [1, 2],
            histograms: [
                .init(
                    counts: [1, 1, 1], sum: 4, timestamp: UnixTime(milliseconds: 7),
                    exemplars: [exemplar(3), exemplar(0.5), exemplar(2), exemplar(1), exemplar(.infinity)])
            ])
        #expect(family.exemplars(0) == [exemplar(1), exemplar(2), exemplar(.infinity)])
        #expect(family.exemplars?.entries.map(\.bucket) == [0, 1, 2])
        #expect(family.timestamp(of: 0) == UnixTime(milliseconds: 7))
        #expect(family.created(of: 0) == nil)
    }
}

extension FamilySnapshot {
    fileprivate func values(are expected: [Double]) -> Bool {
        if case .gauges(let values) = values { values == expected } else { false }
    }
}
