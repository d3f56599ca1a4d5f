public import CNinesThreadCells

/// A number that only rises: requests served, bytes sent, seconds spent.
///
/// ```swift
/// let sent = try Registry.default.counter("sent_bytes_total", help: "Bytes sent to clients.", unit: "bytes")
/// sent.increment(by: packet.count)
/// ```
///
/// An increment costs less than one uncontended atomic addition, on any number of threads: each adds to a cell of its
/// own, and a collection sums the cells. Whole increments are exact up to 2^64; floating-point ones are summed as
/// doubles beside them.
///
/// `@unchecked Sendable`: all properties are immutable; the counts are in the cells of the store.
public class Counter: Instrument, @unchecked Sendable {
    /// The cell of whole increments; the one after it is of floating-point increments. In the chunk that no slab has
    /// for a counter that keeps exemplars or is lost: then each record takes the slow path.
    @usableFromInline
    final let cell: CellIndex

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
    public final func increment() {
        add(1)
        withExtendedLifetime(self) {}
    }

    /// Adds `amount`. A negative one is dropped and counted in `nines_metrics_dropped_total{reason="negative"}`.
    @inlinable @inline(__always)
    public final func increment(by amount: Int) {
        guard amount >= 0 else { return DroppedRecords.negative.count() }
        add(UInt64(bitPattern: Int64(amount)))
        withExtendedLifetime(self) {}
    }

    /// Adds `amount`. A negative, NaN or infinite one is dropped and counted in
    /// `nines_metrics_dropped_total{reason="negative"}` or `{reason="not_finite"}`.
    @inlinable @inline(__always)
    public final func increment(by amount: Double) {
        guard amount >= 0, amount < .infinity else { return DroppedRecords.count(amount) }
        if let own = Recording.cells(cell &+ 1) {
            nines_cell_add_double(own, amount)
        } else {
            addSlowly(amount)
        }
        withExtendedLifetime(self) {}
    }

    /// Adds `amount`, as ``increment(by:)-(Int)``, with an exemplar that leads to what the increment is part of:
    ///
    /// ```swift
    /// requests.increment(exemplar: [Label("trace_id", id)])
    /// ```
    ///
    /// The exemplar is kept only by a counter with an ``ExemplarPolicy``, and only if none was taken lately; for other
    /// counters `labels` is not evaluated. Labels that are not legal, or longer than 128 code points together, are left
    /// out and counted in `nines_metrics_dropped_total{reason="exemplar"}`; the increment counts all the same. No
    /// labels are no exemplar.
    public func increment(by amount: Int = 1, exemplar labels: @autoclosure () -> [Label]) {
        increment(by: amount)
    }

    /// Adds `amount`, as ``increment(by:)-(Double)``, with an exemplar, as the method for whole amounts does.
    public func increment(by amount: Double, exemplar labels: @autoclosure () -> [Label]) {
        increment(by: amount)
    }

    @inlinable @inline(__always)
    final func add(_ amount: UInt64) {
        if let own = Recording.cells(cell) {
            nines_cell_add(own, amount)
        } else {
            addSlowly(amount)
        }
    }

    @usableFromInline @inline(never)
    func addSlowly(_ amount: UInt64) { Recording.addSlowly(amount, to: cell) }

    @usableFromInline @inline(never)
    func addSlowly(_ amount: Double) { Recording.addSlowly(amount, to: cell &+ 1) }

    /// The total now, with every increment that happened before the call. Sums the cells of all threads and waits for
    /// a collection that is under way: for tests and engines, not for hot paths.
    public final var value: CounterValue {
        CellStore.shared.collect { slabs in Self.value(at: countedCell, in: slabs) }
    }

    /// Where the whole increments are counted, and after it the others.
    override var countedCell: CellIndex { cell }

    /// By the cells' bits: any update adds to one of them, and none ever falls.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        slabs.changed(since: &seen, cells: countedCell, count: Self.cellCount)
    }

    /// The sum of increments, rounded up.
    override func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        let fraction = slabs.double(countedCell &+ 1).rounded(.up)
        let count = slabs.integer(countedCell) &+ (UInt64(exactly: fraction) ?? (fraction > 0 ? .max : 0))
        defer { seen = count }
        return count &- seen
    }

    static func value(at cell: CellIndex, in slabs: borrowing CellStore.Slabs) -> CounterValue {
        CounterValue(integer: slabs.integer(cell), fraction: slabs.double(cell &+ 1))
    }
}

extension Counter {
    /// How families make and read counters.
    static let maker = ChildMaker(
        make: { Counter(of: $0, created: $1.time) }, makeLost: { Counter(lost: $0, created: $1.time) },
        columns: { children, slabs in
            FamilyColumns(
                values: .counters(slabs.counters(children.cells, order: children.orderOfChunks)),
                created: ChildMaker.created(children))
        })
}
