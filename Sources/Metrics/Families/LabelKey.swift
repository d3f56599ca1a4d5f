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
    static let endOfValue: UInt8 = 0xFF

    /// The words of each value if there are at most three, which is what look-ups compare in registers, and then the
    /// bytes; nil for the key of a metric without labels.
    @usableFromInline
    let words: UnsafeMutablePointer<ValueWords>?
    /// The number of values that have words, in two bits, and of bytes. 32 bits, so that a counter's object takes 40
    /// bytes, which is what a block of 48 has room for.
    @usableFromInline
    let extent: UInt32

    /// Copies `source`; nil when memory is out or the key takes 1 GiB.
    init?(copying source: UnsafeRawBufferPointer) {
        var values = 0
        KeyHash.forEachValue(of: source) { _ in values += 1 }
        if values > 3 { values = 0 }
        let size = values * MemoryLayout<ValueWords>.stride
        guard let count = UInt32(exactly: source.count), count < 1 << 30,
            let block = malloc(max(1, size + source.count))
        else { return nil }
        if let bytes = source.baseAddress { (block + size).copyMemory(from: bytes, byteCount: source.count) }
        let words = block.bindMemory(to: ValueWords.self, capacity: values)
        if values > 0 {
            let hash = KeyHash(secrets: KeyHash.secrets)
            var next = words
            KeyHash.forEachValue(of: source) { value in
                next.initialize(to: value.words(hash))
                next += 1
            }
        }
        (self.words, extent) = (words, UInt32(values) << 30 | count)
    }

    private init(none: Void) {
        (words, extent) = (nil, 0)
    }

    /// The key of a metric without labels.
    static var none: LabelKey { LabelKey(none: ()) }

    deinit { free(words) }

    @inlinable @inline(__always)
    package var bytes: UnsafeRawBufferPointer {
        guard let words else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(
            start: UnsafeRawPointer(words + Int(extent &>> 30)), count: Int(extent & 0x3FFF_FFFF))
    }

    /// Whether the values of at least 16 bytes are these. The caller has compared the words: all values are as long as
    /// these, and the short ones are the same.
    @usableFromInline @inline(never)
    func hasLong(_ first: ValueBytes, _ second: ValueBytes, _ third: ValueBytes, count: Int) -> Bool {
        guard let own = bytes.baseAddress else { return false }
        let second = (bytes: second, start: first.count &+ 1)
        let third = (bytes: third, start: second.start &+ second.bytes.count &+ 1)
        return first.isSameIfLong(at: own) && (count < 2 || second.bytes.isSameIfLong(at: own + second.start))
            && (count < 3 || third.bytes.isSameIfLong(at: own + third.start))
    }

    /// What ``KeyHash`` makes of the bytes.
    var hash: UInt64 {
        guard let words, extent >> 30 > 0 else { return KeyHash.hash(bytes) }
        var hash = KeyHash(secrets: KeyHash.secrets)
        for index in 0..<Int(extent >> 30) { hash.combine(words[index]) }
        return hash.state
    }

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
    mutating func append(_ value: ValueBytes) {
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

    /// Runs `body` once, with the key of `values`. Without a result, whose type would cost a search for its metadata.
    static func withKey<each Value: LabelValue>(
        _ values: repeat each Value, run body: (UnsafeRawBufferPointer) -> Void
    ) {
        var capacity = 256
        while true {
            let needed = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
                var key = LabelKeyWriter(buffer)
                for value in repeat each values {
                    value.write(to: &key)
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
