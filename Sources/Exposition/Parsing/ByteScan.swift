#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The bytes of a page, searched eight at a time.
///
/// Safe as long as the memory outlives the value: each method stays inside `0..<count` for positions in `0...count`,
/// and `subscript` checks its position in debug builds; its callers compare with the line's end first.
struct ByteScan {
    let base: UnsafePointer<UInt8>
    let count: Int

    @inline(__always)
    subscript(position: Int) -> UInt8 {
        assert(position >= 0 && position < count)
        return base[position]
    }

    /// The position of the next line feed; `count` if there is none.
    func lineEnd(from position: Int) -> Int {
        guard position < count, let found = memchr(base + position, 0x0A, count - position) else { return count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    func isASCII(_ range: Range<Int>) -> Bool {
        var bits: UInt8 = 0
        for position in range { bits |= base[position] }
        return bits < 0x80
    }

    @inline(__always)
    func equal(_ first: Int, _ second: Int, count length: Int) -> Bool {
        memcmp(base + first, base + second, length) == 0
    }

    func equal(_ text: PageText, _ bytes: [UInt8]) -> Bool {
        text.end - text.start == bytes.count
            && bytes.withUnsafeBufferPointer { other in
                bytes.isEmpty || other.baseAddress.map { memcmp(base + text.start, $0, bytes.count) == 0 } ?? false
            }
    }

    /// The next quote or backslash before `end`; `end` if there is none.
    @inline(__always)
    func quoteOrBackslash(from start: Int, to end: Int) -> Int {
        var position = start
        while position + 8 <= end {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let found = Self.zeroBytes(word ^ 0x2222_2222_2222_2222) | Self.zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            if found != 0 { return position + found.trailingZeroBitCount >> 3 }
            position += 8
        }
        while position < end, base[position] != 0x22, base[position] != 0x5C { position += 1 }
        return position
    }

    /// The next `byte` before `end`; `end` if there is none.
    @inline(__always)
    func byte(_ byte: UInt8, from start: Int, to end: Int) -> Int {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        var position = start
        while position + 8 <= end {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let found = Self.zeroBytes(word ^ pattern)
            if found != 0 { return position + found.trailingZeroBitCount >> 3 }
            position += 8
        }
        while position < end, base[position] != byte { position += 1 }
        return position
    }

    /// The top bit of each byte that is zero. Borrows may mark bytes above the first zero byte, never below it, and
    /// only the lowest mark is used.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// The first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7); nil when all are.
    func invalidUTF8(_ range: Range<Int>) -> Int? {
        var position = range.lowerBound
        while position < range.upperBound {
            let lead = base[position]
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0..<0x80:
                position += 1
                continue
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: length = 4
            default: return position
            }
            guard position + length <= range.upperBound, second ~= base[position + 1] else { return position }
            for next in position + 2..<max(position + 2, position + length) where base[next] & 0xC0 != 0x80 {
                return position
            }
            position += length
        }
        return nil
    }
}

extension UInt8 {
    var isDigit: Bool { self &- 0x30 < 10 }

    /// A character of a metric's name; of a label's name too, but for the colon. Digits may not be first.
    @inline(__always)
    var isNameCharacter: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 11 || self == 0x5F }

    var isBlank: Bool { self == 0x20 || self == 0x09 }
}
