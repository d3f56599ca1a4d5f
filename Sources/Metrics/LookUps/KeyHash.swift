#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The hash of a key, value by value: multiply and fold, sixteen bytes at a time, under two secret words.
///
/// The secrets keep whoever chooses label values (a URL's path, a header) from choosing ones that collide: no factor of
/// a product is known outside. They decide no order that anybody sees.
@usableFromInline
package struct KeyHash {
    /// The two secret words, the same for all families of the process.
    package static let secrets = (UInt64.random(in: 1...UInt64.max), UInt64.random(in: 1...UInt64.max))

    @usableFromInline
    package var state: UInt64
    @usableFromInline
    let secret: UInt64

    @inlinable @inline(__always)
    package init(secrets: (UInt64, UInt64)) {
        (state, secret) = secrets
    }

    @inlinable @inline(__always)
    package mutating func combine(_ low: UInt64, _ high: UInt64) {
        let product = (state ^ low).multipliedFullWidth(by: secret ^ high)
        state = product.high ^ product.low
    }

    /// A hash of a value of at least 16 bytes. Starts from the secret in another order, so that no block makes a factor
    /// 0.
    @usableFromInline @inline(never)
    func hash(of address: UnsafeRawPointer, count: Int) -> UInt64 {
        func word(_ offset: Int) -> UInt64 { address.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        var hash = KeyHash(secrets: (secret.byteSwapped, secret))
        var offset = 0
        while offset < count &- 16 {
            hash.combine(word(offset), word(offset &+ 8))
            offset &+= 16
        }
        // The last block overlaps the one before it rather than ending in a loop over bytes.
        hash.combine(word(count &- 16), word(count &- 8))
        return hash.state
    }

    /// The hash of a key that is in memory: what combining its values one after another gives.
    static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash = KeyHash(secrets: secrets)
        forEachValue(of: key) { $0.hash(into: &hash) }
        return hash.state
    }

    /// Calls `body` with each value of a key that is in memory.
    static func forEachValue(of key: UnsafeRawBufferPointer, _ body: (_ValueBytes) -> Void) {
        guard var value = key.baseAddress else { return }
        let end = value + key.count
        while value < end {
            let next = memchr(value, Int32(LabelKey.endOfValue), end - value).map { UnsafeRawPointer($0) } ?? end
            body(_ValueBytes(copying: UnsafeRawBufferPointer(start: value, count: next - value)))
            value = next + 1
        }
    }
}
