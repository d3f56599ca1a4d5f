public import CNinesThreadCells

/// The UTF-8 of one label value, ready to be hashed and compared: up to 15 bytes in two words, more where they are.
///
/// No copy of a longer value is made: `address` is valid as long as the value that it was made from.
public struct _ValueBytes: BitwiseCopyable {
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

    /// The most bytes of a short value.
    @usableFromInline
    package static var mostShort: Int { 15 }

    /// The bit of `high` that no short value has.
    @usableFromInline
    package static var isLong: UInt64 { 1 &<< 63 }

    /// Text that is not in memory and that nothing else equals; its count is -1.
    package static var unreadable: _ValueBytes { _ValueBytes(low: 0, high: 0xFF &<< 56) }

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
    package func hash(into hash: inout KeyHash) {
        if let address {
            hash.combine(hash.hash(of: address, count: count), high)
        } else {
            hash.combine(low, high)
        }
    }

    /// 0 when this value's bytes are at `own`, of which 16 and as many as the value's may be read.
    @inlinable @inline(__always)
    func differences(at own: UnsafeRawPointer) -> UInt64 {
        guard address == nil else { return isLongSame(at: own) ? 0 : 1 }
        guard let mask = nines_value_mask(count) else { return 1 }
        let lowDifferences = own.loadUnaligned(as: UInt64.self) ^ low
        // The count in the last byte is masked: a short value has no byte there.
        let highDifferences = own.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ high
        return lowDifferences & mask.loadUnaligned(as: UInt64.self)
            | highDifferences & mask.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    /// Sixteen bytes at a time: most values have fewer than 48, for which a call of `memcmp` takes longer.
    @usableFromInline @inline(never)
    func isLongSame(at own: UnsafeRawPointer) -> Bool {
        guard let address else { return false }
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
}
