/// A string of at most 15 bytes of UTF-8, which the standard library keeps in the string's own two words: the bytes in
/// order, then 0, and in the last byte the count beside flags.
///
/// That is the layout on 64-bit little-endian machines since Swift 5, and fixed on Apple's; it is not promised for
/// Linux. So it is looked at when the program runs: where `layoutIsKnown` is false, strings are read by the standard
/// library.
@usableFromInline
package struct SmallString {
    @usableFromInline
    package let bytes: _ValueBytes

    /// Nil when the string is large.
    @inlinable @inline(__always)
    package init?(_ value: String, known: Bool) {
        guard known else { return nil }
        let (low, high) = unsafeBitCast(value, to: (UInt64, UInt64).self)
        guard high & 0x2000_0000_0000_0000 != 0 else { return nil }
        bytes = _ValueBytes(low: low, high: high & 0x0FFF_FFFF_FFFF_FFFF)
    }

    /// Whether short strings of every length read as expected, and long ones are told from them.
    package static let layoutIsKnown: Bool = {
        guard MemoryLayout<String>.size == 16, MemoryLayout<Int>.size == 8, UInt16(1).littleEndian == 1 else {
            return false
        }
        let longest = "\u{E9}23456789abcdef"
        for count in 0...15 {
            for text in [String(longest.dropFirst().prefix(count)), String(longest.prefix(count))] {
                let expected = Array(text.utf8)
                guard expected.count <= 15 else { continue }
                let read = SmallString(text, known: true)?.bytes
                let wanted = expected.withUnsafeBytes { _ValueBytes(copying: $0) }
                // A short string may be a large one: then it is read by the standard library.
                guard let read else { continue }
                guard read.low == wanted.low, read.high == wanted.high, read.count == wanted.count else { return false }
            }
        }
        return SmallString(String(repeating: "long", count: 8), known: true) == nil
    }()
}

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
