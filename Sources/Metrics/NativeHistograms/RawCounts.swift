import CNinesThreadCells

/// What blocks hold, added up: counts by page, as they were recorded.
///
/// Counts wrap at 2^64, so that a block's baseline can be taken away again.
struct RawCounts {
    private(set) var zeroCount: UInt64 = 0
    private(set) var nanCount: UInt64 = 0
    private(set) var sum = 0.0

    /// The sum of all observations that are counted. A thread that observes NaN counts it and adds it to the sum in two
    /// steps, which collections see in either order: a count of NaNs beside a sum that is a number would be refused by
    /// Prometheus, as the buckets would not add up to the count.
    var sumOfAll: Double { nanCount > 0 ? .nan : sum }

    /// One for each classic bucket, if the family has them.
    private(set) var classic: [UInt64]
    /// A page and where its counts begin.
    struct Page {
        let key: PageKey
        let start: Int
    }

    /// In the order of their keys, so that a page is found by a binary search.
    private(set) var pages: [Page] = []
    private(set) var counts: [UInt64] = []

    init(_ layout: NativeHistogramLayout) {
        classic = Array(repeating: 0, count: layout.bounds.map { $0.count + 1 } ?? 0)
    }

    /// Makes everything 0 and keeps the memory.
    mutating func removeAll() {
        zeroCount = 0
        nanCount = 0
        sum = 0
        for bucket in classic.indices { classic[bucket] = 0 }
        pages.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    /// Adds what `block` holds now.
    mutating func add(_ block: CountBlock, _ layout: NativeHistogramLayout) {
        add(block, layout) { nines_cell_read($0) }
    }

    /// Adds what `block`, of the shared slab, holds, and makes it 0. What other threads add meanwhile is either in here
    /// or stays there.
    mutating func take(_ block: CountBlock, _ layout: NativeHistogramLayout) {
        add(block, layout) { nines_cell_take_shared($0) }
    }

    private mutating func add(
        _ block: CountBlock, _ layout: NativeHistogramLayout, reading read: (UnsafeMutablePointer<UInt64>) -> UInt64
    ) {
        zeroCount &+= read(block.words + CountBlock.zeroCount)
        nanCount &+= read(block.words + CountBlock.nanCount)
        sum += Double(bitPattern: read(block.words + CountBlock.sum))
        for bucket in classic.indices { classic[bucket] &+= read(block.words + (layout.classicOffset + bucket)) }
        block.forEachPage(layout) { page in
            let start = start(of: page.key)
            for bucket in 0..<CountPage.count { counts[start + bucket] &+= read(page.counts + bucket) }
        }
    }

    mutating func add(_ other: RawCounts) {
        combine(other, &+=)
        sum += other.sum
    }

    /// What was added since `baseline`, an earlier state of the same. The sum is as exact as rounding lets it be, and 0
    /// when the earlier one was NaN or infinite: nobody can tell what followed.
    func since(_ baseline: RawCounts) -> RawCounts {
        var difference = self
        difference.combine(baseline, &-=)
        difference.sum = baseline.sum.isFinite ? sum - baseline.sum : 0
        return difference
    }

    private mutating func combine(_ other: RawCounts, _ change: (inout UInt64, UInt64) -> Void) {
        change(&zeroCount, other.zeroCount)
        change(&nanCount, other.nanCount)
        for (bucket, count) in zip(classic.indices, other.classic) { change(&classic[bucket], count) }
        for page in other.pages {
            let start = start(of: page.key)
            for bucket in 0..<CountPage.count { change(&counts[start + bucket], other.counts[page.start + bucket]) }
        }
    }

    /// Where the counts of that page begin, made if there are none.
    private mutating func start(of key: PageKey) -> Int {
        var (low, high) = (0, pages.count)
        // A block's pages nearly ascend.
        if let last = pages.last, last.key < key { low = high }
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].key < key { low = middle + 1 } else { high = middle }
        }
        if low < pages.count, pages[low].key == key { return pages[low].start }
        let start = counts.count
        pages.insert(Page(key: key, start: start), at: low)
        counts.append(contentsOf: repeatElement(0, count: CountPage.count))
        return start
    }
}
