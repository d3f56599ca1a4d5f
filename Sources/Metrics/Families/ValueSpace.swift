/// Memory of one look-up, for the text of values that do not have it in memory: raw values, large integers.
public struct ValueSpace {
    @usableFromInline
    var rest: UnsafeMutableRawBufferPointer
    /// Whether a value did not fit: then what was returned for it means nothing.
    @usableFromInline
    var isExceeded = false
    @usableFromInline
    let knowsSmallStrings: Bool

    @inlinable @inline(__always)
    init(_ memory: UnsafeMutableRawBufferPointer, knowsSmallStrings: Bool) {
        rest = memory
        self.knowsSmallStrings = knowsSmallStrings
    }

    /// What `value` writes, in this space.
    @inlinable
    mutating func bytes(of value: borrowing some LabelValue) -> ValueBytes {
        var writer = LabelKeyWriter(rest)
        value.write(to: &writer)
        return take(writer.count)
    }

    @usableFromInline
    mutating func take(_ count: Int) -> ValueBytes {
        guard count <= rest.count else {
            isExceeded = true
            return ValueBytes(low: 0, high: 0, count: 0)
        }
        let bytes = ValueBytes(copying: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        return bytes
    }

    /// The bytes of a string that is not small.
    ///
    /// They are in storage that the string owns and that does not move: `value` keeps them alive, and the caller keeps
    /// `value`. A string that has no UTF-8 in memory, as some of Objective-C, writes it into this space.
    @inlinable @inline(__always)
    mutating func bytes(ofLarge value: UnsafePointer<String>) -> ValueBytes {
        let contiguous = value.pointee.utf8.withContiguousStorageIfAvailable { utf8 in
            utf8.count >= 16
                ? utf8.baseAddress.map { ValueBytes(address: UnsafeRawPointer($0), count: utf8.count) } : nil
        }
        if let contiguous, let bytes = contiguous { return bytes }
        return bytes(of: value.pointee)
    }
}

/// A string of at most 15 bytes of UTF-8, which the standard library keeps in the string's own two words: the bytes in
/// order, then 0, and in the last byte the count beside flags.
///
/// That is the layout on 64-bit little-endian machines since Swift 5, and fixed on Apple's; it is not promised for Linux.
/// So it is looked at when the program runs: where `layoutIsKnown` is false, strings are read by the standard library.
@usableFromInline
struct SmallString {
    @usableFromInline
    let bytes: ValueBytes

    /// Nil when the string is large.
    @inlinable @inline(__always)
    init?(at value: UnsafePointer<String>, known: Bool) {
        let words = UnsafeRawPointer(value)
        let high = words.load(fromByteOffset: 8, as: UInt64.self)
        guard known, high & 0x2000_0000_0000_0000 != 0 else { return nil }
        bytes = ValueBytes(
            low: words.load(as: UInt64.self), high: high & 0x00FF_FFFF_FFFF_FFFF,
            count: Int(truncatingIfNeeded: high &>> 56 & 0xF))
    }

    /// Whether short strings of every length read as expected, and long ones are told from them.
    static let layoutIsKnown: Bool = {
        guard MemoryLayout<String>.size == 16, MemoryLayout<Int>.size == 8, UInt16(1).littleEndian == 1 else {
            return false
        }
        let longest = "\u{E9}23456789abcdef"
        for count in 0...15 {
            for text in [String(longest.dropFirst().prefix(count)), String(longest.prefix(count))] {
                let expected = Array(text.utf8)
                guard expected.count <= 15 else { continue }
                let read = withUnsafePointer(to: text) { SmallString(at: $0, known: true)?.bytes }
                let wanted = expected.withUnsafeBytes { ValueBytes(copying: $0) }
                // A short string may be a large one: then it is read by the standard library.
                guard let read else { continue }
                guard read.low == wanted.low, read.high == wanted.high, read.count == wanted.count else { return false }
            }
        }
        return withUnsafePointer(to: String(repeating: "long", count: 8)) { SmallString(at: $0, known: true) } == nil
    }()
}

/// The decimal digits of an integer from 0 to 99,999,999.
@usableFromInline
struct Digits {
    @usableFromInline
    let bytes: ValueBytes

    /// Nil when the integer is negative or larger.
    ///
    /// Divides all halves of the digits at once: by 10,000, then by 100 in two lanes, then by 10 in four. The factors are
    /// the divisors' reciprocals, exact for numbers of that many digits.
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
        bytes = ValueBytes(low: text, high: 0, count: 8 &- zeros / 8)
    }
}
