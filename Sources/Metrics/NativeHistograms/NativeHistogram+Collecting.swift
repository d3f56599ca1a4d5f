import CNinesThreadCells

extension NativeHistogram.Life {
    init(_ start: ChildStart, _ layout: NativeHistogramLayout) {
        began = start.time
        beganElapsed = start.elapsed
        reduction = BucketCounts.Reduction(schema: layout.schema, zeroThreshold: layout.zeroThreshold)
    }
}

extension NativeHistogram {
    /// What one child has to say in one collection.
    struct Collected {
        let value: NativeHistogramValue
        let classicCounts: [UInt64]
        let began: UnixTime
    }

    /// The observations since the last reset, within the family's limits. Sums what all threads recorded and waits for
    /// a collection that is under way: for tests and engines, not for hot paths. Resets nothing.
    public var value: NativeHistogramValue {
        CellStore.shared.collect { slabs in
            var raw = RawCounts(layout)
            read(into: &raw, in: slabs)
            var buckets = BucketCounts(raw, layout, reducedTo: life.reduction)
            buckets.limit(to: layout.limits)
            return Self.value(raw, buckets)
        }
    }

    /// Reads the child for an exposition, and resets it afterwards if that is due.
    ///
    /// - Parameter raw: Memory to use.
    func collect(_ raw: inout RawCounts, in slabs: borrowing CellStore.Slabs) -> Collected {
        settle(in: slabs)
        read(into: &raw, in: slabs)
        var buckets = BucketCounts(raw, layout, reducedTo: life.reduction)
        buckets.limit(to: layout.limits)
        let began = life.began
        life.reduction = buckets.reduction
        if isResetDue {
            reset(&raw, in: slabs)
            // Read again, and now with what was recorded meanwhile: what is exposed and what is not must meet exactly.
            buckets = BucketCounts(raw, layout, reducedTo: buckets.reduction)
            buckets.limit(to: layout.limits)
        }
        return Collected(value: Self.value(raw, buckets), classicCounts: raw.classic, began: began)
    }

    /// How many observations this life has.
    func count(in slabs: borrowing CellStore.Slabs) -> UInt64 {
        var raw = RawCounts(layout)
        read(into: &raw, in: slabs)
        return raw.counts.reduce(raw.zeroCount &+ raw.nanCount, &+)
    }

    private var isResetDue: Bool {
        let isReduced =
            life.reduction.schema < layout.schema || life.reduction.zeroThreshold > layout.zeroThreshold
        guard isReduced, let interval = layout.limits.resetInterval else { return false }
        return layout.clock.elapsed() - life.beganElapsed >= interval
    }

    private static func value(_ raw: RawCounts, _ buckets: BucketCounts) -> NativeHistogramValue {
        var count = buckets.zeroCount &+ raw.nanCount
        for bucket in buckets.positive { count &+= bucket.count }
        for bucket in buckets.negative { count &+= bucket.count }
        return NativeHistogramValue(
            schema: buckets.reduction.schema, zeroThreshold: buckets.reduction.zeroThreshold,
            zeroCount: buckets.zeroCount, count: count, sum: raw.sumOfAll,
            positive: NativeHistogramValue.Buckets(buckets.positive),
            negative: NativeHistogramValue.Buckets(buckets.negative))
    }

    /// Makes `raw` what was recorded in this life.
    private func read(into raw: inout RawCounts, in slabs: borrowing CellStore.Slabs) {
        raw.removeAll()
        if let past = life.past {
            raw.add(past.carry)
            // Standing or not: an owner may start another block at any time.
            for (block, baseline) in past.closed { raw.add(now(block).since(baseline)) }
        }
        for (block, _) in openBlocks(in: slabs) { raw.add(block, layout) }
    }

    /// Ends this life: `raw` becomes all that was recorded in it, and what is recorded from now on is in the next.
    private func reset(_ raw: inout RawCounts, in slabs: borrowing CellStore.Slabs) {
        raw.removeAll()
        var closed: [(block: CountBlock, baseline: RawCounts)] = []
        if let past = life.past {
            raw.add(past.carry)
            for (block, baseline) in past.closed {
                let now = now(block)
                raw.add(now.since(baseline))
                closed.append((block, now))
            }
        }
        for (block, isShared) in openBlocks(in: slabs) {
            if isShared {
                raw.take(block, layout)
            } else {
                let now = now(block)
                raw.add(now)
                block.close()
                closed.append((block, now))
            }
        }
        // Later than before even when the clock was set back, or nobody would see the reset.
        let began = max(layout.clock.now(), UnixTime(milliseconds: life.began.milliseconds &+ 1))
        life = Life(ChildStart(time: began, elapsed: layout.clock.elapsed()), layout)
        life.past = Past(closed: closed, carry: RawCounts(layout))
    }

    /// Frees the closed blocks that their owners have left, and keeps what these recorded in this life.
    func settle(in slabs: borrowing CellStore.Slabs) {
        guard let past = life.past, !past.closed.isEmpty else { return }
        let standing = Set(standingBlocks(in: slabs).map(\.block.words))
        for (block, baseline) in past.closed where !standing.contains(block.words) {
            past.carry.add(now(block).since(baseline))
            block.deallocate(layout)
        }
        past.closed.removeAll { !standing.contains($0.block.words) }
    }

    private func now(_ block: CountBlock) -> RawCounts {
        var now = RawCounts(layout)
        now.add(block, layout)
        return now
    }

    /// The blocks in the slabs, in the slabs' order.
    private func standingBlocks(in slabs: borrowing CellStore.Slabs) -> [(block: CountBlock, isShared: Bool)] {
        var blocks: [(block: CountBlock, isShared: Bool)] = []
        slabs.forEachPointer(cell) { blocks.append((CountBlock($0), $1)) }
        return blocks
    }

    private func openBlocks(in slabs: borrowing CellStore.Slabs) -> [(block: CountBlock, isShared: Bool)] {
        let standing = standingBlocks(in: slabs)
        guard let closed = life.past?.closed, !closed.isEmpty else { return standing }
        return standing.filter { block, _ in !closed.contains { $0.block.words == block.words } }
    }
}

extension NativeHistogram {
    /// How families make and read native histograms of this layout.
    static func maker(_ layout: NativeHistogramLayout) -> ChildMaker {
        ChildMaker(
            make: { NativeHistogram(of: $0, start: $1, layout: layout) },
            makeLost: { NativeHistogram(lost: $0, start: $1, layout: layout) },
            columns: { children, slabs in
                var histograms: [NativeHistogramValue] = []
                var classicCounts: [UInt64] = []
                var began: [UnixTime] = []
                histograms.reserveCapacity(children.count)
                began.reserveCapacity(children.count)
                var raw = RawCounts(layout)
                var exemplars: [ExemplarColumn.Entry] = []
                for (index, child) in children.enumerated() {
                    let histogram = unsafeDowncast(child, to: NativeHistogram.self)
                    let reading = histogram.collect(&raw, in: slabs)
                    histogram.exemplars?.append(child: index, to: &exemplars)
                    histograms.append(reading.value)
                    classicCounts += reading.classicCounts
                    began.append(reading.began)
                }
                let classic = layout.bounds.map { bounds in
                    HistogramColumn(
                        upperBounds: bounds.values, bucketCounts: classicCounts, sums: histograms.map(\.sum))
                }
                let column = NativeHistogramColumn(histograms: histograms, classic: classic)
                return FamilyColumns(
                    values: .nativeHistograms(column), created: CreatedTimes(began),
                    exemplars: ExemplarColumn(keeping: exemplars))
            },
            countsElapsed: true)
    }
}
