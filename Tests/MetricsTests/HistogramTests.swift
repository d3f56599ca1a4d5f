import NinesMetrics
import Testing

@Suite struct HistogramTests {
    private func counts(_ histogram: Histogram) -> [UInt64] { Array(histogram.value.counts) }

    @Test func `counts an observation in the first bucket whose bound is not less`() throws {
        let histogram = try Registry().histogram("size_bytes", help: "Sizes.", upperBounds: [-1, 0, 1, 10])
        for value in [-2, -1, -0.5, 0, 0.5, 1, 1.0.nextUp, 10, 11, .infinity, -.infinity] { histogram.observe(value) }
        #expect(counts(histogram) == [3, 2, 2, 2, 2])
    }

    @Test func `counts not a number in the last bucket and makes the sum not a number`() throws {
        let histogram = try Registry().histogram("size_bytes", help: "Sizes.", upperBounds: [1, 2])
        histogram.observe(1)
        #expect(histogram.value.sum == 1)
        histogram.observe(.nan)
        #expect(counts(histogram) == [1, 0, 1])
        #expect(histogram.value.sum.isNaN)
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 11, 63, 64, 65, 66, 200, 1_022])
    func `finds the bucket for any number of bounds`(_ count: Int) throws {
        let bounds = (0..<count).map { Double($0) * 2 }
        let histogram = try Registry().histogram("size_bytes", help: "Sizes.", upperBounds: bounds)
        for index in 0..<count {
            histogram.observe(Double(index) * 2)
            histogram.observe(Double(index) * 2 - 1)
        }
        histogram.observe(.nan)
        histogram.observe(.infinity)
        #expect(counts(histogram) == Array(repeating: 2, count: count) + [2])
    }

    @Test func `takes infinity as the last bound for the bucket that is there anyway`() throws {
        let histogram = try Registry().histogram("size_bytes", help: "Sizes.", upperBounds: [1, .infinity])
        #expect(histogram.value.upperBounds == [1])
    }

    @Test(arguments: [
        ([1.0, 1.0], "size_bytes: upper bound 1.0 after 1.0: bounds must ascend"),
        ([2.0, 1.0], "size_bytes: upper bound 1.0 after 2.0: bounds must ascend"),
        ([.nan], "size_bytes: upper bound nan is not a finite number"),
        ([-.infinity, 1], "size_bytes: upper bound -inf is not a finite number"),
        ([.infinity, .infinity], "size_bytes: upper bound inf is not a finite number"),
        ((0..<1_023).map(Double.init), "size_bytes: 1023 upper bounds are more than 1022"),
    ])
    func `refuses bounds that break a rule`(_ bounds: [Double], _ message: String) throws {
        let error = #expect(throws: RegistrationError.self) {
            try Registry().histogram("size_bytes", help: "Sizes.", upperBounds: bounds)
        }
        #expect(error?.rule == .buckets)
        #expect(error?.description == message)
    }
}
