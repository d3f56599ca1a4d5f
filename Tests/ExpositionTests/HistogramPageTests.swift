import NinesExposition
import NinesMetrics
import Testing

@Suite struct HistogramPageTests {
    @Test func `buckets are cumulative, upper bounds canonical in both formats and last among the labels`() throws {
        let latency = try FamilySnapshot.histogram(
            "latency_seconds", help: "Time to answer.", unit: "seconds", upperBounds: [0, 0.005, 1, 10, 1e6, 2.5e6],
            [
                Child(Observed([1, 2, 0, 4, 0, 1, 3], sum: 12.25), ["route": "/"]),
                Child(Observed([0, 0, 0, 0, 0, 0, 0], sum: 0), ["route": "/z"]),
            ])

        #expect(
            page(latency, as: .text) == """
                # HELP latency_seconds Time to answer.
                # TYPE latency_seconds histogram
                latency_seconds_bucket{route="/",le="0.0"} 1
                latency_seconds_bucket{route="/",le="0.005"} 3
                latency_seconds_bucket{route="/",le="1.0"} 3
                latency_seconds_bucket{route="/",le="10.0"} 7
                latency_seconds_bucket{route="/",le="1e+06"} 7
                latency_seconds_bucket{route="/",le="2.5e+06"} 8
                latency_seconds_bucket{route="/",le="+Inf"} 11
                latency_seconds_sum{route="/"} 12.25
                latency_seconds_count{route="/"} 11
                latency_seconds_bucket{route="/z",le="0.0"} 0
                latency_seconds_bucket{route="/z",le="0.005"} 0
                latency_seconds_bucket{route="/z",le="1.0"} 0
                latency_seconds_bucket{route="/z",le="10.0"} 0
                latency_seconds_bucket{route="/z",le="1e+06"} 0
                latency_seconds_bucket{route="/z",le="2.5e+06"} 0
                latency_seconds_bucket{route="/z",le="+Inf"} 0
                latency_seconds_sum{route="/z"} 0
                latency_seconds_count{route="/z"} 0

                """)
        #expect(
            page(latency, as: .openMetrics) == """
                # TYPE latency_seconds histogram
                # UNIT latency_seconds seconds
                # HELP latency_seconds Time to answer.
                latency_seconds_bucket{route="/",le="0.0"} 1
                latency_seconds_bucket{route="/",le="0.005"} 3
                latency_seconds_bucket{route="/",le="1.0"} 3
                latency_seconds_bucket{route="/",le="10.0"} 7
                latency_seconds_bucket{route="/",le="1e+06"} 7
                latency_seconds_bucket{route="/",le="2.5e+06"} 8
                latency_seconds_bucket{route="/",le="+Inf"} 11
                latency_seconds_sum{route="/"} 12.25
                latency_seconds_count{route="/"} 11
                latency_seconds_bucket{route="/z",le="0.0"} 0
                latency_seconds_bucket{route="/z",le="0.005"} 0
                latency_seconds_bucket{route="/z",le="1.0"} 0
                latency_seconds_bucket{route="/z",le="10.0"} 0
                latency_seconds_bucket{route="/z",le="1e+06"} 0
                latency_seconds_bucket{route="/z",le="2.5e+06"} 0
                latency_seconds_bucket{route="/z",le="+Inf"} 0
                latency_seconds_sum{route="/z"} 0.0
                latency_seconds_count{route="/z"} 0
                # EOF

                """)
    }

    @Test(arguments: [(sum: Double.nan, text: "NaN"), (sum: -1.5, text: "-1.5")])
    func `a sum that no counter can have is in text, and without it no count in OpenMetrics`(
        sum: Double, text: String
    ) throws {
        let size = try FamilySnapshot.histogram(
            "size", upperBounds: [1],
            [Child(Observed([1, 1], sum: sum), ["of": "a"]), Child(Observed([1, 1], sum: 3), ["of": "b"])])

        #expect(
            page(size, as: .text) == """
                # HELP size Help.
                # TYPE size histogram
                size_bucket{of="a",le="1.0"} 1
                size_bucket{of="a",le="+Inf"} 2
                size_sum{of="a"} \(text)
                size_count{of="a"} 2
                size_bucket{of="b",le="1.0"} 1
                size_bucket{of="b",le="+Inf"} 2
                size_sum{of="b"} 3
                size_count{of="b"} 2

                """)
        #expect(
            page(size, as: .openMetrics) == """
                # TYPE size histogram
                # HELP size Help.
                size_bucket{of="a",le="1.0"} 1
                size_bucket{of="a",le="+Inf"} 2
                size_bucket{of="b",le="1.0"} 1
                size_bucket{of="b",le="+Inf"} 2
                size_sum{of="b"} 3.0
                size_count{of="b"} 2
                # EOF

                """)
    }

    @Test func `negative upper bounds leave sum and count out of OpenMetrics`() throws {
        let drift = try FamilySnapshot.histogram(
            "drift", upperBounds: [-2.5, 0, 5], [Child(Observed([1, 2, 3, 4], sum: 20))])

        #expect(
            page(drift, as: .text) == """
                # HELP drift Help.
                # TYPE drift histogram
                drift_bucket{le="-2.5"} 1
                drift_bucket{le="0.0"} 3
                drift_bucket{le="5.0"} 6
                drift_bucket{le="+Inf"} 10
                drift_sum 20
                drift_count 10

                """)
        #expect(
            page(drift, as: .openMetrics) == """
                # TYPE drift histogram
                # HELP drift Help.
                drift_bucket{le="-2.5"} 1
                drift_bucket{le="0.0"} 3
                drift_bucket{le="5.0"} 6
                drift_bucket{le="+Inf"} 10
                # EOF

                """)
    }

    @Test func `exemplars of native histograms go to the last bucket, and each bucket keeps its own`() throws {
        let descriptor = try FamilyDescriptor("age", type: .histogram, help: "")
        let native = try NativeHistogramValue(schema: 0, positive: [0: 1, 1: 2, 2: 3], sum: 9)
        let sorted = try FamilySnapshot(
            descriptor,
            nativeHistograms: ["a", "b"].map { FamilySnapshot.NativeHistogramSample(native, labels: [Label("of", $0)]) }
        )
        func entry(_ child: Int, _ bucket: Int, _ name: String) -> ExemplarColumn.Entry {
            ExemplarColumn.Entry(child: child, bucket: bucket, exemplar: Exemplar(1, labels: [Label("id", name)]))
        }
        let classic = HistogramColumn(upperBounds: [1, 2], bucketCounts: [1, 2, 3, 1, 2, 3], sums: [9, 9])
        let family = FamilySnapshot(
            descriptor: descriptor, labels: sorted.labels,
            values: .nativeHistograms(NativeHistogramColumn(histograms: [native, native], classic: classic)),
            exemplars: ExemplarColumn(entries: [
                entry(0, -1, "n1"), entry(0, -1, "n2"), entry(0, 0, "c1"), entry(0, 1, "c2"),
                entry(1, -1, "n3"), entry(1, 0, "c3"), entry(1, 2, "c4"),
            ]))

        #expect(
            page(family, as: .openMetrics) == """
                # TYPE age histogram
                age_bucket{of="a",le="1.0"} 1 # {id="c1"} 1.0
                age_bucket{of="a",le="2.0"} 3 # {id="c2"} 1.0
                age_bucket{of="a",le="+Inf"} 6 # {id="n2"} 1.0
                age_sum{of="a"} 9.0
                age_count{of="a"} 6
                age_bucket{of="b",le="1.0"} 1 # {id="c3"} 1.0
                age_bucket{of="b",le="2.0"} 3
                age_bucket{of="b",le="+Inf"} 6 # {id="c4"} 1.0
                age_sum{of="b"} 9.0
                age_count{of="b"} 6
                # EOF

                """)
    }

    @Test func `an infinite sum is a number to both formats`() throws {
        let family = try FamilySnapshot.histogram("big", upperBounds: [], [Child(Observed([2], sum: .infinity))])

        #expect(page(family, as: .text).contains("big_sum +Inf\nbig_count 2\n"))
        #expect(page(family, as: .openMetrics).contains("big_sum +Inf\nbig_count 2\n"))
    }
}
