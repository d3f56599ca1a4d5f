/// What every instrument is: a handle to one child of a family, or to a metric without labels.
///
/// A handle is a strong reference. Recording through it touches no reference count, takes no lock and cannot fail. A
/// child does not expire while somebody holds a handle to it. When it is removed from its family, the handle still
/// works, but nobody sees what it records; that it does is counted in `nines_metrics_dropped_total{reason="removed"}`.
///
/// `@unchecked Sendable`: this class and its subclasses, all in this module, have immutable or atomic properties only,
/// but for one that says itself why it is safe; the counts are elsewhere, in `CellStore`.
public class Instrument: @unchecked Sendable {
    /// When the child was made: its counts began at 0 then.
    let created: UnixTime
    /// The label values that tell this child from its siblings. Last, so that what a subclass has of 32 bits fits
    /// behind.
    @usableFromInline
    final let key: LabelKey

    @inlinable @inline(__always)
    final var keyBytes: UnsafeRawBufferPointer { key.bytes }

    init(key: consuming LabelKey, created: UnixTime) {
        self.created = created
        self.key = key
    }

    /// The first of the cells it counts in; nil for a kind that keeps its values elsewhere.
    var countedCell: CellIndex? { nil }

    /// Whether it was updated since the last call, which left in `seen` what it saw; a first call only leaves that.
    /// Called by collections of families whose children expire, one at a time. A kind that cannot tell was always
    /// updated.
    func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool { true }

    /// How much it counted since the last call, which left in `seen` what it saw; 1 at most for a kind that does not
    /// count. Called as `wasUpdated` is.
    func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        wasUpdated(since: &seen, in: slabs) ? 1 : 0
    }

    /// Whether what it says now is what a child that comes anew says, so that it may expire: a gauge that counts work
    /// in progress would else come back below 0.
    package var isAtRest: Bool { true }
}
