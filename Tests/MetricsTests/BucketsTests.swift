import NinesMetrics
import TestSupport
import Testing

@Suite struct BucketsTests {
    @Test func `linear bounds are the decimals that one would write`() throws {
        #expect(
            try Buckets.linear(start: 0.1, width: 0.1, count: 10)
                == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
        #expect(try Buckets.linear(start: -10, width: 5, count: 5) == [-10, -5, 0, 5, 10])
        #expect(try Buckets.linear(start: 3, width: 1, count: 1) == [3])
    }

    /// What doubles add up to is somewhere else than what was written: 5.6e-17 for 0, and 1.0000000000000002e-09.
    @Test func `linear bounds meet zero and are exact at every size`() throws {
        #expect(try Buckets.linear(start: -0.3, width: 0.1, count: 7) == [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
        #expect(
            try Buckets.linear(start: -2.1, width: 0.7, count: 7) == [-2.1, -1.4, -0.7, 0, 0.7, 1.4, 2.1])
        #expect(
            try Buckets.linear(start: 1e-9, width: 1e-9, count: 9)
                == [1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 6e-9, 7e-9, 8e-9, 9e-9])
        #expect(
            try Buckets.linear(start: 9e15, width: 1, count: 3) == [9e15, 9_000_000_000_000_001, 9_000_000_000_000_002])
        #expect(try Buckets.linear(start: -1, width: 1.0 / 3, count: 5).last == 0.33333333333333)
        #expect(try Buckets.linear(start: -1, width: 1.0 / 3, count: 5)[3] == 0)
        #expect(try Buckets.linear(start: -(0.1 + 0.2), width: 0.1, count: 4)[3] == 0)
    }

    /// Written as text, added as text's integers: no double in between.
    @Test func `linear bounds are the decimal sums of every start and width`() throws {
        var random = SeededNumbers(seed: 17)
        for _ in 0..<5_000 {
            let places = Int(random.next() % 14)
            let (start, width) = (Int(random.next() % 20_001) - 10_000, Int(random.next() % 999) + 1)
            let (first, step) = (Double("\(start)e-\(places)") ?? .nan, Double("\(width)e-\(places)") ?? .nan)
            let expected = (0..<30).map { Double("\(start + $0 * width)e-\(places)") ?? .nan }
            #expect(try Buckets.linear(start: first, width: step, count: 30) == expected, "\(first), \(step)")
        }
    }

    /// Powers of decimal numbers, multiplied as text's integers.
    @Test func `exponential bounds are the decimal products of every start and factor`() throws {
        var random = SeededNumbers(seed: 23)
        for _ in 0..<2_000 {
            let (start, factor) = (Int(random.next() % 99) + 1, Int(random.next() % 39) + 11)
            let places = Int(random.next() % 6)
            let bounds = try Buckets.exponential(
                start: Double("\(start)e-\(places)") ?? .nan, factor: Double("\(factor)e-1") ?? .nan, count: 9)
            // At most 2 + 8 x 2 digits; those with more than 15 are rounded, and not compared.
            for (index, bound) in bounds.enumerated() {
                let digits = (0..<index).reduce(start) { product, _ in product * factor }
                guard digits < 1_000_000_000_000_000 else { continue }
                #expect(bound == Double("\(digits)e-\(places + index)"), "\(start), \(factor), \(places)")
            }
        }
        #expect(
            Array(try Buckets.exponential(start: 0.3, factor: 1.1, count: 12).suffix(3))
                == [0.7073843073, 0.77812273803, 0.855935011833])
    }

    @Test func `exponential bounds between two are powers of the factor that was meant`() throws {
        #expect(
            try Buckets.exponential(from: 0x1p-20, to: 8, count: 24)
                == (-20...3).map { Double(sign: .plus, exponent: $0, significand: 1) })
        #expect(
            try Buckets.exponential(from: 1, to: 19_073_486_328_125, count: 20)
                == (0..<20).map { power in (0..<power).reduce(1.0) { product, _ in product * 5 } })
    }

    /// Logarithms and powers are off by several roundings far from 1.
    @Test func `exponential bounds are round numbers at every size`() throws {
        func decades(_ range: ClosedRange<Int>) -> [Double] { range.map { Double("1e\($0)") ?? .nan } }
        #expect(try Buckets.exponential(start: 1e-12, factor: 10, count: 25) == decades(-12...12))
        #expect(try Buckets.exponential(start: 1e-300, factor: 10, count: 600) == decades(-300...299))
        for (low, high) in [(-9, 0), (-12, 3), (-9, 9), (-30, 30), (-3, 6)] {
            let steps = high - low
            #expect(
                try Buckets.exponential(from: Double("1e\(low)") ?? 0, to: Double("1e\(high)") ?? 0, count: steps + 1)
                    == decades(low...high))
            let halves = try Buckets.exponential(
                from: Double("1e\(low)") ?? 0, to: Double("1e\(high)") ?? 0, count: 2 * steps + 1)
            #expect(stride(from: 0, through: 2 * steps, by: 2).map { halves[$0] } == decades(low...high))
        }
        #expect(
            try Buckets.exponential(start: 1e-9, factor: 2, count: 10)
                == [1e-9, 2e-9, 4e-9, 8e-9, 16e-9, 32e-9, 64e-9, 128e-9, 256e-9, 512e-9])
        #expect(try Buckets.around(objective: 3e-9, spread: 4, steps: 1) == [7.5e-10, 3e-9, 1.2e-8])
    }

    @Test func `exponential bounds grow by the factor`() throws {
        #expect(
            try Buckets.exponential(start: 0.001, factor: 2, count: 12)
                == [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024, 2.048])
        #expect(try Buckets.exponential(start: 1, factor: 1.1, count: 4) == [1, 1.1, 1.21, 1.331])
        #expect(try Buckets.exponential(start: 1e-9, factor: 10, count: 4).last == 1e-6)
    }

    @Test func `bounds that doubles hold exactly are exact`() throws {
        #expect(
            try Buckets.exponential(start: 1024, factor: 1024, count: 5) == [0x1p10, 0x1p20, 0x1p30, 0x1p40, 0x1p50])
        #expect(try Buckets.exponential(start: 1, factor: 2, count: 1_022).last == 0x1p1021)
        #expect(try Buckets.exponential(start: 3, factor: 3, count: 33).last == 5_559_060_566_555_523)
        #expect(try Buckets.exponential(start: 0.3, factor: 2, count: 60).last == 0.3 * 0x1p59)
        #expect(try Buckets.exponential(start: 0x1p-1074, factor: 2, count: 3) == [0x1p-1074, 0x1p-1073, 0x1p-1072])
        #expect(
            try Buckets.linear(start: 1e15 + 1, width: 1, count: 3)
                == [1_000_000_000_000_001, 1_000_000_000_000_002, 1_000_000_000_000_003])
    }

    /// The products of their doubles are others, also where doubles hold them exactly.
    @Test func `exponential bounds are the decimal products of every start`() throws {
        for start in 1..<1_000 {
            let first = Double("\(start)e-3") ?? .nan
            let expected = [start, 3 * start, 9 * start, 27 * start].map { Double("\($0)e-3") ?? .nan }
            #expect(try Buckets.exponential(start: first, factor: 3, count: 4) == expected, "\(first)")
        }
    }

    @Test func `exponential range starts and ends on its bounds`() throws {
        #expect(try Buckets.exponential(from: 0.001, to: 10, count: 5) == [0.001, 0.01, 0.1, 1, 10])
        #expect(try Buckets.exponential(from: 0.3, to: 7, count: 2) == [0.3, 7])
        let widest = try Buckets.exponential(from: .leastNormalMagnitude, to: .greatestFiniteMagnitude, count: 1_022)
        #expect(widest.first == .leastNormalMagnitude)
        #expect(widest.last == .greatestFiniteMagnitude)
    }

    @Test func `bounds around an objective are exactly on it and finer near it`() throws {
        #expect(
            try Buckets.around(objective: 0.3) == [
                0.00938, 0.027, 0.0643, 0.126, 0.204, 0.272, 0.3, 0.33, 0.441, 0.714, 1.4, 3.33, 9.6,
            ])
        #expect(try Buckets.around(objective: 0.2, spread: 4, steps: 1) == [0.05, 0.2, 0.8])
    }

    @Test(arguments: [1e-300, 1e-9, 1.0 / 3, 0.3, 0.1 + 0.2, 7, 123_456_789.123, 1e300], [1, 2, 6, 20, 510])
    func `every ladder around an objective holds it and is taken by a histogram`(_ threshold: Double, _ steps: Int)
        throws
    {
        let bounds = try Buckets.around(objective: threshold, steps: steps)
        #expect(bounds.count == 2 * steps + 1)
        #expect(bounds[steps] == threshold)
        _ = try Registry().histogram("a", help: "A.", upperBounds: bounds)
    }

    /// What is refused, and why.
    @Test func `refuses ladders that cannot be`() {
        func refused(_ message: String, _ body: () throws -> [Double]) {
            let error = #expect(throws: RegistrationError.self) { _ = try body() }
            #expect(error?.rule == .buckets)
            #expect(error?.description == "Buckets." + message)
        }
        refused("linear(start: 0.0, width: 0.0, count: 3): the width must be positive") {
            try Buckets.linear(start: 0, width: 0, count: 3)
        }
        refused("linear(start: 0.0, width: 1.0, count: 0): the count must be 1 to 1022") {
            try Buckets.linear(start: 0, width: 1, count: 0)
        }
        refused("linear(start: 0.0, width: 1.0, count: 1023): the count must be 1 to 1022") {
            try Buckets.linear(start: 0, width: 1, count: 1_023)
        }
        refused("linear(start: nan, width: 1.0, count: 2): bound 1 would be nan") {
            try Buckets.linear(start: .nan, width: 1, count: 2)
        }
        refused("linear(start: 1e+20, width: 1.0, count: 2): bound 2 would be 1e+20, not above the one before") {
            try Buckets.linear(start: 1e20, width: 1, count: 2)
        }
        refused("exponential(start: 0.0, factor: 2.0, count: 3): the start must be positive") {
            try Buckets.exponential(start: 0, factor: 2, count: 3)
        }
        refused("exponential(start: 1.0, factor: nan, count: 3): the factor must be greater than 1") {
            try Buckets.exponential(start: 1, factor: .nan, count: 3)
        }
        refused("exponential(start: 1e+200, factor: 1e+60, count: 3): bound 3 would be inf") {
            try Buckets.exponential(start: 1e200, factor: 1e60, count: 3)
        }
        refused("exponential(from: -1.0, to: 1.0, count: 3): the lowest bound must be positive") {
            try Buckets.exponential(from: -1, to: 1, count: 3)
        }
        refused("exponential(from: 1.0, to: 1.0, count: 3): the highest bound must be above the lowest") {
            try Buckets.exponential(from: 1, to: 1, count: 3)
        }
        refused("exponential(from: 1.0, to: inf, count: 3): bound 2 would be inf") {
            try Buckets.exponential(from: 1, to: .infinity, count: 3)
        }
        refused("exponential(from: 1.0, to: 2.0, count: 1): two bounds are the least") {
            try Buckets.exponential(from: 1, to: 2, count: 1)
        }
        refused("around(objective: 0.0, spread: 32.0, steps: 6): the threshold must be positive and finite") {
            try Buckets.around(objective: 0)
        }
        refused("around(objective: 0.3, spread: 1.0, steps: 6): the spread must be greater than 1") {
            try Buckets.around(objective: 0.3, spread: 1)
        }
        refused("around(objective: 0.3, spread: 32.0, steps: 511): the steps on each side must be 1 to 510") {
            try Buckets.around(objective: 0.3, steps: 511)
        }
    }
}
