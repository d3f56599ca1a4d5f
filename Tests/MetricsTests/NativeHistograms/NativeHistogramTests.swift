import NinesMetrics
import Testing

@Suite struct NativeHistogramTests {
    private typealias Span = NativeHistogramValue.Buckets.Span

    @Test func `exposes counts sum and buckets of both signs`() throws {
        let registry = Registry()
        let histogram = try registry.nativeHistogram("change_ratio", help: "Change.", growthFactor: 2)
        for value in [0, -0.0, 0x1p-128, -0x1p-128, 1, 1, 1.5, 2, 100, -3, -4, -0.25] { histogram.observe(value) }
        let value = NativeHistogramValue(
            schema: 0, zeroThreshold: 0x1p-128, zeroCount: 4, count: 12, sum: 98.25,
            positive: .init(spans: [Span(offset: 0, length: 2), Span(offset: 5, length: 1)], counts: [2, 2, 1]),
            negative: .init(spans: [Span(offset: -2, length: 1), Span(offset: 3, length: 1)], counts: [1, 2]))
        #expect(histogram.value == value)
        guard case .nativeHistograms(let column)? = registry.collect().family("change_ratio")?.values else {
            Issue.record("no native histogram")
            return
        }
        #expect(column == NativeHistogramColumn(histograms: [value]))
    }

    @Test func `bridges up to two empty buckets within a span`() throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.", growthFactor: 2)
        for exponent in [3, 6, 10, 11] { histogram.observe(Double(1 << exponent)) }
        #expect(histogram.value.positive.spans == [Span(offset: 3, length: 4), Span(offset: 3, length: 2)])
        #expect(histogram.value.positive.counts == [1, 0, 0, 1, 1, 1])
    }

    @Test func `is empty before the first observation`() throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.", zeroThreshold: 0.5)
        #expect(
            histogram.value
                == NativeHistogramValue(
                    schema: 3, zeroThreshold: 0.5, zeroCount: 0, count: 0, sum: 0, positive: .none, negative: .none))
    }

    @Test func `counts not a number in no bucket and makes the sum not a number`() throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.")
        histogram.observe(1)
        histogram.observe(.nan)
        histogram.observe(-.nan)
        #expect(histogram.value.count == 3)
        #expect(histogram.value.places == [Place(index: 0): 1])
        #expect(histogram.value.zeroCount == 0)
        #expect(histogram.value.sum.isNaN)
    }

    @Test func `sums one infinity and refuses to sum both`() throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.")
        histogram.observe(.infinity)
        #expect(histogram.value.sum == .infinity)
        histogram.observe(-.infinity)
        #expect(histogram.value.sum.isNaN)
        #expect(histogram.value.places == [Place(index: 8193): 1, Place(isNegative: true, index: 8193): 1])
    }

    @Test func `takes a zero threshold of zero as exactly zero`() throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.", zeroThreshold: 0)
        for value in [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude] { histogram.observe(value) }
        #expect(histogram.value.zeroCount == 2)
        #expect(histogram.value.places.count == 2)
    }

    @Test func `counts in classic buckets too when it has upper bounds`() throws {
        let registry = Registry()
        let histogram = try registry.nativeHistogram(
            "request_duration_seconds", help: "Time.", unit: "seconds", upperBounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 2, .nan, 0, -1, .infinity] { histogram.observe(value) }
        guard case .nativeHistograms(let column) = registry.collect().families[0].values else {
            Issue.record("no native histogram")
            return
        }
        #expect(column.classic.map { Array($0.counts(0)) } == [4, 1, 3])
        #expect(column.histograms[0].count == 8)
        #expect(column.classic?.sum(0).isNaN == true)
        #expect(column.histograms[0].sum.isNaN)
    }

    @Test func `looks children up by labels`() throws {
        let registry = Registry()
        let family = try registry.nativeHistogram(
            "request_duration_seconds", help: "Time.", labels: LabelName("method"), LabelName("status", of: Int.self))
        family.observe("GET", 200, value: 1)
        family.labels("GET", 200).observe(1)
        family.observe("PUT", 404, value: 2)
        let dynamic = try registry.nativeHistogram(
            "query_duration_seconds", help: "Time.", upperBounds: [1], labelNames: ["table"])
        try dynamic.labels(["table": "users"]).observe(3)
        #expect(family.labels("GET", 200).value.places == [Place(index: 0): 2])
        #expect(family.labels("PUT", 404).value.places == [Place(index: 8): 1])
        let queries = registry.collect().families[0]
        #expect(queries.descriptor.name == "query_duration_seconds")
        #expect(queries.descriptor.type == .histogram)
        guard case .nativeHistograms(let column) = queries.values else {
            Issue.record("no native histogram")
            return
        }
        #expect(column.classic.map { Array($0.counts(0)) } == [0, 1])
    }

    @Test func `starts at nothing when removed labels come again`() throws {
        let family = try Registry().nativeHistogram("size_bytes", help: "Sizes.", labels: LabelName("kind"))
        for _ in 0..<3 {
            family.observe("a", value: 1)
            #expect(family.labels("a").value.count == 1)
            family.remove("a")
        }
    }

    @Test(arguments: [
        (1.0, 0.0, NativeHistogramLimits.standard, "x: growth factor 1.0 is not a number above 1"),
        (.nan, 0, .standard, "x: growth factor nan is not a number above 1"),
        (.infinity, 0, .standard, "x: growth factor inf is not a number above 1"),
        (2, -1, .standard, "x: zero threshold -1.0 is not a finite number from 0 on"),
        (2, .nan, .standard, "x: zero threshold nan is not a finite number from 0 on"),
        (
            2, 0, NativeHistogramLimits(zeroThreshold: .infinity),
            "x: widest zero threshold inf is not a finite number from 0 on"
        ),
        (2, 0, NativeHistogramLimits(bucketCount: 0), "x: a limit of 0 buckets is below 1"),
        (2, 0, NativeHistogramLimits(resetInterval: .seconds(-1)), "x: a reset interval of -1.0 seconds is negative"),
    ])
    func `refuses numbers that break a rule`(
        _ factor: Double, _ zeroThreshold: Double, _ limits: NativeHistogramLimits, _ message: String
    ) throws {
        let error = #expect(throws: RegistrationError.self) {
            try Registry().nativeHistogram(
                "x", help: "X.", growthFactor: factor, zeroThreshold: zeroThreshold, bucketLimits: limits)
        }
        #expect(error?.rule == .buckets)
        #expect(error?.description == message)
    }
}
