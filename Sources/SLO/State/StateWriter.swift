/// Writes the parts of an encoded state: integers in as few bytes as they need (LEB128: seven bits a byte, the lowest
/// first), so that a slice takes about six.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Four bytes, the lowest first.
    mutating func fixed(_ value: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Zigzag: small numbers of either sign stay short.
    mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func text(_ value: String) {
        let utf8 = Array(value.utf8)
        number(UInt64(utf8.count))
        bytes += utf8
    }

    /// Puts four bytes at an offset, over what stands there.
    ///
    /// - Precondition: `offset + 4` bytes have been written.
    mutating func overwrite(at offset: Int, with value: UInt32) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
}
