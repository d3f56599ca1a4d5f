/// A number that only rises: requests served, bytes sent, seconds spent.
///
/// ```swift
/// let sent = try Registry.default.counter("sent_bytes_total", help: "Bytes sent to clients.", unit: "bytes")
/// sent.increment(by: packet.count)
/// ```
///
/// An increment costs less than one uncontended atomic addition, on any number of threads: each adds to a cell of its own,
/// and a collection sums the cells. Whole increments are exact up to 2^64; floating-point ones are summed as doubles
/// beside them.
public final class Counter: Instrument, @unchecked Sendable {
    /// The cell of whole increments; the one after it is of floating-point increments.
    @usableFromInline
    let cell: CellIndex

    static let cellCount = 2

    /// Nil when the process has used up all cells.
    init?(of key: consuming LabelKey, created: UnixTime) {
        guard let cell = CellStore.shared.allocate(Self.cellCount) else { return nil }
        self.cell = cell
        super.init(key: key, created: created)
    }

    /// A counter of which nothing is ever collected.
    init(lost key: consuming LabelKey, created: UnixTime) {
        cell = CellAllocator.nowhere
        super.init(key: key, created: created)
    }

    deinit { CellStore.shared.release(cell, count: Self.cellCount) }

    /// A counter that belongs to no registry, for code that reads it itself.
    ///
    /// - Throws: ``RegistrationError`` when the process has used up all cells.
    public static func unregistered() throws(RegistrationError) -> Counter {
        guard let counter = Counter(of: LabelKey.none, created: MetricClock.system.now()) else {
            throw RegistrationError.outOfCells("a counter")
        }
        return counter
    }

    /// Adds 1.
    @inlinable @inline(__always)
    public func increment() {
        Recording.add(1 as UInt64, to: cell)
        withExtendedLifetime(self) {}
    }

    /// Adds `amount`. A negative one is dropped and counted in `nines_metrics_dropped_total{reason="negative"}`.
    @inlinable @inline(__always)
    public func increment(by amount: Int) {
        guard amount >= 0 else { return DroppedRecords.negative.count() }
        Recording.add(UInt64(bitPattern: Int64(amount)), to: cell)
        withExtendedLifetime(self) {}
    }

    /// Adds `amount`. A negative, NaN or infinite one is dropped and counted in
    /// `nines_metrics_dropped_total{reason="negative"}` or `{reason="not_finite"}`.
    @inlinable @inline(__always)
    public func increment(by amount: Double) {
        guard amount >= 0, amount < .infinity else { return DroppedRecords.count(amount) }
        Recording.add(amount, to: cell &+ 1)
        withExtendedLifetime(self) {}
    }

    /// The total now, with every increment that happened before the call. Sums the cells of all threads and waits for
    /// a collection that is under way: for tests and engines, not for hot paths.
    public var value: CounterValue {
        CellStore.shared.collect { sums in value(in: sums) }
    }

    func value(in sums: borrowing CellStore.Sums) -> CounterValue {
        CounterValue(integer: sums.integer(cell), fraction: sums.double(cell &+ 1))
    }
}
