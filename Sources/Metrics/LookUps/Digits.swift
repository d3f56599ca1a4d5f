/// The decimal digits of an integer from 0 to 99,999,999.
@usableFromInline
struct Digits {
    @usableFromInline
    let bytes: _ValueBytes

    /// Nil when the integer is negative or larger.
    ///
    /// Divides all halves of the digits at once: by 10,000, then by 100 in two lanes, then by 10 in four. The factors
    /// are the divisors' reciprocals, exact for numbers of that many digits.
    @inlinable @inline(__always)
    init?(_ value: Int) {
        let number = UInt64(bitPattern: Int64(value))
        guard number < 100_000_000 else { return nil }
        let fours = number / 10_000 | (number % 10_000) &<< 32
        let hundreds = ((fours &* 10_486) &>> 20) & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- 100 &* hundreds) &<< 16
        let tens = ((twos &* 103) &>> 10) & 0x000F_000F_000F_000F
        let ones = tens | (twos &- 10 &* tens) &<< 8
        // The first digit is in the least significant byte; of 0 the last one stays.
        let zeros = (ones | 1 &<< 56).trailingZeroBitCount & ~7
        let text = (ones | 0x3030_3030_3030_3030) &>> UInt64(zeros)
        bytes = _ValueBytes(low: text, high: 0, count: 8 &- zeros / 8)
    }
}
