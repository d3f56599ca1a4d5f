#if canImport(Glibc)
    public import Glibc
#elseif canImport(Musl)
    public import Musl
#elseif canImport(Darwin)
    public import Darwin
#endif

/// What every instrument is: a handle to one child of a family, or to a metric without labels.
///
/// A handle is a strong reference. Recording through it touches no reference count, takes no lock and cannot fail. When
/// the child is removed from its family, the handle still works, but nobody sees what it records.
///
/// `@unchecked Sendable`: this class and its subclasses, all final and all in this module, have immutable or atomic
/// properties only; the counts are elsewhere, in ``CellStore``.
public class Instrument: @unchecked Sendable {
    /// The label values that tell this child from its siblings.
    let key: LabelKey
    /// The bytes that `key` owns, where an inlined look-up can compare them.
    @usableFromInline
    final let keyBytes: UnsafeRawBufferPointer

    @inlinable @inline(__always)
    final func hasKey(_ other: UnsafeRawBufferPointer) -> Bool {
        let own = keyBytes
        guard own.count == other.count, let lhs = own.baseAddress, let rhs = other.baseAddress else {
            return own.isEmpty && other.isEmpty
        }
        return memcmp(lhs, rhs, own.count) == 0
    }

    /// When the child was made: its counts began at 0 then.
    let created: UnixTime

    init(key: consuming LabelKey, created: UnixTime) {
        keyBytes = key.bytes
        self.key = key
        self.created = created
    }
}
