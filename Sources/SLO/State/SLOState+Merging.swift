extension SLOState {
    /// Takes in what another state of the same SLO knows. Order, grouping and repetition do not matter.
    ///
    /// The counts of a run's slice only grow, so of two values of the same slice the larger is the later; runs of
    /// different instances stand beside each other and are summed where they are read. That makes the state a
    /// grow-only counter (Shapiro et al., "Conflict-free Replicated Data Types", 2011) with a key of instance,
    /// incarnation and slice. Forgetting old slices and folding runs only move forward, so they keep the rules.
    ///
    /// What ``SLOEngine/changes(since:)`` returns is to be merged into a state of the same run, not into one of an
    /// earlier run: it does not have what that run had.
    ///
    /// - Returns: false, and nothing is changed, when the other is of another SLO.
    @discardableResult
    public mutating func merge(_ other: SLOState) -> Bool {
        guard other.service == service, other.slo == slo else { return false }
        var merged: [Run] = []
        merged.reserveCapacity(runs.count + other.runs.count)
        let both = runs + other.runs
        for position in SortedPositions.of(both.count, by: { Run.isOrderedBefore(both[$0], both[$1]) }) {
            let run = both[position]
            if let last = merged.last, last.instance == run.instance, last.incarnation == run.incarnation {
                merged[merged.count - 1].join(run)
            } else {
                merged.append(run)
            }
        }
        runs = Self.withoutFolded(merged)
        return true
    }

    /// The state with what `other` knows; nil when it is of another SLO.
    public func merging(_ other: SLOState) -> SLOState? {
        var result = self
        return result.merge(other) ? result : nil
    }

    /// A run that a folded run has folded is folded by the folding run too, so it does not matter which goes first.
    /// Runs fold only earlier ones.
    ///
    /// - Parameter runs: in their order.
    static func withoutFolded(_ runs: [Run]) -> [Run] {
        var kept: [Run] = []
        var (instance, absorbed): (String?, UInt64) = (nil, 0)
        for run in runs.reversed() {
            if run.instance != instance { (instance, absorbed) = (run.instance, 0) }
            if run.incarnation > absorbed { kept.append(run) }
            absorbed = max(absorbed, run.absorbedThrough)
        }
        return kept.reversed()
    }
}

extension SLOState.Run {
    static func isOrderedBefore(_ lhs: Self, _ rhs: Self) -> Bool {
        (lhs.instance, lhs.incarnation) < (rhs.instance, rhs.incarnation)
    }

    /// Takes in another value of the same run.
    mutating func join(_ other: Self) {
        absorbedThrough = max(absorbedThrough, other.absorbedThrough)
        events = events.maximum(other.events)
        // Before `last` becomes the later of both.
        joinDecisions(other)
        last = max(last, other.last)
        // One run has one; what was decoded may say something else, and then any rule that takes either will do.
        baseWidth = max(baseWidth, other.baseWidth)
        if let slice = other.timeslice { timeslice = timeslice?.joined(slice) ?? slice }
        for level in other.levels {
            let index = levels.firstIndex { $0.width >= level.width } ?? levels.endIndex
            if index < levels.endIndex, levels[index].width == level.width {
                levels[index].join(level)
            } else {
                levels.insert(level, at: index)
            }
        }
    }
}

extension SLOState.Run {
    /// What is decided and not counted is the later sample's; of two of the same second, either by a rule that does not
    /// depend on which comes first.
    private mutating func joinDecisions(_ other: Self) {
        let (mine, theirs) = (alerts.flatMap(\.rank), other.alerts.flatMap(\.rank))
        if last == other.last ? mine.lexicographicallyPrecedes(theirs) : last < other.last { alerts = other.alerts }
        guard let more = other.silence else { return }
        silence = silence?.joined(more, at: last, other.last) ?? more
    }
}

extension SLOState.Silence {
    fileprivate func joined(_ other: Self, at second: Int64, _ otherSecond: Int64) -> Self {
        guard (width, level.width) == (other.width, other.level.width) else {
            return (second, width, level.width) > (otherSecond, other.width, other.level.width) ? self : other
        }
        var joined = self
        joined.level.join(other.level)
        if lastStart == other.lastStart {
            joined.last = last.maximum(other.last)
        } else if lastStart < other.lastStart {
            (joined.lastStart, joined.last) = (other.lastStart, other.last)
        }
        joined.weight = (second, weight) > (otherSecond, other.weight) ? weight : other.weight
        return joined
    }
}

extension SLOState.OpenTimeslice {
    /// A later slice says that the earlier one has been judged; the same one only grows.
    func joined(_ other: Self) -> Self {
        guard start == other.start else { return start > other.start ? self : other }
        return Self(start: start, counts: counts.maximum(other.counts), covered: max(covered, other.covered))
    }
}

extension SLOState.Level {
    fileprivate mutating func join(_ other: Self) {
        first = max(first, other.first)
        var joined: [SLOState.Slice] = []
        joined.reserveCapacity(max(slices.count, other.slices.count))
        var (left, right) = (slices[...], other.slices[...])
        while let next = Self.next(&left, &right) {
            if next.index >= first { joined.append(next) }
        }
        slices = joined
    }

    /// The oldest slice of both, from whichever has it.
    private static func next(
        _ left: inout ArraySlice<SLOState.Slice>, _ right: inout ArraySlice<SLOState.Slice>
    ) -> SLOState.Slice? {
        guard let one = left.first else { return right.popFirst() }
        guard let other = right.first else { return left.popFirst() }
        if one.index < other.index { return left.popFirst() }
        if other.index < one.index { return right.popFirst() }
        left.removeFirst()
        right.removeFirst()
        return SLOState.Slice(
            index: one.index, counts: one.counts.maximum(other.counts), covered: max(one.covered, other.covered))
    }
}
