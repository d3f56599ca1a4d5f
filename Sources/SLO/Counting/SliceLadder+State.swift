extension SliceLadder {
    /// How far restored slices may be ahead of the clock: as within a run, time then stands still until the clock has
    /// caught up. Slices further ahead come from a clock that was wrong and are left out: waiting for them could take
    /// years.
    private static let tolerance: Int64 = 60

    /// The levels as a state has them.
    ///
    /// - Parameter second: leaves out slices that ended before it.
    func levels(since second: Int64?) -> [SLOState.Level] {
        levels.map { $0.level(since: second) }
    }

    /// Whether a run's slices have this ladder's widths, so that they can be taken over as they are.
    func isLaidOut(like run: SLOState.Run) -> Bool {
        run.baseWidth == baseWidth && run.levels.map(\.width) == levels.map(\.width)
    }

    /// Begins at `second` with what runs have counted until then, instead of empty. What lies between is not covered:
    /// nobody knows what happened there.
    mutating func restore(_ runs: [SLOState.Run], at second: Int64) {
        let newest = runs.lazy.map(\.last).filter { $0 > second && $0 - second <= Self.tolerance }.max()
        let start = newest ?? second
        let empty = started(at: start)
        self = empty
        var rest = runs[...]
        while let instance = rest.first?.instance {
            var ladder = empty
            let own = rest.prefix { $0.instance == instance }
            for run in own { ladder.add(run) }
            rest = rest[own.endIndex...]
            for level in levels.indices { levels[level].absorb(ladder.levels[level]) }
        }
        for level in levels.indices { levels[level].sumWindows() }
        // After a clock went back, the open slice may have been watched already; it is not covered twice.
        if let open, let finest = levels.first {
            // Narrowest slices of the open one that are over already, and may well be covered.
            let over = open - finest.open * finest.multiple
            if Int64(finest.covered[finest.slot(of: finest.open)]) > over { position?.isWatchedWhole = false }
        }
    }

    private func started(at second: Int64) -> SliceLadder {
        var ladder = self
        for level in ladder.levels.indices { ladder.levels[level].start(at: second) }
        let slice = second.dividedDown(by: baseWidth)
        ladder.position = Position(second: second, open: slice, isWatchedWhole: slice * baseWidth == second)
        return ladder
    }

    private mutating func add(_ run: SLOState.Run) {
        let end = (position?.open ?? 0) * baseWidth + baseWidth
        // Of a run that is ahead, wide slices hold counts of after now, which only narrow ones tell apart.
        if isLaidOut(like: run), run.last < end {
            for (index, level) in run.levels.enumerated() { levels[index].restore(level) }
        } else {
            let timeline = StateTimeline(run, until: end)
            for index in levels.indices { levels[index].restore(timeline, base: baseWidth) }
        }
    }
}
