import NinesMetrics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A label, or a name or value of a dimension, as an entry keeps it: up to 15 bytes in two words with their count, more
/// by address and count.
struct StoredText {
    private static let isLong: UInt64 = 1 << 63

    private let low: UInt64
    private let high: UInt64

    /// A short text, or a long one that stays at its address.
    init(_ text: _ValueBytes) {
        if let address = text.address {
            low = UInt64(UInt(bitPattern: address))
            high = UInt64(truncatingIfNeeded: text.count) | Self.isLong
        } else {
            (low, high) = (text.low, text.high)
        }
    }

    @inline(__always)
    func isSame(_ text: _ValueBytes) -> Bool {
        guard let address = text.address else { return (low, high) == (text.low, text.high) }
        guard high == UInt64(truncatingIfNeeded: text.count) | Self.isLong,
            let own = UnsafeRawPointer(bitPattern: UInt(low))
        else { return false }
        return memcmp(own, address, text.count) == 0
    }
}
