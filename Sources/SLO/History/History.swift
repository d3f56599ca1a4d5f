/// What is known of a service's past events: slices of time in order, with gaps where nobody watched.
///
/// The input of a backtest or a report, whatever its source.
public struct History: Sendable, Hashable {
    /// In order of time; they do not overlap.
    public let slices: [HistorySlice]
    /// Every event in it.
    public let counts: EventCounts
    /// The sum of the slices' lengths: the time that was watched.
    public let watched: Duration
    /// What the counts are of.
    package let counted: Counted
    /// Whether it is what a budget counted already: without maintenance, and with what silence weighed.
    package let isBudgeted: Bool

    package enum Counted: Sendable, Hashable {
        case events
        /// Judged timeslices, of which one is so many units.
        case slices(unit: UInt64)
    }

    /// - Throws: ``SLOError`` when a slice does not reach over a whole second's edge, or begins before the one before
    ///   it ends.
    public init(_ slices: [HistorySlice]) throws(SLOError) {
        try self.init(slices, counted: .events)
    }

    package init(_ slices: [HistorySlice], counted: Counted, isBudgeted: Bool = false) throws(SLOError) {
        var counts = EventCounts.zero
        var seconds: Int64 = 0
        var end = Timestamp(nanosecondsSinceEpoch: .min)
        for slice in slices {
            guard slice.seconds >= 1 else {
                throw SLOError(
                    key: "timestamp",
                    "the slice at \(slice.start.rfc3339): it must be at least a second long")
            }
            guard slice.start >= end else {
                throw SLOError(
                    key: "timestamp",
                    "the slice at \(slice.start.rfc3339): the slice before it lasts until "
                        + "\(end.rfc3339); slices must be in order and must not overlap")
            }
            end = slice.end
            // Below 2^35: the slices do not overlap, and timestamps reach over six centuries.
            seconds += slice.seconds
            counts.add(slice.counts)
        }
        self.slices = slices
        self.counts = counts
        watched = .seconds(seconds)
        self.counted = counted
        self.isBudgeted = isBudgeted
    }

    /// The first slice's start; nil without slices.
    public var start: Timestamp? { slices.first?.start }

    /// The last slice's end; nil without slices.
    public var end: Timestamp? { slices.last?.end }

    /// The slices that lie within the two instants. One that reaches over an end is left out.
    public func within(_ start: Timestamp, _ end: Timestamp) -> History {
        let chosen = slices.filter { $0.start >= start && $0.end <= end }
        // Never throws: a part of what is in order is in order.
        return (try? History(chosen, counted: counted, isBudgeted: isBudgeted)) ?? .empty
    }

    /// What lies within the two instants: of a slice that reaches over one of them an even share.
    package func cut(_ start: Timestamp, _ end: Timestamp) -> History {
        // Never throws: parts of what is in order are in order.
        (try? History(
            slices.compactMap { $0.part(from: start, to: end) }, counted: counted, isBudgeted: isBudgeted)) ?? .empty
    }

    /// How many units one event or one slice is.
    package var unit: UInt64 {
        switch counted {
        case .events: 1
        case .slices(let unit): unit
        }
    }

    /// No slices.
    public static let empty = History()

    private init() {
        slices = []
        counts = .zero
        watched = .zero
        counted = .events
        isBudgeted = false
    }
}

/// The events of one span of the past.
public struct HistorySlice: Sendable, Hashable {
    /// When the slice begins.
    public let start: Timestamp
    /// The first instant that is not in it.
    public let end: Timestamp
    /// What happened in it.
    public let counts: EventCounts

    /// A slice from `start` up to, but not at, `end`.
    public init(from start: Timestamp, to end: Timestamp, counts: EventCounts) {
        self.start = start
        self.end = end
        self.counts = counts
    }

    /// Seconds between the ends; a slice of a ``History`` has at least one.
    package var seconds: Int64 { end.floorSeconds - start.floorSeconds }

    /// What is of it between two instants, spread evenly; nil for less than a second. Parts that meet add up to it.
    fileprivate func part(from: Timestamp, to: Timestamp) -> HistorySlice? {
        let (from, to) = (max(start, from), min(end, to))
        guard to.floorSeconds > from.floorSeconds else { return nil }
        guard from > start || to < end else { return self }
        func share(_ count: UInt64, until instant: Timestamp) -> UInt64 {
            // Within the slice, which has a second at least: at most `count`.
            let passed = UInt128(instant.floorSeconds - start.floorSeconds)
            return UInt64(UInt128(count) * passed / UInt128(seconds))
        }
        func share(_ count: UInt64) -> UInt64 { share(count, until: to) - share(count, until: from) }
        return HistorySlice(
            from: from, to: to, counts: EventCounts(good: share(counts.good), bad: share(counts.bad)))
    }
}

extension SLOState {
    /// What the state still has of the past, of all instances together: fine slices for the recent past, coarser ones
    /// before.
    ///
    /// Where instances kept slices of different widths, theirs are added up within the widest. Time that was not
    /// watched is a gap; a slice that was watched in part is there whole. A budget of timeslices has those in place of
    /// events, and runs from before the budget was changed to them are left out: neither can be made of the other.
    public var history: History {
        history(unit: runs.max { $0.last < $1.last }?.unit)
    }

    /// The same of what the definition's budget counts, whatever was counted last; nil when nothing of it is there.
    package func history(of definition: SLODefinition) -> History? {
        let unit = definition.budgeting.unitName
        return runs.contains { $0.unit == unit } ? history(unit: unit) : nil
    }

    private func history(unit: String?) -> History {
        var pieces: [StateTimeline.Piece] = []
        for run in runs where run.unit == unit { pieces += StateTimeline(run).pieces }
        var slices: [HistorySlice] = []
        var open: StateTimeline.Piece?
        func close() {
            guard let open else { return }
            slices.append(
                HistorySlice(
                    from: Timestamp(secondsSinceEpoch: Int(open.start)),
                    to: Timestamp(secondsSinceEpoch: Int(open.end)), counts: open.counts))
        }
        for position in SortedPositions.of(pieces.count, by: { pieces[$0].start < pieces[$1].start }) {
            let piece = pieces[position]
            if let current = open, piece.start < current.end {
                open?.end = max(current.end, piece.end)
                open?.counts = current.counts.saturatingSum(piece.counts)
            } else {
                close()
                open = piece
            }
        }
        close()
        // Throws only for seconds beyond the reach of timestamps, which no engine writes.
        return (try? History(slices, counted: Budgeting.counted(unitName: unit ?? ""), isBudgeted: true)) ?? .empty
    }
}
