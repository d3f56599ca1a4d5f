/// Reads what ``StateWriter`` wrote, and believes nothing: every length is compared with the bytes that are left before
/// anything is allocated for it.
struct StateReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(SLOStateError) -> UInt8 {
        guard position < bytes.endIndex else { throw .damaged("it ends inside a value") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func fixed() throws(SLOStateError) -> UInt32 {
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 8) { value |= UInt32(try byte()) << shift }
        return value
    }

    mutating func number() throws(SLOStateError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            // The tenth byte holds one bit; and a last byte of zero would be a second way to write the same number.
            guard shift < 63 || bits <= 1, byte != 0 || shift == 0 else { break }
            value |= bits << shift
            if byte & 0x80 == 0 { return value }
        }
        throw .damaged("a number is longer than 64 bits")
    }

    mutating func signed() throws(SLOStateError) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A number of things that take at least `size` bytes each.
    mutating func count(ofSize size: Int) throws(SLOStateError) -> Int {
        let value = try number()
        guard value <= UInt64(remaining / size) else { throw .damaged("a count is larger than what follows") }
        return Int(value)
    }

    mutating func text() throws(SLOStateError) -> String {
        let count = try count(ofSize: 1)
        let utf8 = bytes[position..<position + count]
        guard let text = String(validating: utf8, as: UTF8.self) else { throw .damaged("a name is not UTF-8") }
        position += count
        return text
    }
}

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

/// The checksum of persisted state: CRC-32C, which detects every burst of damage up to 32 bits, and others but for one
/// in 2^32.
///
/// Source: RFC 3720, appendix B.4 (polynomial 0x1EDC6F41, reflected).
enum CRC32C {
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table
        var crc = UInt32.max
        bytes.withUnsafeBufferPointer { bytes in
            // The index is a byte's, and the table has 256 entries.
            for byte in bytes { crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8) }
        }
        return ~crc
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1 }
    }
}
