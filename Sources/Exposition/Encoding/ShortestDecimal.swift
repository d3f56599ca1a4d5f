/// The decimal number with the fewest digits that reads back as a given double, of several the nearest: `significand`
/// times ten to the power `exponent`.
///
/// R. Giulietti, "The Schubfach way to render doubles" (2020): of the multiples of a suitable power of ten, at most one
/// of a coarser and two of a finer grid lie in the interval that rounds to the double. Products of 64 and 128 bits
/// decide which, exactly.
struct ShortestDecimal {
    /// At most 17 digits; the last is not 0, unless all are.
    private(set) var significand: UInt64
    private(set) var exponent: Int

    /// - Parameter magnitude: finite and not negative; the digits of anything else mean nothing.
    init(_ magnitude: Double) {
        (significand, exponent) = (0, 0)
        // Doubles below 2^53 are at most 1 apart, so no whole number but the value itself reads back as it.
        if magnitude < 0x1p53, let whole = UInt64(exactly: magnitude) {
            significand = whole
        } else {
            search(magnitude)
        }
        dropZeros()
    }

    /// The number of digits of `significand`.
    var digitCount: Int { NumberText.digitCount(significand) }

    private mutating func dropZeros() {
        // Most have none; the others may have many, and are tried by halves.
        guard significand != 0, significand % 10 == 0 else { return }
        drop(8, 100_000_000)
        drop(8, 100_000_000)
        drop(4, 10_000)
        drop(2, 100)
        drop(1, 10)
    }

    @inline(__always)
    private mutating func drop(_ zeros: Int, _ power: UInt64) {
        let (quotient, remainder) = significand.quotientAndRemainder(dividingBy: power)
        guard remainder == 0 else { return }
        significand = quotient
        exponent += zeros
    }

    private mutating func search(_ magnitude: Double) {
        let fraction = magnitude.significandBitPattern
        let biased = Int(magnitude.exponentBitPattern)
        let isSubnormal = biased == 0
        let number = isSubnormal ? fraction : fraction | 1 << 52
        let power = max(biased, 1) - 1075
        // At a power of two the next double below is half as far as the next above.
        let isLowerCloser = fraction == 0 && biased > 1
        let scale = isLowerCloser ? Self.floorLog10ThreeQuarters(power) : Self.floorLog10(power)
        let shift = UInt64(truncatingIfNeeded: power + Self.floorLog2OfTen(-scale) + 1)
        let ten = PowersOfTen.shared[-scale]
        // All in quarters, so that the interval's edges are whole.
        let middle = number << 2
        let lower = Self.product(ten, (middle - (isLowerCloser ? 1 : 2)) << shift)
        let value = Self.product(ten, middle << shift)
        let upper = Self.product(ten, (middle + 2) << shift)
        // An edge rounds to the even neighbour.
        let odd = number & 1
        let (least, most) = (lower + odd, upper - odd)

        let fine = value / 4
        if fine >= 10 {
            let coarse = fine / 10
            let isBelowInside = least <= 40 * coarse
            let isAboveInside = 40 * coarse + 40 <= most
            if isBelowInside != isAboveInside {
                (significand, exponent) = (coarse + (isAboveInside ? 1 : 0), scale + 1)
                return
            }
        }
        let isBelowInside = least <= 4 * fine
        let isAboveInside = 4 * fine + 4 <= most
        let isNearerAbove = value > 4 * fine + 2 || (value == 4 * fine + 2 && fine & 1 == 1)
        let takesAbove = isBelowInside != isAboveInside ? isAboveInside : isNearerAbove
        (significand, exponent) = (fine + (takesAbove ? 1 : 0), scale)
    }

    /// The upper 64 bits of the product, with the lowest of them set if any bit below is: enough to compare exactly.
    private static func product(_ ten: (high: UInt64, low: UInt64), _ number: UInt64) -> UInt64 {
        let below = ten.low.multipliedFullWidth(by: number).high
        let above = ten.high.multipliedFullWidth(by: number)
        let (middle, overflow) = above.low.addingReportingOverflow(below)
        return above.high &+ (overflow ? 1 : 0) | (middle > 1 ? 1 : 0)
    }

    // Logarithms by fixed-point multiplication, right for every exponent that a double has.

    private static func floorLog10(_ powerOfTwo: Int) -> Int { (powerOfTwo * 1_262_611) >> 22 }
    private static func floorLog10ThreeQuarters(_ powerOfTwo: Int) -> Int { (powerOfTwo * 1_262_611 - 524_031) >> 22 }
    private static func floorLog2OfTen(_ power: Int) -> Int { (power * 1_741_647) >> 19 }
}
