public import CNinesThreadCells

/// Counts and sums observations, and estimates the quantiles that it is asked for, of the last minutes: the median and
/// the slowest percent of request durations, as seen by this process. Without `quantiles` it only counts and sums.
///
/// ```swift
/// let durations = try Registry.default.summary(
///     "job_duration_seconds", help: "Time per job.", unit: "seconds", quantiles: [0.5, 0.95, 0.99])
/// durations.observe(0.042)
/// ```
///
/// Quantiles cannot be aggregated: for several instances, or to ask for other quantiles and windows later, use a
/// histogram.
///
/// Without quantiles it takes three cells and nothing else, and what follows does not concern it.
///
/// **Error bound.** With n observations in the window, the estimate of quantile q is at most 1/128 (0.8 %) of its
/// magnitude away from the exact one, the observation of rank ⌈q·n⌉ in ascending order; exact for zeros and infinities.
/// Magnitudes below 2.3e-308, which have no full precision, count as about 0. NaN is counted and makes the sum NaN, but
/// has no rank.
///
/// **Window.** Recording reads no clock: an observation is dated by the first collection that sees it. A collection
/// covers the slice of time it is in and the whole ones before it: with the default of five slices in ten minutes, what
/// was first collected in the last eight to ten minutes. So the window is as sharp as scrapes are frequent; where
/// nobody scrapes for an hour, the next scrape's quantiles are those of that hour, and stay for eight to ten minutes.
/// Count and sum are over all time.
///
/// **Cost.** An observation is three steps down a tree and two additions in memory of the thread's own, as much as in a
/// histogram of 11 buckets. Memory is 1 to 2 KiB, and 512 bytes for each power of two that values are seen in: about
/// 5 KiB for durations from one to 100 milliseconds, once for all threads that observe now and then, and once more for
/// each thread that observes more than some thousand times between two collections. A collection costs some
/// microseconds per child, and keeps 12 bytes per slice for each bucket that has observations.
///
/// `@unchecked Sendable`: all properties are immutable, and the window is behind its lock.
public final class Summary: Instrument, @unchecked Sendable {
    /// The cell that holds the address of a slab's sketch; then the sum, then the count of NaNs, or of all observations
    /// where there are no quantiles.
    @usableFromInline
    let cell: CellIndex

    private static let cellCount = 3

    private let settings: SummarySettings
    private let window = Lock(SummaryWindow())

    /// Nil when the process has used up all cells.
    init?(of key: consuming LabelKey, created: UnixTime, settings: SummarySettings) {
        guard let cell = CellStore.shared.allocate(Self.cellCount) else { return nil }
        self.cell = cell
        self.settings = settings
        super.init(key: key, created: created)
    }

    /// A summary that drops what it is given.
    init(lost key: consuming LabelKey, created: UnixTime, settings: SummarySettings) {
        cell = CellAllocator.nowhere
        self.settings = settings
        super.init(key: key, created: created)
    }

    deinit {
        CellStore.shared.release(cell, count: Self.cellCount, freeing: QuantileSketch.deallocate(in:))
    }

    /// Counts `value` for the quantiles and adds it to the sum. NaN counts, makes the sum NaN and has no rank.
    @inlinable @inline(__always)
    public func observe(_ value: Double) {
        let bucket = SketchBucket(of: value)
        if let cells = Recording.cells(cell), value == value,
            let counts = QuantileSketch.ownCounts(in: cells, bucket)
        {
            nines_cell_add(counts, 1)
            nines_cell_add_double(cells + 1, value)
        } else {
            observeSlowly(value)
        }
        withExtendedLifetime(self) {}
    }

    /// Makes the sketch's nodes where they are missing: once per thread and power of two. Drops the observation when
    /// memory is out.
    @usableFromInline @inline(never)
    func observeSlowly(_ value: Double) {
        // Without quantiles there is no sketch, and observations count where NaNs do.
        let isPlain = settings.quantiles.isEmpty
        let store = CellStore.shared
        guard let (cells, isShared) = isPlain ? store.prepare(cell) : store.prepareTarget(of: cell),
            let count = isPlain || value.isNaN
                ? cells + 2 : QuantileSketch.makeCounts(in: cells, SketchBucket(of: value))
        else { return }
        if isShared {
            nines_cell_add_shared(count, 1)
            nines_cell_add_double_shared(cells + 1, value)
        } else {
            nines_cell_add(count, 1)
            nines_cell_add_double(cells + 1, value)
        }
    }

    /// The quantiles of the window, the count and the sum now. Takes part in the dating of observations
    /// as a collection does, and waits for one that is under way.
    public var value: SummaryValue {
        let column = CellStore.shared.collect { slabs in settings.column(of: [self], in: slabs) }
        return SummaryValue(
            quantiles: settings.quantiles, estimates: column.estimates, count: column.counts.first ?? 0,
            sum: column.sums.first ?? 0)
    }

    /// By the count: every observation adds to it.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        let count = SketchCounts(in: cell, of: slabs).total &+ slabs.integer(cell &+ 2)
        defer { seen = count }
        return count != seen
    }

    override func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        let last = seen
        return wasUpdated(since: &seen, in: slabs) ? seen &- last : 0
    }

    /// What was observed since creation; then the quantiles of the window at `elapsed`.
    func read(
        at elapsed: Duration, in slabs: borrowing CellStore.Slabs
    ) -> (count: UInt64, sum: Double, estimates: [Double]) {
        guard !settings.quantiles.isEmpty else { return (slabs.integer(cell &+ 2), slabs.double(cell &+ 1), []) }
        let all = SketchCounts(in: cell, of: slabs)
        let recent = window.withLock { $0.take(all, at: elapsed, settings: settings) }
        return (all.total &+ slabs.integer(cell &+ 2), slabs.double(cell &+ 1), recent.quantiles(settings.quantiles))
    }
}

extension Summary: DurationObserver {}

extension Summary {
    /// How families make and read summaries with these settings.
    static func maker(_ settings: SummarySettings) -> ChildMaker {
        ChildMaker(
            make: { Summary(of: $0, created: $1.time, settings: settings) },
            makeLost: { Summary(lost: $0, created: $1.time, settings: settings) },
            columns: { children, slabs in
                FamilyColumns(
                    values: .summaries(settings.column(of: children, in: slabs)), created: ChildMaker.created(children))
            })
    }
}
