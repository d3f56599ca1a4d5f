/// The powers of ten that doubles span, each as the 128 bits from its highest set bit on, rounded up.
///
/// 617 numbers, 10 KB, worked out once in some tens of microseconds: shorter than the table would be as text, and
/// nobody has to trust its digits.
///
/// `@unchecked Sendable`: the memory is written in `init` and never again, and lives as long as the process.
struct PowersOfTen: @unchecked Sendable {
    static let shared = PowersOfTen()

    static let exponents = -292...324

    private let bits: UnsafeMutablePointer<(high: UInt64, low: UInt64)>

    private init() {
        bits = .allocate(capacity: Self.exponents.count)
        bits.initialize(repeating: (0, 0), count: Self.exponents.count)
        var power = WideNumber(bits: 0)
        for exponent in 0...Self.exponents.upperBound {
            set(exponent, power.top(roundedUp: false))
            power.multiply(by: 10)
        }
        // Dividing a power of two by ten again and again, rounded down each time, is dividing it by the power of ten
        // at once; the quotient is never whole.
        var reciprocal = WideNumber(bits: 1151)
        for exponent in stride(from: -1, through: Self.exponents.lowerBound, by: -1) {
            reciprocal.divide(by: 10)
            set(exponent, reciprocal.top(roundedUp: true))
        }
    }

    private func set(_ exponent: Int, _ value: (high: UInt64, low: UInt64)) {
        bits[exponent - Self.exponents.lowerBound] = value
    }

    /// - Parameter exponent: in ``exponents``.
    @inline(__always)
    subscript(exponent: Int) -> (high: UInt64, low: UInt64) {
        assert(Self.exponents ~= exponent)
        return bits[exponent &- Self.exponents.lowerBound]
    }
}

/// A whole number of up to 1,152 bits.
private struct WideNumber {
    /// The lowest first.
    private var words = [UInt64](repeating: 0, count: 18)

    /// Two to the power `bits`.
    init(bits: Int) { words[bits / 64] = 1 << UInt64(bits % 64) }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in words.indices {
            let (high, low) = words[index].multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            words[index] = sum
            carry = high + (overflow ? 1 : 0)
        }
    }

    mutating func divide(by divisor: UInt64) {
        var remainder: UInt64 = 0
        for index in words.indices.reversed() {
            (words[index], remainder) = divisor.dividingFullWidth((remainder, words[index]))
        }
    }

    /// The 128 bits from the highest set bit on; rounded up if asked, or if bits are left out.
    func top(roundedUp: Bool) -> (high: UInt64, low: UInt64) {
        guard let last = words.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
        func word(_ index: Int) -> UInt64 { index >= 0 ? words[index] : 0 }
        let shift = UInt64(words[last].leadingZeroBitCount)
        // Shifts by 64 or more give 0.
        let high = word(last) << shift | word(last - 1) >> (64 - shift)
        let low = word(last - 1) << shift | word(last - 2) >> (64 - shift)
        let isExact = word(last - 2) << shift == 0 && (last < 3 || words[..<(last - 2)].allSatisfy { $0 == 0 })
        guard roundedUp || !isExact else { return (high, low) }
        let (next, overflow) = low.addingReportingOverflow(1)
        return (high &+ (overflow ? 1 : 0), next)
    }
}
