#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The label values of one child, as bytes: each value's UTF-8 and then 0xFF, a byte that UTF-8 does not have.
///
/// Compared and hashed as bytes: Swift's `==` on strings takes canonically equivalent ones for equal, Prometheus does
/// not.
///
/// `@unchecked Sendable`: the bytes are written in `init` and never again.
@usableFromInline
package struct LabelKey: ~Copyable, @unchecked Sendable {
    @usableFromInline
    static var endOfValue: UInt8 { 0xFF }

    /// Of at least 16 bytes from the beginning of each value on, as look-ups read so many of a short one; nil for the
    /// key of a metric without labels.
    @usableFromInline
    let base: UnsafeMutableRawPointer?
    /// 32 bits, so that a counter's object takes 40 bytes, which is what a block of 48 has room for.
    @usableFromInline
    let storedCount: UInt32

    /// Copies `source`; nil when memory is out or the key takes 4 GiB.
    init?(copying source: UnsafeRawBufferPointer) {
        let lastStart = source.dropLast().lastIndex(of: Self.endOfValue).map { $0 + 1 } ?? 0
        guard let count = UInt32(exactly: source.count), let copy = calloc(1, max(source.count, lastStart + 16)) else {
            return nil
        }
        if let bytes = source.baseAddress { copy.copyMemory(from: bytes, byteCount: source.count) }
        (base, storedCount) = (copy, count)
    }

    private init(none: Void) {
        (base, storedCount) = (nil, 0)
    }

    /// The key of a metric without labels.
    static var none: LabelKey { LabelKey(none: ()) }

    deinit { free(base) }

    @inlinable @inline(__always)
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(base), count: Int(storedCount))
    }

    /// Whether this is the key of the first `count` of these values.
    ///
    /// The key has as many ends of values as the look-up: where they are at the same places, each value begins here
    /// where it begins there, and 16 bytes may be read.
    @inlinable @inline(__always)
    func has(
        _ first: _ValueBytes, _ second: _ValueBytes, _ third: _ValueBytes, count: Int
    ) -> Bool {
        let firstEnd = first.count
        let secondEnd = count > 1 ? firstEnd &+ 1 &+ second.count : firstEnd
        let thirdEnd = count > 2 ? secondEnd &+ 1 &+ third.count : secondEnd
        guard let base, Int(storedCount) == thirdEnd &+ 1 else { return false }
        guard count < 2 || base.load(fromByteOffset: firstEnd, as: UInt8.self) == Self.endOfValue,
            count < 3 || base.load(fromByteOffset: secondEnd, as: UInt8.self) == Self.endOfValue
        else { return false }
        var differences = first.differences(at: base)
        if count > 1 { differences |= second.differences(at: base + firstEnd + 1) }
        if count > 2 { differences |= third.differences(at: base + secondEnd + 1) }
        return differences == 0
    }

    /// What ``KeyHash`` makes of the bytes.
    var hash: UInt64 { KeyHash.hash(bytes) }

    /// The values, in declared order.
    var values: [UnsafeRawBufferPointer.SubSequence] {
        bytes.split(separator: Self.endOfValue, omittingEmptySubsequences: false).dropLast()
    }
}

/// Puts label values into a key, in memory that the caller lends.
public struct LabelKeyWriter: ~Copyable {
    /// Where the key is built.
    @usableFromInline
    let buffer: UnsafeMutableRawBufferPointer
    /// The bytes the key needs, also when they are more than the buffer has.
    @usableFromInline
    var count = 0

    @inlinable
    init(_ buffer: UnsafeMutableRawBufferPointer) {
        self.buffer = buffer
    }

    @usableFromInline
    var fits: Bool { count <= buffer.count }

    /// Appends the UTF-8 of `text` to the value being written.
    @inlinable
    public mutating func append(_ text: some StringProtocol) {
        let copied: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            append(UnsafeRawBufferPointer(bytes))
        }
        if copied == nil {
            for byte in text.utf8 { append(byte) }
        }
    }

    @inlinable
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let end = count &+ bytes.count
        if end <= buffer.count, let target = buffer.baseAddress, let source = bytes.baseAddress {
            target.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        }
        count = end
    }

    @inlinable
    mutating func append(_ byte: UInt8) {
        if count < buffer.count { buffer[count] = byte }
        count &+= 1
    }

    /// Appends a whole value.
    mutating func append(_ value: _ValueBytes) {
        if let address = value.address {
            append(UnsafeRawBufferPointer(start: address, count: value.count))
        } else {
            for index in 0..<value.count {
                append(UInt8(truncatingIfNeeded: (index < 8 ? value.low : value.high) >> (8 * (index % 8))))
            }
        }
        endValue()
    }

    @inlinable
    mutating func endValue() { append(0xFF) }

    /// Appends what `value` writes: nothing, which is counted, when that is what this thread is doing already, as of a
    /// value whose text needs a look-up of itself.
    mutating func append<Value: LabelValue>(textOf value: Value) {
        let owner = UserCall.owner(Value.self)
        guard !UserCall.isUnderWay(.labelText, of: owner) else { return DroppedRecords.reentrant.count() }
        UserCall.run(.labelText, of: owner) { value.write(to: &self) }
    }

    /// Runs `body` once, with the key of `values`. Without a result, whose type would cost a search for its metadata.
    static func withKey<each Value: LabelValue>(
        _ values: repeat each Value, run body: (UnsafeRawBufferPointer) -> Void
    ) {
        var capacity = 256
        while true {
            let needed = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
                var key = LabelKeyWriter(buffer)
                for value in repeat each values {
                    key.append(textOf: value)
                    key.endValue()
                }
                if key.count <= buffer.count { body(UnsafeRawBufferPointer(rebasing: buffer[..<key.count])) }
                return key.count
            }
            if needed <= capacity { return }
            // Longer than most: again in memory that is long enough, even for a value that writes more each time.
            capacity = max(needed, 2 * capacity)
        }
    }
}
