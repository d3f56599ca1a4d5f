public import CNinesThreadCells

/// Counts observations in buckets with fixed upper bounds, and sums them: request durations, response sizes.
///
/// ```swift
/// let durations = try Registry.default.histogram(
///     "request_duration_seconds", help: "Time to answer.", unit: "seconds", upperBounds: [0.01, 0.1, 0.3, 1])
/// durations.observe(0.042)
/// ```
///
/// The count of observations is the sum of the buckets, so an exposition's `+Inf` bucket and `_count` always agree.
/// While threads observe, `_sum` may be ahead of the count, or behind, by at most one observation per thread; at rest
/// it is exact up to the rounding of doubles.
///
/// `@unchecked Sendable`: all properties are immutable; the counts are in the cells of the store.
public class Histogram: Instrument, @unchecked Sendable {
    /// client_golang's and client_java's default, made for durations of network services in seconds.
    public static let defaultUpperBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    @usableFromInline
    final let bounds: UpperBounds
    /// The cell of the sum; the buckets' follow it. In the chunk that no slab has for a histogram that keeps exemplars
    /// or is lost: then each record takes the slow path.
    @usableFromInline
    final let cell: CellIndex

    private var cellCount: Int { bounds.count + 2 }

    /// Nil when the process has used up all cells.
    init?(of key: consuming LabelKey, created: UnixTime, bounds: UpperBounds) {
        guard let cell = CellStore.shared.allocate(bounds.count + 2) else { return nil }
        self.bounds = bounds
        self.cell = cell
        super.init(key: key, created: created)
    }

    /// A histogram of which nothing is ever collected.
    init(lost key: consuming LabelKey, created: UnixTime, bounds: UpperBounds) {
        self.bounds = bounds
        cell = CellAllocator.nowhere
        super.init(key: key, created: created)
    }

    deinit { CellStore.shared.release(cell, count: cellCount) }

    /// Counts `value` in its bucket and adds it to the sum. NaN counts in the bucket `+Inf` and makes the sum NaN.
    @inlinable @inline(__always)
    public final func observe(_ value: Double) {
        let bucket = bounds.bucket(of: value)
        if let cells = Recording.cells(cell) {
            nines_cell_add(cells + (bucket &+ 1), 1)
            nines_cell_add_double(cells, value)
        } else {
            observeSlowly(value, bucket: bucket)
        }
        withExtendedLifetime(self) {}
    }

    /// Counts `value`, as ``observe(_:)``, with an exemplar that leads to what was observed:
    ///
    /// ```swift
    /// durations.observe(0.2, exemplar: [Label("trace_id", id)])
    /// ```
    ///
    /// The exemplar is kept only by a histogram with an ``ExemplarPolicy``, and only if its bucket was given none
    /// lately; for other histograms `labels` is not evaluated. Labels that are not legal, or longer than 128 code
    /// points together, are left out and counted in `nines_metrics_dropped_total{reason="exemplar"}`; the observation
    /// counts all the same. An empty array means no exemplar, and a NaN has none.
    public func observe(_ value: Double, exemplar labels: @autoclosure () -> [Label]) {
        observe(value)
    }

    @usableFromInline @inline(never)
    func observeSlowly(_ value: Double, bucket: Int) {
        Recording.observeSlowly(value, bucket: bucket, at: cell)
    }

    /// The observations now. Sums the cells of all threads and waits for a collection that is under
    /// way: for tests and engines, not for hot paths.
    public final var value: HistogramValue {
        let cell = countedCell
        return CellStore.shared.collect { slabs in
            HistogramValue(
                upperBounds: bounds.values,
                counts: (0...bounds.count).map { Self.bucket($0, at: cell, in: slabs) },
                sum: Self.sum(at: cell, in: slabs))
        }
    }

    /// Where the sum is, and after it the buckets.
    override var countedCell: CellIndex { cell }

    /// By the buckets: every observation counts in one.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        slabs.changed(since: &seen, cells: countedCell &+ 1, count: bounds.count + 1)
    }

    override func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        let count = (0...bounds.count).reduce(0) { $0 &+ Self.bucket($1, at: countedCell, in: slabs) }
        defer { seen = count }
        return count &- seen
    }

    static func bucket(_ index: Int, at cell: CellIndex, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        slabs.integer(cell &+ 1 &+ CellIndex(index))
    }

    static func sum(at cell: CellIndex, in slabs: borrowing CellStore.Slabs) -> Double { slabs.double(cell) }
}

extension Histogram {
    /// How families make and read histograms with these bounds.
    static func maker(_ bounds: UpperBounds) -> ChildMaker {
        ChildMaker(
            make: { Histogram(of: $0, created: $1.time, bounds: bounds) },
            makeLost: { Histogram(lost: $0, created: $1.time, bounds: bounds) },
            columns: { children, slabs in
                let (counts, sumColumn) = slabs.histograms(
                    children.cells, buckets: bounds.count + 1, order: children.orderOfChunks)
                let column = HistogramColumn(upperBounds: bounds.values, bucketCounts: counts, sums: sumColumn)
                return FamilyColumns(values: .histograms(column), created: ChildMaker.created(children))
            })
    }
}
