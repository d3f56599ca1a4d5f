/// The 17 digits of a ``ShortestDecimal`` as text: in registers, so that a point is put between them by shifting words
/// and not by copying bytes one by one, whose number nobody could foresee.
struct DecimalDigits {
    /// The first eight.
    private let head: UInt64
    /// Those after the first, eight and eight.
    private let (middle, tail): (UInt64, UInt64)
    /// How many there are without the zeros at the end; at least 1.
    let count: Int

    /// - Parameter significand: has 17 digits.
    @inline(__always)
    init(_ significand: UInt64) {
        let (first, rest) = significand.quotientAndRemainder(dividingBy: 10_000_000_000_000_000)
        let (high, low) = rest.quotientAndRemainder(dividingBy: 100_000_000)
        let (upper, lower) = (Self.eightDigits(high), Self.eightDigits(low))
        count = 17 &- (lower == 0 ? 8 &+ upper.leadingZeroBitCount / 8 : lower.leadingZeroBitCount / 8)
        head = (first | upper << 8) | Self.zeros
        middle = upper | Self.zeros
        tail = lower | Self.zeros
    }

    /// Writes `123.45`, or `0.00015` if `power` is below 0, and tells its length. Writes up to 24 bytes: what is behind
    /// the length means nothing.
    ///
    /// - Parameter power: of ten, of the first digit; from -4 to 5. A digit has to be behind the point.
    @inline(__always)
    func write(power: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        // Which of the two it is nobody can foresee for times of some seconds and some milliseconds; both are cheaper
        // than a branch that was taken wrongly.
        let isBelowOne = power < 0
        let places = isBelowOne ? 1 &- power : 1
        Self.store(middle, to: target + places + 1)
        Self.store(tail, to: target + places + 9)
        let start = UInt64(truncatingIfNeeded: 8 &* places)
        let behindZeros = Self.zeroPoint & ~(~0 &<< start) | head &<< start
        let whole = UInt64(truncatingIfNeeded: 8 &* (power &+ 1)) & 63
        let behindWhole: UInt64 = ~0 &<< whole
        let aroundPoint = head & ~behindWhole | Self.point &<< whole | (head << 8) & (behindWhole << 8)
        Self.store(isBelowOne ? behindZeros : aroundPoint, to: target)
        return places &+ count
    }

    /// Writes eight digits of a number below 10^8.
    @inline(__always)
    static func writeEight(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) {
        store(eightDigits(value) | zeros, to: target)
    }

    private static let point: UInt64 = 0x2e
    /// `00000000`
    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    /// `0.000000`, the first byte the lowest.
    private static let zeroPoint: UInt64 = 0x3030_3030_3030_2e30

    /// A byte for each digit of a number below 10^8, the first the lowest: two numbers of four digits, then four of
    /// two, then eight of one, all of a step at once. The factors are 1/100 and 1/10, exact for so few digits.
    @inline(__always)
    private static func eightDigits(_ value: UInt64) -> UInt64 {
        let fours = value / 10_000 | (value % 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x7f_0000_007f
        let pairs = hundreds | (fours &- 100 &* hundreds) << 16
        let tens = (pairs &* 103) >> 10 & 0x000f_000f_000f_000f
        return tens | (pairs &- 10 &* tens) << 8
    }

    @inline(__always)
    private static func store(_ text: UInt64, to target: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(target).storeBytes(of: text.littleEndian, as: UInt64.self)
    }
}
