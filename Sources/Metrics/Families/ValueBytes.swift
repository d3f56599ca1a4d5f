/// The UTF-8 of one label value, ready to be hashed and compared: up to 15 bytes in two words, more where they are.
///
/// No copy of a longer value is made: `address` is valid as long as the value that it was made from.
public struct ValueBytes: BitwiseCopyable {
    /// Bytes 0 to 7, the first the least significant; 0 from the end of the value on, and for a long value.
    @usableFromInline
    package let low: UInt64
    /// Bytes 8 to 14 in the same way.
    @usableFromInline
    package let high: UInt64
    @usableFromInline
    package let count: Int
    /// Where a value of at least 16 bytes is; nil for a short one.
    @usableFromInline
    package let address: UnsafeRawPointer?

    @inlinable @inline(__always)
    package init(low: UInt64, high: UInt64, count: Int) {
        (self.low, self.high, self.count, address) = (low, high, count, nil)
    }

    @inlinable @inline(__always)
    package init(address: UnsafeRawPointer, count: Int) {
        (low, high, self.count, self.address) = (0, 0, count, address)
    }

    /// Bytes in memory: copied when they are few, else only pointed to.
    @usableFromInline
    package init(copying bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else {
            self.init(low: 0, high: 0, count: 0)
            return
        }
        let count = bytes.count
        func word(_ offset: Int) -> UInt64 { base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        func half(_ offset: Int) -> UInt64 { UInt64(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        if count >= 16 {
            self.init(address: base, count: count)
        } else if count >= 8 {
            // Nothing is read behind the bytes: the last word overlaps the first, whose part is shifted out.
            self.init(low: word(0), high: count == 8 ? 0 : word(count - 8) >> (8 * (16 - count)), count: count)
        } else if count >= 4 {
            self.init(low: half(0) | half(count - 4) << (8 * (count - 4)), high: 0, count: count)
        } else {
            let low = UInt64(bytes[0]) | UInt64(bytes[count / 2]) << (8 * (count / 2))
            self.init(low: low | UInt64(bytes[count - 1]) << (8 * (count - 1)), high: 0, count: count)
        }
    }

    @inlinable @inline(__always)
    package func hash(into hash: inout KeyHash) {
        if let address {
            hash.combine(address, count: count)
        } else {
            // The count keeps values apart that end in zero bytes. A short value has nothing in that byte.
            hash.combine(low, high | UInt64(truncatingIfNeeded: count) &<< 56)
        }
    }

    /// Whether `key` has this value, and then the end of a value, at `place`, which moves behind it.
    ///
    /// What is compared lies in the key: the caller has found that the key is as long as all values together.
    @inlinable @inline(__always)
    func isAt(_ place: inout Int, of key: KeyBytes) -> Bool {
        let start = place
        place = start &+ count &+ 1
        if let address { return key.has(address, count: count, at: start) }
        // One in the byte behind the value; its predecessor covers the value, its 255-fold is the end of the value.
        let end = UInt128(1) &<< UInt128(truncatingIfNeeded: 8 &* count)
        let mask = (end &<< 8) &- 1
        let wanted = (UInt128(high) &<< 64 | UInt128(low)) | (end &* 0xFF)
        return (key.block(at: start) ^ wanted) & mask == 0
    }
}

/// The bytes of a child's key, in a block of at least 8.
@usableFromInline
struct KeyBytes {
    @usableFromInline
    let base: UnsafeRawPointer
    @usableFromInline
    let count: Int

    @inlinable @inline(__always)
    init(base: UnsafeRawPointer, count: Int) {
        (self.base, self.count) = (base, count)
    }

    /// The 16 bytes from `place` on, without reading behind the key: what is behind it is 0 or, from byte 8 on, anything
    /// if the key ends before byte 8.
    @inlinable @inline(__always)
    func block(at place: Int) -> UInt128 {
        let last = max(count, 8) &- 8
        let first = min(place, last)
        let second = min(place &+ 8, last)
        let low = base.loadUnaligned(fromByteOffset: first, as: UInt64.self) &>> UInt64(8 &* (place &- first))
        let high = base.loadUnaligned(fromByteOffset: second, as: UInt64.self) &>> UInt64(8 &* (place &+ 8 &- second))
        return (UInt128(high) &<< 64 | UInt128(low))
    }

    /// Whether the key has the `count` bytes at `address`, at least 16, and then the end of a value, at `place`.
    @inlinable @inline(__always)
    func has(_ address: UnsafeRawPointer, count: Int, at place: Int) -> Bool {
        let own = base + place
        guard own.load(fromByteOffset: count, as: UInt8.self) == 0xFF else { return false }
        var offset = 0
        while offset < count &- 16 {
            guard differences(own, address, at: offset) == 0 else { return false }
            offset &+= 16
        }
        return differences(own, address, at: count &- 16) == 0
    }

    /// 0 when 16 bytes are the same.
    @inlinable @inline(__always)
    func differences(_ lhs: UnsafeRawPointer, _ rhs: UnsafeRawPointer, at offset: Int) -> UInt64 {
        let low =
            lhs.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            ^ rhs.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let high =
            lhs.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
            ^ rhs.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
        return low | high
    }
}
