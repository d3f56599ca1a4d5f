import CNinesThreadCells

/// Observations per bucket, of buckets that have any, in ascending order of their values.
struct SketchCounts: Equatable {
    private var buckets: [UInt32] = []
    private var counts: [UInt64] = []

    static let none = SketchCounts()

    /// All observations in the sketches of all slabs whose addresses are in `cell`.
    init(in cell: CellIndex, of slabs: borrowing CellStore.Slabs) {
        var roots: [QuantileSketch.Node] = []
        slabs.forEachPointer(cell) { root, _ in roots.append(root) }
        guard !roots.isEmpty else { return }
        let half = QuantileSketch.fanout / 2
        // The sign is the uppermost bit. Among negative numbers the larger bits are those of the lesser number.
        for index in (half..<2 * half).reversed() { add(roots, index, isNegative: true) }
        for index in 0..<half { add(roots, index, isNegative: false) }
    }

    private init() {}

    private mutating func add(_ roots: [QuantileSketch.Node], _ rootIndex: Int, isNegative: Bool) {
        let nodes = roots.compactMap { nines_pointer_acquire($0 + rootIndex) }
        guard !nodes.isEmpty else { return }
        let last = QuantileSketch.fanout - 1
        for step in 0...last {
            let nodeIndex = isNegative ? last - step : step
            let leaves = nodes.compactMap { nines_pointer_acquire($0 + nodeIndex) }
            guard !leaves.isEmpty else { continue }
            for step in 0...last {
                let leafIndex = isNegative ? last - step : step
                let count = leaves.reduce(0) { $0 &+ nines_cell_read($1 + leafIndex) }
                guard count > 0 else { continue }
                buckets.append(UInt32(rootIndex << 12 | nodeIndex << 6 | leafIndex))
                counts.append(count)
            }
        }
    }

    var total: UInt64 { counts.reduce(0, &+) }

    /// What came since `earlier`, which was read from the same sketches before: it has no bucket that is not here, and
    /// no larger count.
    func since(_ earlier: SketchCounts) -> SketchCounts {
        var difference = SketchCounts()
        var index = 0
        for (bucket, count) in zip(buckets, counts) {
            var new = count
            if index < earlier.buckets.count, earlier.buckets[index] == bucket {
                new &-= earlier.counts[index]
                index += 1
            }
            guard new > 0 else { continue }
            difference.buckets.append(bucket)
            difference.counts.append(new)
        }
        return difference
    }

    /// An estimate for each of `quantiles`, which ascend; NaN where there are no observations.
    func quantiles(_ quantiles: [Double]) -> [Double] {
        var estimates: [Double] = []
        estimates.reserveCapacity(quantiles.count)
        let total = Double(total)
        var index = 0
        var reached = 0.0
        for quantile in quantiles {
            // The product may be rounded to just above the whole number that it is.
            let rank = max(1, (quantile * total * (1 - 1e-12)).rounded(.up))
            while index < counts.count - 1, reached + Double(counts[index]) < rank {
                reached += Double(counts[index])
                index += 1
            }
            estimates.append(index < buckets.count ? SketchBucket(bits: buckets[index]).middle : .nan)
        }
        return estimates
    }
}

/// The observations that collections first saw within the last slices of time.
///
/// Sketches only grow; a slice's observations are the difference between what two collections read. So rotating touches
/// nothing that threads write, and two scrapers do not take each other's observations away.
struct SummaryWindow {
    /// For each slice in the window with a collection, what had been observed when the last collection before it ran.
    private var openings: [(slice: Int128, counts: SketchCounts)] = []
    private var latest = SketchCounts.none

    /// Notes that `counts` is what was observed until `elapsed`, and returns those in the window.
    mutating func take(_ counts: SketchCounts, at elapsed: Duration, settings: SummarySettings) -> SketchCounts {
        // Whole numbers: as doubles, the last instants of a slice would be in the next one.
        let (quotient, rest) = elapsed.attoseconds.quotientAndRemainder(dividingBy: settings.sliceWidth.attoseconds)
        let slice = rest < 0 ? quotient - 1 : quotient
        if openings.last.map({ slice > $0.slice }) ?? true { openings.append((slice, latest)) }
        // Of equal arrays one stays in memory: summaries that rest cost one for all slices.
        if counts != latest { latest = counts }
        openings.removeAll { $0.slice <= slice - Int128(settings.sliceCount) }
        return latest.since(openings.first?.counts ?? latest)
    }
}
