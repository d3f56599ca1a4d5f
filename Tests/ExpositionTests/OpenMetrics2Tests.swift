import NinesMetrics
import Testing

@testable import NinesExposition

@Suite struct OpenMetrics2Tests {
    private typealias Span = NativeHistogramValue.Buckets.Span

    private static let exemplars = ExemplarColumn(entries: [
        .init(
            child: 0, bucket: 0,
            exemplar: Exemplar(0.5, labels: [Label("id", "a\"b")], time: UnixTime(milliseconds: 1_520_879_607_089))),
        .init(child: 0, bucket: 1, exemplar: Exemplar(2, labels: [Label("id", "without time")])),
        .init(child: 0, bucket: 2, exemplar: Exemplar(3, labels: [], time: UnixTime(milliseconds: -1))),
    ])

    @Test func `a counter's family has the name of its samples, and start and exemplar stand on its line`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("sent_bytes_total", type: .counter, help: "Sent \"all\".", unit: "bytes"),
            labels: LabelColumn(rendered: [#"zone="a""#, #"zone="b""#]),
            values: .counters([CounterValue(integer: 3), CounterValue(integer: 1, fraction: 0.5)]),
            created: [UnixTime(milliseconds: 1_700_000_000_123), UnixTime(milliseconds: 5)],
            exemplars: ExemplarColumn(entries: Array(Self.exemplars.entries.prefix(1))))
        #expect(
            page(family, as: .openMetrics2) == #"""
                # TYPE sent_bytes_total counter
                # UNIT sent_bytes_total bytes
                # HELP sent_bytes_total Sent \"all\".
                sent_bytes_total{zone="a"} 3 st@1700000000.123 # {id="a\"b"} 0.5 1520879607.089
                sent_bytes_total{zone="b"} 1.5 st@0.005
                # EOF

                """#)
    }

    @Test func `gauges, infos, state sets and families of unknown type are plain numbers`() throws {
        let families = try [
            ("up", MetricType.gauge, 0.25), ("build_info", .info, 1), ("phase", .stateSet, 1), ("what", .unknown, -7),
        ].map { name, type, value in
            let state = type == .stateSet ? [Label(name, "on")] : []
            return try FamilySnapshot(
                FamilyDescriptor(name, type: type, help: ""), samples: [.init(value, labels: [Label("a", "1")] + state)]
            )
        }
        #expect(
            page(families[0], families[1], families[2], families[3], as: .openMetrics2) == #"""
                # TYPE up gauge
                up{a="1"} 0.25
                # TYPE build_info info
                build_info{a="1"} 1.0
                # TYPE phase stateset
                phase{a="1",phase="on"} 1.0
                # TYPE what unknown
                what{a="1"} -7.0
                # EOF

                """#)
    }

    @Test func `a classic histogram is one line, with the exemplars of all its buckets that have a time`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("age_seconds", type: .histogram, help: ""), labels: .unlabelled,
            values: .histograms(
                HistogramColumn(upperBounds: [-1, 2.5], bucketCounts: [1, 300, 2], sums: [.nan])),
            created: [UnixTime(milliseconds: 1000)], exemplars: Self.exemplars)
        #expect(
            page(family, as: .openMetrics2) == """
                # TYPE age_seconds histogram
                age_seconds {count:303,sum:NaN,bucket:[-1.0:1,2.5:301,+Inf:303]} st@1.000\
                 # {id="a\\"b"} 0.5 1520879607.089 # {} 3.0 -0.001
                # EOF

                """)
    }

    @Test func `a gauge histogram has its own names of the totals, and no start`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("age", type: .gaugeHistogram, help: ""), labels: .unlabelled,
            values: .histograms(HistogramColumn(upperBounds: [], bucketCounts: [4], sums: [2])),
            created: [UnixTime(milliseconds: 1000)])
        #expect(
            page(family, as: .openMetrics2) == """
                # TYPE age gaugehistogram
                age {gcount:4,gsum:2.0,bucket:[+Inf:4]}
                # EOF

                """)
    }

    @Test func `a native histogram has absolute counts, and then its classic buckets`() throws {
        let value = NativeHistogramValue(
            schema: -4, zeroThreshold: 0x1p-128, zeroCount: 4, count: 12, sum: -98.25,
            positive: .init(spans: [Span(offset: 0, length: 2), Span(offset: 5, length: 2)], counts: [2, 0, 1, 2]),
            negative: .init(spans: [Span(offset: -2, length: 1)], counts: [3]))
        let empty = NativeHistogramValue(
            schema: 3, zeroThreshold: 0, zeroCount: 0, count: 0, sum: 0, positive: .none, negative: .none)
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("change", type: .histogram, help: ""),
            labels: LabelColumn(rendered: [#"a="1""#, #"a="2""#]),
            values: .nativeHistograms(
                NativeHistogramColumn(
                    histograms: [value, empty],
                    classic: HistogramColumn(upperBounds: [0], bucketCounts: [7, 5, 0, 0], sums: [-98.25, 0]))))
        #expect(
            page(family, as: .openMetrics2) == #"""
                # TYPE change histogram
                change{a="1"} {count:12,sum:-98.25,schema:-4,zero_threshold:2.938735877055719e-39,zero_count:4,\#
                negative_spans:[-2:1],negative_buckets:[3],positive_spans:[0:2,5:2],positive_buckets:[2,0,1,2],\#
                bucket:[0.0:7,+Inf:12]}
                change{a="2"} {count:0,sum:0.0,schema:3,zero_threshold:0.0,zero_count:0,bucket:[0.0:0,+Inf:0]}
                # EOF

                """#)
    }

    @Test func `a summary lists its quantiles, if only none`() throws {
        let time = UnixTime(milliseconds: 1000)
        let some = try FamilySnapshot(
            FamilyDescriptor("size", type: .summary, help: ""), quantiles: [0.5, 0.99],
            summaries: [.init(estimates: [2, .nan], count: 7, sum: 1e6, created: time)])
        let none = try FamilySnapshot(
            FamilyDescriptor("weight", type: .summary, help: ""), quantiles: [],
            summaries: [.init(estimates: [], count: 0, sum: 0)])
        #expect(
            page(some, none, as: .openMetrics2) == """
                # TYPE size summary
                size {count:7,sum:1e+06,quantile:[0.5:2.0,0.99:NaN]} st@1.000
                # TYPE weight summary
                weight {count:0,sum:0.0,quantile:[]}
                # EOF

                """)
    }

    @Test func `a summary leaves out what the format forbids`() throws {
        let sums: [(String, Double)] = [("a", 3), ("b", -1), ("c", .nan)]
        let family = try FamilySnapshot(
            FamilyDescriptor("size", type: .summary, help: ""), quantiles: [0.5, 0.9, 0.99],
            summaries: sums.map { .init(estimates: [-2, .nan, 4], count: 7, sum: $1, labels: [Label("zone", $0)]) })
        #expect(
            page(family, as: .openMetrics2) == """
                # TYPE size summary
                size{zone="a"} {count:7,sum:3.0,quantile:[0.9:NaN,0.99:4.0]}
                # EOF

                """)
    }

    @Test func `chunks of any size add up to the same page`() throws {
        var pages = RandomPages(seed: 8)
        let snapshot = Snapshot(families: try (0..<60).map { try pages.family($0).snapshot })
        let whole = ExpositionBody(snapshot, format: .openMetrics2).bytes
        #expect(whole.count > 10_000)
        for size in [1, 7, 65_536] {
            let body = ExpositionBody(snapshot, format: .openMetrics2, chunkSize: size)
            #expect(Array(body.joined()) == whole)
        }
    }
}
