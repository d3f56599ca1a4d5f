/// The UTF-8 of one label value, ready to be hashed and compared: up to 15 bytes in two words, more where they are.
///
/// No copy of a longer value is made: `address` is valid as long as the value that it was made from.
public struct ValueBytes: BitwiseCopyable {
    /// Bytes 0 to 7, the first the least significant; 0 from the end of the value on, and for a long value.
    @usableFromInline
    package let low: UInt64
    /// Bytes 8 to 14 in the same way, and the count in the most significant byte; of a long value the count beside
    /// `isLong`.
    @usableFromInline
    package let high: UInt64
    /// Where a value of at least 16 bytes is; nil for a short one.
    @usableFromInline
    package let address: UnsafeRawPointer?

    /// The bit of `high` that no short value has.
    @usableFromInline
    package static var isLong: UInt64 { 1 &<< 63 }

    /// Text that is not in memory and that nothing else equals; its count is -1.
    package static var unreadable: ValueBytes { ValueBytes(low: 0, high: 0xFF &<< 56) }

    @inlinable @inline(__always)
    package init(low: UInt64, high: UInt64) {
        (self.low, self.high, address) = (low, high, nil)
    }

    @inlinable @inline(__always)
    package init(low: UInt64, high: UInt64, count: Int) {
        self.init(low: low, high: high | UInt64(truncatingIfNeeded: count) &<< 56)
    }

    @inlinable @inline(__always)
    package init(address: UnsafeRawPointer, count: Int) {
        (low, high, self.address) = (0, UInt64(truncatingIfNeeded: count) | Self.isLong, address)
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
    package var count: Int {
        address == nil
            ? Int(truncatingIfNeeded: Int64(bitPattern: high) &>> 56) : Int(truncatingIfNeeded: high & ~Self.isLong)
    }

    @inlinable @inline(__always)
    package func hash(into hash: inout KeyHash) { hash.combine(words(hash)) }

    /// Whether the same bytes are at `own`, where a long value has as many as this; yes for a short value.
    ///
    /// Sixteen bytes at a time: most values have fewer than 48, for which a call of `memcmp` takes longer.
    @inline(__always)
    func isSameIfLong(at own: UnsafeRawPointer) -> Bool {
        guard let address else { return true }
        func difference(_ offset: Int) -> UInt64 {
            own.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                ^ address.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        func differences(_ offset: Int) -> UInt64 { difference(offset) | difference(offset &+ 8) }
        var offset = 0
        while offset < count &- 16 {
            guard differences(offset) == 0 else { return false }
            offset &+= 16
        }
        return differences(count &- 16) == 0
    }

    /// What a child's key has of the value: the value itself, or the hash and the count of a long one.
    @inlinable @inline(__always)
    func words(_ hash: KeyHash) -> ValueWords {
        guard let address else { return ValueWords(low: low, high: high) }
        return ValueWords(low: hash.hash(of: address, count: count), high: high)
    }
}

/// A label value in two words: one of up to 15 bytes itself, with its count; of a longer one a hash and the count.
///
/// Words of short values that are the same are the same value. The layout is that of ``ValueBytes``.
@usableFromInline
struct ValueWords: BitwiseCopyable {
    @usableFromInline
    let low: UInt64
    @usableFromInline
    let high: UInt64

    @inlinable @inline(__always)
    init(low: UInt64, high: UInt64) {
        (self.low, self.high) = (low, high)
    }

    /// 0 when both are the same.
    @inlinable @inline(__always)
    func differences(from other: ValueWords) -> UInt64 { (low ^ other.low) | (high ^ other.high) }
}
