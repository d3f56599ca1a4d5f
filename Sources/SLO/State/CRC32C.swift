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
