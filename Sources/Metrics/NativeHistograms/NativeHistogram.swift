import CNinesThreadCells

/// Counts observations in buckets that grow by a fixed factor, as many as the observations need: durations and sizes
/// whose range nobody knows beforehand (Prometheus' specification "Native Histograms").
///
/// ```swift
/// let durations = try Registry.default.nativeHistogram(
///     "request_duration_seconds", help: "Time to answer.", unit: "seconds")
/// durations.observe(0.042)
/// ```
///
/// The count of observations is the sum of the buckets, the zero bucket and the NaNs, so they agree always. While
/// threads observe, the sum of observations, and the classic buckets of a histogram that has both, may be ahead of it
/// or behind by at most one observation per thread; at rest they agree, but for an observation per thread that a reset
/// may have cut in two.
///
/// The first observation in a range of 16 buckets allocates memory for them, 192 bytes. Durations from 1 ms to 10 s at
/// a growth factor of 1.1 cost about 1.9 KB, once for all threads that observe now and then, and once more for each
/// thread that observes often: some thousand times between two collections.
///
/// Why recording is exact without a lock, though the resolution changes and counts start anew:
///
/// - **Recording never changes the resolution.** Every observation is counted in the bucket of the family's own
///   resolution, or of one fixed coarser resolution when a thread has populated more pages than the limit allows
///   buckets. A page says in its key which resolution, sign and range it has, so what its counts mean never changes.
///   Reducing is done on slabs in a collection, by `BucketCounts`; merging pages of two resolutions is exact, because
///   each bucket lies in one of any coarser resolution.
/// - **One writer.** This instrument's one cell holds the address of a block, in each slab that recorded. Blocks and
///   pages belong to the slab's owner as its cells do (see `CellStore`), and go with it to its next owner. Pages are
///   only ever added to a block, never moved, changed or removed, and zeroed before a release publishes them;
///   collectors follow with acquire loads. In the shared slab all counts are added to atomically, and a page is
///   published by the first thread.
/// - **Sums never fall** except by a reset, as each page is read in the order it was written. The reduction in force is
///   kept from one collection to the next, and only goes further: the same counts go to the same buckets.
/// - **A reset is a baseline.** The collection that decides to reset exposes, one last time, exactly what it then takes
///   as each block's baseline, and closes the block; later ones expose what exceeds it, from that collection's time on.
///   So no observation is lost or exposed in both lives. An owner that finds its block closed starts a new one, and
///   publishes it after its last access to the old one: a collector that sees another block in the cell has the old one
///   for itself, adds what it held above its baseline to `carry`, and frees it. That the owner may notice late costs
///   nothing but memory. The shared slab has no owner: its counts are exchanged with 0, atomically, and its memory
///   stays.
/// - **The end.** The last reference is gone when `deinit` runs, so nobody records; blocks are freed while nobody
///   collects.
///
/// `@unchecked Sendable`: `life` is only touched in collections, which exclude each other, and in `deinit`.
public final class NativeHistogram: Instrument, @unchecked Sendable {
    let layout: NativeHistogramLayout
    /// Holds the address of the block, in slabs that have one.
    let cell: CellIndex
    var life: Life
    /// Nil for a histogram that keeps none.
    let exemplars: ExemplarStore?

    /// What is true from one reset to the next.
    struct Life {
        let began: UnixTime
        let beganElapsed: Duration
        var reduction: BucketCounts.Reduction
        /// Nil before the first reset.
        var past: Past?
    }

    /// What the life before left behind. Apart from `Life`, as few histograms have it.
    final class Past {
        /// Blocks whose counts up to a baseline belong to an earlier life.
        var closed: [(block: CountBlock, baseline: RawCounts)]
        /// What was recorded in this life in blocks that were freed since.
        var carry: RawCounts

        init(closed: [(block: CountBlock, baseline: RawCounts)], carry: RawCounts) {
            self.closed = closed
            self.carry = carry
        }
    }

    /// Nil when the process has used up all cells.
    init?(of key: consuming LabelKey, start: ChildStart, layout: NativeHistogramLayout) {
        guard let cell = CellStore.shared.allocate(1) else { return nil }
        self.cell = cell
        self.layout = layout
        life = Life(start, layout)
        exemplars = layout.exemplars.isNone ? nil : Self.exemplars(for: layout)
        super.init(key: key, created: start.time)
    }

    /// A histogram that counts nothing.
    init(lost key: consuming LabelKey, start: ChildStart, layout: NativeHistogramLayout) {
        cell = CellAllocator.nowhere
        // All take the slow path, which looks at the cell.
        self.layout = NativeHistogramLayout(
            schema: layout.schema, zeroThreshold: layout.zeroThreshold, limits: layout.limits, bounds: layout.bounds,
            clock: layout.clock, isLost: true)
        life = Life(start, layout)
        exemplars = nil
        super.init(key: key, created: start.time)
    }

    deinit {
        guard cell != CellAllocator.nowhere else { return }
        if life.past != nil { CellStore.shared.collect { slabs in settle(in: slabs) } }
        CellStore.shared.release(cell, count: 1) { cell in
            if let block = nines_pointer_acquire(cell) { CountBlock(block).deallocate(layout) }
        }
    }

    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        // A life may come to the count that the last one had; each begins at another time. By the golden ratio, so that
        // neither makes up for the other.
        let began = UInt64(bitPattern: Int64(life.began.milliseconds))
        let state = count(in: slabs) &+ began &* 0x9E37_79B9_7F4A_7C15
        defer { seen = state }
        return state != seen
    }

    override func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 {
        let count = count(in: slabs)
        defer { seen = count }
        // Less than before after a reset.
        return count >= seen ? count - seen : count
    }

    /// Counts `value` in its bucket and adds it to the sum. NaN is in no bucket, but counted, and makes the sum NaN.
    public func observe(_ value: Double) {
        let isNegative = value.bitPattern &>> 63
        let bits = value.magnitude.bitPattern
        let layout = layout
        if bits &- layout.firstRegular < layout.regularCount, let words = Recording.cells(cell),
            let block = nines_pointer_own(words).map({ CountBlock($0) }), !block.isClosed,
            let count = block.ownCount(layout.index.index(ofNormal: bits), isNegative: isNegative, layout)
        {
            nines_cell_add(count, 1)
            nines_cell_add_double(block.words + CountBlock.sum, value)
            if let bounds = layout.bounds {
                nines_cell_add(block.words + (layout.classicOffset &+ bounds.bucket(of: value)), 1)
            }
        } else {
            observeSlowly(value)
        }
        withExtendedLifetime(self) {}
    }

    /// Counts `value`, as ``observe(_:)``, with an exemplar that leads to what was observed; see
    /// ``Histogram/observe(_:exemplar:)``. A histogram without classic buckets keeps the latest ten exemplars.
    public func observe(_ value: Double, exemplar labels: @autoclosure () -> [Label]) {
        guard let exemplars else { return observe(value) }
        record(value)
        exemplars.take(labels, value, bucket: classicBucket(of: value), by: self)
    }

    @inline(never)
    private func observeSlowly(_ value: Double) {
        record(value)
        exemplars?.draw(value, bucket: classicBucket(of: value), by: self)
    }

    private func classicBucket(of value: Double) -> Int { layout.bounds?.bucket(of: value) ?? 0 }

    /// Where a histogram of that layout keeps exemplars: as many as client_golang's native histograms do, where there
    /// are no classic buckets to put them in.
    private static func exemplars(for layout: NativeHistogramLayout) -> ExemplarStore {
        ExemplarStore(
            layout.bounds.map { .buckets($0.count + 1) } ?? .latest(10), policy: layout.exemplars, clock: layout.clock)
    }

    private func record(_ value: Double) {
        guard cell != CellAllocator.nowhere, let (words, isShared) = CellStore.shared.prepareTarget(of: cell),
            let block = CountBlock.standing(in: words, layout), let count = count(value, in: block, isShared: isShared)
        else { return }
        let sum = block.words + CountBlock.sum
        let classic = layout.bounds.map { block.words + (layout.classicOffset + $0.bucket(of: value)) }
        if isShared {
            nines_cell_add_shared(count, 1)
            nines_cell_add_double_shared(sum, value)
            if let classic { nines_cell_add_shared(classic, 1) }
        } else {
            nines_cell_add(count, 1)
            nines_cell_add_double(sum, value)
            if let classic { nines_cell_add(classic, 1) }
        }
    }

    /// Where `value` is counted; nil when memory is out.
    private func count(_ value: Double, in block: CountBlock, isShared: Bool) -> UnsafeMutablePointer<UInt64>? {
        if value.isNaN { return block.words + CountBlock.nanCount }
        if value.magnitude <= layout.zeroThreshold { return block.words + CountBlock.zeroCount }
        let index = layout.index.index(of: value.magnitude.bitPattern)
        return block.count(index, isNegative: value < 0, isShared: isShared, layout)
    }
}

extension NativeHistogram: DurationObserver {}
