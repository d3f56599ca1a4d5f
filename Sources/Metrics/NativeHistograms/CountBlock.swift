import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The memory of one thread's observations in one histogram; see ``NativeHistogramLayout`` for its shape, and
/// ``NativeHistogram`` for why what is done with it is safe.
struct CountBlock {
    /// Word 0 is 1 once the block is closed: its owner is to start another.
    static let sum = 1
    static let zeroCount = 2
    static let nanCount = 3
    /// How many pages of full resolution there are.
    private static let finePageCount = 4
    static let slotsOffset = 8

    let words: UnsafeMutablePointer<UInt64>

    @inline(__always)
    init(_ words: UnsafeMutablePointer<UInt64>) { self.words = words }

    @inline(__always)
    var isClosed: Bool { nines_word_relaxed(words) != 0 }

    func close() { nines_word_set_relaxed(words, 1) }

    /// The block that `cell` holds, a fresh one if there is none or it is closed; nil when memory is out.
    static func standing(in cell: UnsafeMutablePointer<UInt64>, _ layout: NativeHistogramLayout) -> CountBlock? {
        let seen = nines_pointer_acquire(cell)
        if let seen, !CountBlock(seen).isClosed { return CountBlock(seen) }
        guard let fresh = SlabMemory.zeroed(layout.blockSize)?.assumingMemoryBound(to: UInt64.self) else {
            // A closed block still counts: only its memory is not given back yet.
            return seen.map { CountBlock($0) }
        }
        let standing = nines_pointer_publish(cell, seen, fresh)
        if standing != fresh { free(fresh) }
        return standing.map { CountBlock($0) }
    }

    /// Frees the block and its pages. Nobody may be able to reach it.
    func deallocate(_ layout: NativeHistogramLayout) {
        for slot in 0...layout.slotMask {
            var next = nines_pointer_acquire(words + (Self.slotsOffset + slot))
            while let page = next {
                next = nines_pointer_acquire(page + 1)
                free(page)
            }
        }
        free(words)
    }
}

// Pages

/// Which buckets a page has, in one word.
struct PageKey: Equatable, Comparable {
    let word: UInt64

    @inline(__always)
    init(word: UInt64) { self.word = word }

    /// The page of that bucket, at full resolution unless `isCoarse`.
    @inline(__always)
    init(index: Int, isNegative: UInt64, isCoarse: UInt64 = 0) {
        let number = UInt64(bitPattern: Int64(index &>> NativeHistogramLayout.pageShift))
        word = number &<< 2 | isCoarse &<< 1 | isNegative
    }

    var isNegative: Bool { word & 1 != 0 }
    var isCoarse: Bool { word & 2 != 0 }
    var firstIndex: Int { Int(Int64(bitPattern: word) >> 2) << NativeHistogramLayout.pageShift }

    /// Positive before negative, full resolution before coarse, then by the buckets.
    static func < (one: PageKey, other: PageKey) -> Bool { one.rank < other.rank }

    private var rank: Int64 {
        let number = Int64(bitPattern: word) >> 2
        return (isNegative ? 1 << 62 : 0) + (isCoarse ? 1 << 61 : 0) + number
    }

    /// Neighbouring pages have neighbouring slots; the two signs begin half of the slots apart.
    @inline(__always)
    func slot(_ layout: NativeHistogramLayout) -> Int {
        let half = UInt64(truncatingIfNeeded: layout.slotMask &+ 1) &>> 1
        return Int(truncatingIfNeeded: word &>> 2 &+ (word & 1) &* half) & layout.slotMask
    }
}

/// A page: its key, the next page of the same slot, then the counts.
struct CountPage {
    static let countsOffset = 2
    static let count = 1 << NativeHistogramLayout.pageShift

    let words: UnsafeMutablePointer<UInt64>

    var key: PageKey { PageKey(word: words[0]) }
    var counts: UnsafeMutablePointer<UInt64> { words + Self.countsOffset }

    /// Rounded up to whole cache lines: what is allocated next may be another thread's.
    fileprivate static let size = ((countsOffset + count) * MemoryLayout<UInt64>.stride + 63) & ~63
}

extension CountBlock {
    /// Where this thread counts in a bucket of full resolution if its page is the first of the slot, as nearly always.
    @inline(__always)
    func ownCount(_ index: Int, isNegative: UInt64, _ layout: NativeHistogramLayout) -> UnsafeMutablePointer<UInt64>? {
        let key = PageKey(index: index, isNegative: isNegative)
        guard let page = nines_pointer_own(words + (Self.slotsOffset &+ key.slot(layout))), page[0] == key.word else {
            return nil
        }
        return page + (CountPage.countsOffset &+ index & NativeHistogramLayout.pageMask)
    }

    /// Where that bucket of full resolution is counted, or a coarse one when the block has too many pages; nil when
    /// memory is out.
    func count(
        _ index: Int, isNegative: Bool, isShared: Bool, _ layout: NativeHistogramLayout
    ) -> UnsafeMutablePointer<UInt64>? {
        let key = PageKey(index: index, isNegative: isNegative ? 1 : 0)
        let offset = index & NativeHistogramLayout.pageMask
        if let page = find(key, layout) { return page.counts + offset }
        let finePages = words + Self.finePageCount
        guard nines_cell_read(finePages) < layout.finePageLimit else {
            return coarseCount(index, isNegative: isNegative, layout)
        }
        guard let page = findOrMake(key, layout) else { return nil }
        // May count a page twice that two threads of the shared slab made at once: it is a bound, not a size.
        if isShared { nines_cell_add_shared(finePages, 1) } else { nines_cell_add(finePages, 1) }
        return page.counts + offset
    }

    private func coarseCount(
        _ index: Int, isNegative: Bool, _ layout: NativeHistogramLayout
    ) -> UnsafeMutablePointer<UInt64>? {
        let shift = layout.schema - layout.coarseSchema
        let coarse = (index + (1 << shift - 1)) >> shift
        let page = findOrMake(PageKey(index: coarse, isNegative: isNegative ? 1 : 0, isCoarse: 1), layout)
        return page.map { $0.counts + (coarse & NativeHistogramLayout.pageMask) }
    }

    private func find(_ key: PageKey, _ layout: NativeHistogramLayout) -> CountPage? {
        var next = nines_pointer_acquire(words + (Self.slotsOffset + key.slot(layout)))
        while let page = next {
            if page[0] == key.word { return CountPage(words: page) }
            next = nines_pointer_acquire(page + 1)
        }
        return nil
    }

    private func findOrMake(_ key: PageKey, _ layout: NativeHistogramLayout) -> CountPage? {
        if let page = find(key, layout) { return page }
        guard let fresh = SlabMemory.zeroed(CountPage.size)?.assumingMemoryBound(to: UInt64.self) else { return nil }
        let slot = words + (Self.slotsOffset + key.slot(layout))
        fresh[0] = key.word
        while true {
            let first = nines_pointer_acquire(slot)
            // Before publication: nobody else has it.
            fresh[1] = UInt64(UInt(bitPattern: first))
            // After the load of `first`: a page that another thread put there since is found.
            if let page = find(key, layout) {
                free(fresh)
                return page
            }
            if nines_pointer_publish(slot, first, fresh) == fresh { return CountPage(words: fresh) }
        }
    }

    /// Every page there is.
    func forEachPage(_ layout: NativeHistogramLayout, _ body: (CountPage) -> Void) {
        for slot in 0...layout.slotMask {
            var next = nines_pointer_acquire(words + (Self.slotsOffset + slot))
            while let page = next {
                body(CountPage(words: page))
                next = nines_pointer_acquire(page + 1)
            }
        }
    }
}
