import NinesMetrics
import Testing

@testable import NinesExposition

@Suite struct ProtobufHistogramTests {
    private typealias Span = NativeHistogramValue.Buckets.Span

    @Test func `a classic histogram is cumulative and needs no bucket of +Inf`() throws {
        let family = try FamilySnapshot(
            FamilyDescriptor("age", type: .gaugeHistogram, help: ""), upperBounds: [-1, 2.5],
            histograms: [.init(counts: [1, 300, 2], sum: .nan)])
        #expect(
            try dump(family) == """
                name: "age"
                type: GAUGE_HISTOGRAM
                metric {
                  histogram {
                    count: 303
                    sum: nan
                    bucket {
                      cumulative_count: 1
                      upper_bound: -1.0
                    }
                    bucket {
                      cumulative_count: 301
                      upper_bound: 2.5
                    }
                  }
                }

                """)
    }

    @Test func `an exemplar of the last bucket brings that bucket`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("age", type: .histogram, help: ""), labels: .unlabelled,
            values: .histograms(HistogramColumn(upperBounds: [1, 2], bucketCounts: [1, 0, 1], sums: [9.5])),
            exemplars: ExemplarColumn(entries: [
                .init(child: 0, bucket: 0, exemplar: Exemplar(0.5, labels: [])),
                .init(child: 0, bucket: 2, exemplar: Exemplar(9, labels: [Label("id", "a")])),
            ]))
        #expect(
            try dump(family) == """
                name: "age"
                type: HISTOGRAM
                metric {
                  histogram {
                    count: 2
                    sum: 9.5
                    bucket {
                      cumulative_count: 1
                      upper_bound: 1.0
                      exemplar {
                        value: 0.5
                      }
                    }
                    bucket {
                      cumulative_count: 1
                      upper_bound: 2.0
                    }
                    bucket {
                      cumulative_count: 2
                      upper_bound: inf
                      exemplar {
                        label {
                          name: "id"
                          value: "a"
                        }
                        value: 9.0
                      }
                    }
                  }
                }

                """)
    }

    @Test func `a native histogram has spans and differences, beside classic buckets where there are some`() throws {
        let value = NativeHistogramValue(
            schema: -4, zeroThreshold: 0x1p-128, zeroCount: 4, count: 12, sum: -98.25,
            positive: .init(spans: [Span(offset: 0, length: 2), Span(offset: 5, length: 2)], counts: [2, 0, 1, 2]),
            negative: .init(spans: [Span(offset: -2, length: 1)], counts: [3]))
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("change", type: .histogram, help: ""), labels: .unlabelled,
            values: .nativeHistograms(
                NativeHistogramColumn(
                    histograms: [value],
                    classic: HistogramColumn(upperBounds: [0], bucketCounts: [7, 5], sums: [-98.25]))),
            created: [UnixTime(milliseconds: 1500)])
        #expect(
            try dump(family) == """
                name: "change"
                type: HISTOGRAM
                metric {
                  histogram {
                    count: 12
                    sum: -98.25
                    bucket {
                      cumulative_count: 7
                      upper_bound: 0.0
                    }
                    schema: -4
                    zero_threshold: 2.938735877055719e-39
                    zero_count: 4
                    negative_span {
                      offset: -2
                      length: 1
                    }
                    negative_delta: [3]
                    positive_span {
                      offset: 0
                      length: 2
                    }
                    positive_span {
                      offset: 5
                      length: 2
                    }
                    positive_delta: [2, -2, 1, 1]
                    start {
                      seconds: 1
                      nanos: 500000000
                    }
                  }
                }

                """)
    }

    @Test func `an empty native histogram without zero threshold has a span of nothing`() throws {
        let empty = NativeHistogramValue(
            schema: 3, zeroThreshold: 0, zeroCount: 0, count: 0, sum: 0, positive: .none, negative: .none)
        #expect(
            try dump(native(empty)) == """
                name: "change"
                type: HISTOGRAM
                metric {
                  histogram {
                    count: 0
                    sum: 0.0
                    schema: 3
                    zero_threshold: 0.0
                    zero_count: 0
                    positive_span {
                      offset: 0
                      length: 0
                    }
                  }
                }

                """)
        let wide = NativeHistogramValue(
            schema: 3, zeroThreshold: 1, zeroCount: 0, count: 0, sum: 0, positive: .none, negative: .none)
        #expect(try !dump(native(wide)).contains("span"))
    }

    @Test func `exemplars outside classic buckets need a time`() throws {
        let empty = NativeHistogramValue(
            schema: 3, zeroThreshold: 1, zeroCount: 2, count: 2, sum: 1, positive: .none, negative: .none)
        let exemplars = ExemplarColumn(entries: [
            .init(child: 0, bucket: -1, exemplar: Exemplar(0.25, labels: [Label("id", "a")])),
            .init(
                child: 0, bucket: -1,
                exemplar: Exemplar(0.75, labels: [Label("id", "b")], time: UnixTime(milliseconds: 1001))),
        ])
        #expect(
            try dump(native(empty, exemplars)).hasSuffix(
                """
                    zero_count: 2
                    exemplar {
                      label {
                        name: "id"
                        value: "b"
                      }
                      value: 0.75
                      timestamp {
                        seconds: 1
                        nanos: 1000000
                      }
                    }
                  }
                }

                """))
    }

    @Test func `counts of any size are written, and differences beyond 2^63 wrap`() throws {
        let huge = NativeHistogramValue(
            schema: 8, zeroThreshold: 0, zeroCount: .max, count: .max, sum: 0,
            positive: .init(spans: [Span(offset: -275_000, length: 3)], counts: [.max, 0, 1 << 63]), negative: .none)
        let dump = try dump(native(huge))
        #expect(dump.contains("zero_count: 18446744073709551615\n"))
        #expect(dump.contains("offset: -275000\n"))
        #expect(dump.contains("positive_delta: [-1, 1, \(Int64.min)]\n"))
    }

    private func native(
        _ value: NativeHistogramValue, _ exemplars: ExemplarColumn? = nil
    ) throws -> FamilySnapshot {
        FamilySnapshot(
            descriptor: try FamilyDescriptor("change", type: .histogram, help: ""), labels: .unlabelled,
            values: .nativeHistograms(NativeHistogramColumn(histograms: [value])), exemplars: exemplars)
    }

    private func dump(_ family: FamilySnapshot) throws -> String {
        try WireDump.page(ExpositionBody(Snapshot(families: [family]), format: .protobuf).bytes)
    }
}
