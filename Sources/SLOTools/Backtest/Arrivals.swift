/// Draws whole numbers of events for expected ones.
///
/// Uses additions, products and square roots alone, which IEEE 754 defines to the last bit: the same seed gives the
/// same events on every machine.
struct Arrivals {
    /// Nil for arrivals without chance: what is expected, with fractions carried over.
    private var generator: SplitMix64?
    /// Fractions of an event that are still to come, for each kind of event.
    private var carried: [Double]

    init(seed: UInt64?, kinds: Int) {
        generator = seed.map(SplitMix64.init)
        carried = Array(repeating: 0, count: kinds)
    }

    /// The events of a kind where `expected` are expected: finite, and at most 10^19.
    mutating func next(expected: Double, kind: Int) -> UInt64 {
        guard expected > 0 else { return 0 }
        guard generator != nil else {
            carried[kind] += expected
            // 1,000,000 x 0.0144 may be a little less than 14,400.
            let whole = (carried[kind] + 1e-6).rounded(.down)
            carried[kind] -= whole
            return UInt64(exactly: min(whole, 1e19)) ?? 0
        }
        return expected < 64 ? fewEvents(expected) : manyEvents(expected)
    }

    /// Poisson's distribution: counts how many uniform numbers it takes until their product falls below e^-expected
    /// (Knuth, "The Art of Computer Programming", volume 2, section 3.4.1).
    private mutating func fewEvents(_ expected: Double) -> UInt64 {
        let limit = Self.exponential(ofMinus: expected)
        var product = uniform()
        var count: UInt64 = 0
        while product > limit {
            product *= uniform()
            count += 1
        }
        return count
    }

    /// The normal distribution that Poisson's is near to: the sum of twelve uniform numbers has variance 1.
    private mutating func manyEvents(_ expected: Double) -> UInt64 {
        let deviation = (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
        let count = (expected + deviation * expected.squareRoot()).rounded()
        return UInt64(exactly: min(max(count, 0), 1e19)) ?? 0
    }

    /// In 0..<1, with 53 random bits.
    private mutating func uniform() -> Double {
        Double((generator?.next() ?? 0) >> 11) / 9_007_199_254_740_992
    }

    /// e^-x for x in 0..<64 by Taylor's series at x / 1,024, squared ten times: right to 12 digits.
    private static func exponential(ofMinus x: Double) -> Double {
        let small = -x / 1_024
        var term = 1.0
        var sum = 1.0
        for index in 1...8 {
            term *= small / Double(index)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed everywhere.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
