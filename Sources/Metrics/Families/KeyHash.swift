/// A hash of key bytes: multiply and fold, eight bytes at a time, seeded per process.
///
/// The seed keeps whoever chooses label values (a URL's path, a header) from choosing ones that collide. It decides no
/// order that anybody sees.
@usableFromInline
enum KeyHash {
    @usableFromInline
    static let seed = UInt64.random(in: 1...UInt64.max)

    // Odd constants with half of their bits set: the fractional parts of the square roots of 2 and 3.
    @usableFromInline
    static let first: UInt64 = 0x6A09_E667_F3BC_C909
    @usableFromInline
    static let second: UInt64 = 0xBB67_AE85_84CA_A73B

    @inlinable @inline(__always)
    static func fold(_ lhs: UInt64, _ rhs: UInt64) -> UInt64 {
        let product = lhs.multipliedFullWidth(by: rhs)
        return product.high ^ product.low
    }

    /// The hash of `bytes` under `seed`.
    @inlinable
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var state = seed ^ first
        let count = bytes.count
        var offset = 0
        while count &- offset > 8 {
            state = fold(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), second)
            offset &+= 8
        }
        // The last word overlaps the one before it rather than ending in a loop over bytes.
        var last: UInt64 = 0
        if count >= 8 {
            last = bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            last =
                UInt64(bytes.loadUnaligned(as: UInt32.self)) << 32
                | UInt64(bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        } else if count > 0 {
            last = UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count &- 1])
        }
        return fold(state ^ last, first ^ UInt64(truncatingIfNeeded: count))
    }
}
