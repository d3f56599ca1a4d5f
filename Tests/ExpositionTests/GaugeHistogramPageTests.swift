import NinesExposition
import NinesMetrics
import Testing

@Suite struct GaugeHistogramPageTests {
    private func queue(_ bounds: [Double], _ counts: [UInt64], sum: Double) throws -> FamilySnapshot {
        try FamilySnapshot(
            FamilyDescriptor("queue", type: .gaugeHistogram, help: "Help."), upperBounds: bounds,
            histograms: ["a", "b"].map {
                .init(counts: counts, sum: sum, labels: [Label("of", $0)], created: UnixTime(milliseconds: 1))
            })
    }

    /// A line of a sample that the type does not have would end the family for a parser, before the next child.
    @Test func `a gauge histogram is a histogram in text, and has no created time in OpenMetrics`() throws {
        let families = Snapshot(families: [try queue([1], [1, 2], sum: 7)])

        #expect(
            ExpositionBody(families, format: .text).text == """
                # HELP queue Help.
                # TYPE queue histogram
                queue_bucket{of="a",le="1.0"} 1
                queue_bucket{of="a",le="+Inf"} 3
                queue_sum{of="a"} 7
                queue_count{of="a"} 3
                queue_bucket{of="b",le="1.0"} 1
                queue_bucket{of="b",le="+Inf"} 3
                queue_sum{of="b"} 7
                queue_count{of="b"} 3

                """)
        #expect(
            ExpositionBody(families, format: .openMetrics, createdTimes: true).text == """
                # TYPE queue gaugehistogram
                # HELP queue Help.
                queue_bucket{of="a",le="1.0"} 1
                queue_bucket{of="a",le="+Inf"} 3
                queue_gsum{of="a"} 7.0
                queue_gcount{of="a"} 3
                queue_bucket{of="b",le="1.0"} 1
                queue_bucket{of="b",le="+Inf"} 3
                queue_gsum{of="b"} 7.0
                queue_gcount{of="b"} 3
                # EOF

                """)
    }

    @Test func `nor has it one in protobuf and OpenMetrics 2, where histograms of observations have`() throws {
        let native = try NativeHistogramValue(schema: 0, positive: [1: 1], sum: 2)
        for type in [MetricType.gaugeHistogram, .histogram] {
            let descriptor = try FamilyDescriptor("queue", type: type, help: "Help.")
            let created = UnixTime(milliseconds: 1000)
            for family in [
                try FamilySnapshot(
                    descriptor, upperBounds: [1], histograms: [.init(counts: [1, 2], sum: 7, created: created)]),
                try FamilySnapshot(descriptor, nativeHistograms: [.init(native, created: created)]),
            ] {
                for (written, read): (ExpositionFormat, PageFormat) in [
                    (.protobuf, .protobuf), (.openMetrics2, .openMetrics2),
                ] {
                    let bytes = ExpositionBody(try Snapshot([family]), format: written).bytes
                    let page = try ParsedPage(bytes, format: read)
                    let hasTime = page.families[0].samples.contains { $0.name == "queue_created" }
                    #expect(hasTime == (type == .histogram))
                }
            }
        }
    }

    @Test(arguments: [(-2.0, -1.5, true), (-2.0, .nan, false), (2.0, -1.5, false), (2.0, .nan, false)])
    func `a gauge histogram's sum is negative only where bounds are, and without it there is no count in OpenMetrics`(
        bound: Double, sum: Double, isWritten: Bool
    ) throws {
        let text = page(try queue([bound], [1, 2], sum: sum), as: .openMetrics)

        #expect(text.contains("queue_gsum{of=\"a\"} -1.5\nqueue_gcount{of=\"a\"} 3\n") == isWritten)
        #expect(text.contains("queue_g") == isWritten)
        let read = try PythonParser.parse(Array(text.utf8), as: .openMetrics)
        #expect(read.map(\.samples.count) == [isWritten ? 8 : 4])
    }
}
