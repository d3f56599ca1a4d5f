/// The decimal number with the fewest digits that reads back as a given double, of several the nearest: `significand`
/// times ten to the power `exponent`.
///
/// R. Giulietti, "The Schubfach way to render doubles" (2020): of the multiples of a suitable power of ten, at most one
/// of a coarser and two of a finer grid lie in the interval that rounds to the double.
struct ShortestDecimal {
    /// 17 digits, the last of them zeros where fewer are enough: all numbers are alike to those who write them.
    private(set) var significand: UInt64
    private(set) var exponent: Int

    /// - Parameter magnitude: finite and above 0; the digits of anything else mean nothing.
    @inline(__always)
    init(_ magnitude: Double, powers: PowersOfTen) {
        (significand, exponent) = (0, 0)
        if !search(magnitude, powers) { searchExactly(magnitude, powers) }
        // Numbers of the fine grid have 16 or 17 digits; half of all doubles have either, so no branch may ask.
        let few = Self.mask(isNegative: significand &- Self.least)
        significand &+= 9 &* significand & few
        exponent &+= Int(truncatingIfNeeded: few)
    }

    /// The least number of 17 digits.
    private static let least: UInt64 = 10_000_000_000_000_000

    /// Finds the number by one product, cut off after 60 bits behind the point of the fine grid, and without a branch
    /// that depends on the digits. Gives up where the cut could decide, and at powers of two, whose next double below
    /// is nearer than the one above.
    @inline(__always)
    private mutating func search(_ magnitude: Double, _ powers: PowersOfTen) -> Bool {
        let fraction = magnitude.significandBitPattern
        let biased = Int(truncatingIfNeeded: magnitude.exponentBitPattern)
        guard fraction != 0, biased != 0 else { return false }
        let power = biased &- 1075
        let scale = Self.floorLog10(power)
        let shift = UInt64(truncatingIfNeeded: power &+ Self.floorLog2OfTen(0 &- scale) &+ 1)
        let ten = powers[0 &- scale]
        let (quarters, below) = Self.product(ten, (fraction | 1 << 52) &<< (shift &+ 2))
        let (fine, part) = (quarters >> 2, quarters << 62 | below >> 2)

        // Where the double is above the coarse grid, and half of what is between doubles: 4 bits before the point.
        let digit = fine % 10
        let place = digit << 60 | part >> 4
        let half = ten.high &>> (5 &- shift)
        let ceiling: UInt64 = 10 << 60
        // Each of these is less than 2 off, so its sign is right where it is 4 or more from 0.
        let isClear =
            place &- half &+ 4 > 8 && place &+ half &- ceiling &+ 4 > 8 && part &- 1 << 63 &+ 4 > 8
        guard isClear else { return false }
        // Halved, since a difference of these may need all 64 bits.
        let isDown = Self.mask(isNegative: place >> 1 &- half >> 1)
        let isUp = Self.mask(isNegative: ceiling >> 1 &- (place &+ half) >> 1)
        let coarse = fine &- digit &+ (10 & isUp)
        let nearest = fine &+ part >> 63
        significand = coarse & (isDown | isUp) | nearest & ~(isDown | isUp)
        exponent = scale
        return true
    }

    /// All bits if `difference` is below 0 as a signed number, else none.
    @inline(__always)
    private static func mask(isNegative difference: UInt64) -> UInt64 {
        UInt64(bitPattern: Int64(bitPattern: difference) >> 63)
    }

    /// As Giulietti has it: three products, which decide exactly. For powers of two, subnormal doubles, and the
    /// few that are too near an edge for the cut product.
    @inline(never)
    private mutating func searchExactly(_ magnitude: Double, _ powers: PowersOfTen) {
        let fraction = magnitude.significandBitPattern
        let biased = Int(magnitude.exponentBitPattern)
        let isSubnormal = biased == 0
        let number = isSubnormal ? fraction : fraction | 1 << 52
        let power = max(biased, 1) - 1075
        // At a power of two the next double below is half as far as the next above.
        let isLowerCloser = fraction == 0 && biased > 1
        exponent = isLowerCloser ? Self.floorLog10ThreeQuarters(power) : Self.floorLog10(power)
        let shift = UInt64(truncatingIfNeeded: power + Self.floorLog2OfTen(-exponent) + 1)
        let ten = powers[-exponent]
        // All in quarters, so that the interval's edges are whole.
        let middle = number << 2
        let lower = Self.roundedProduct(ten, (middle - (isLowerCloser ? 1 : 2)) << shift)
        let value = Self.roundedProduct(ten, middle << shift)
        let upper = Self.roundedProduct(ten, (middle + 2) << shift)
        // An edge rounds to the even neighbour.
        let odd = number & 1
        significand = Self.nearest(to: value, least: lower + odd, most: upper - odd)
        // Subnormal doubles have fewer digits than others.
        while significand != 0, significand < Self.least / 10 {
            significand *= 10
            exponent -= 1
        }
    }

    /// Of the numbers between `least` and `most`, which are quarters as `value` is, one of the coarse grid, or else the
    /// nearest.
    private static func nearest(to value: UInt64, least: UInt64, most: UInt64) -> UInt64 {
        let fine = value / 4
        if fine >= 10 {
            let coarse = fine / 10
            let isBelowInside = least <= 40 * coarse
            let isAboveInside = 40 * coarse + 40 <= most
            if isBelowInside != isAboveInside { return 10 * coarse + (isAboveInside ? 10 : 0) }
        }
        let isBelowInside = least <= 4 * fine
        let isAboveInside = 4 * fine + 4 <= most
        let isNearerAbove = value > 4 * fine + 2 || (value == 4 * fine + 2 && fine & 1 == 1)
        let takesAbove = isBelowInside != isAboveInside ? isAboveInside : isNearerAbove
        return fine + (takesAbove ? 1 : 0)
    }

    /// The upper 128 bits of the product.
    @inline(__always)
    private static func product(_ ten: (high: UInt64, low: UInt64), _ number: UInt64) -> (high: UInt64, low: UInt64) {
        let below = ten.low.multipliedFullWidth(by: number).high
        let above = ten.high.multipliedFullWidth(by: number)
        let (middle, overflow) = above.low.addingReportingOverflow(below)
        return (above.high &+ (overflow ? 1 : 0), middle)
    }

    /// The upper 64 bits of the product, with the lowest of them set if any bit below is: enough to compare exactly.
    private static func roundedProduct(_ ten: (high: UInt64, low: UInt64), _ number: UInt64) -> UInt64 {
        let (high, low) = product(ten, number)
        return high | (low > 1 ? 1 : 0)
    }

    // Logarithms by fixed-point multiplication, right for every exponent that a double has.

    private static func floorLog10(_ powerOfTwo: Int) -> Int { (powerOfTwo &* 1_262_611) >> 22 }
    private static func floorLog10ThreeQuarters(_ powerOfTwo: Int) -> Int { (powerOfTwo * 1_262_611 - 524_031) >> 22 }
    private static func floorLog2OfTen(_ power: Int) -> Int { (power &* 1_741_647) >> 19 }
}
