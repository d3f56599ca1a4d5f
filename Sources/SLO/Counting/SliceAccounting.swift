/// Turns the events of slices into what an SLO's budget counts: it leaves out maintenance, judges timeslices and says
/// what silence means. SLOs that need none of it have none, and pay nothing.
struct SliceAccounting {
    /// Where something is to be added: to a narrowest slice, with how many narrowest slices it covers.
    typealias Add = (_ counts: EventCounts, _ covering: UInt16, _ slice: Int64) -> Void

    let budgeting: Budgeting
    private let noData: NoDataPolicy
    private var maintenance: MaintenanceCalendar
    /// Seconds in a narrowest slice.
    let baseWidth: Int64
    /// Narrowest slices in a slice that is judged as a whole; 0 when none is.
    let judged: Int64
    var current: Timeslice?
    /// The last slice that was judged; nil before the first.
    var closed: Int64?
    /// What a silent slice weighs, where the budget counts events and silence counts.
    var silence: SilenceWeight?
    /// The last timeslice that had events, by its index.
    private var last: (index: Int64, counts: EventCounts)?

    struct Timeslice {
        let index: Int64
        var counts = EventCounts.zero
        /// Narrowest slices of it that were watched outside of maintenance.
        var covered: Int64 = 0
    }

    /// Nil for an SLO whose budget counts every event and nothing else.
    ///
    /// - Parameter baseWidth: divides the length of timeslices.
    init?(_ definition: SLODefinition, baseWidth: Int64) {
        budgeting = definition.budgeting
        noData = definition.noData
        maintenance = MaintenanceCalendar(definition.maintenance)
        self.baseWidth = baseWidth
        if let length = definition.budgeting.sliceLength {
            judged = length.components.seconds / baseWidth
        } else if definition.noData != .ignore {
            // The narrowest slices are a thirtieth of the shortest window: a fifth of it.
            judged = 6
            silence = SilenceWeight(definition, width: judged * baseWidth)
        } else {
            judged = 0
            if definition.maintenance.isEmpty { return nil }
        }
    }

    /// - Parameters:
    ///   - counts: the events that a sample at `second` found.
    ///   - placement: the slice that they belong to.
    mutating func account(_ counts: EventCounts, at placement: SliceLadder.Placement, second: Int64, add: Add) {
        let isExcluded = maintenance.covers(placement.slice * baseWidth)
        let counts = isExcluded ? .zero : counts
        guard judged > 0 else { return add(counts, placement.covering, placement.slice) }
        add(budgeting == .occurrences ? counts : .zero, placement.covering, placement.slice)
        let index = placement.slice.dividedDown(by: judged)
        if let open = current, open.index != index { close(open, add: add) }
        var open = current ?? Timeslice(index: index)
        open.counts.add(counts)
        if !isExcluded { open.covered += Int64(placement.covering) }
        current = open
        if second >= (index + 1) * judged * baseWidth { close(open, add: add) }
    }

    private mutating func close(_ slice: Timeslice, add: Add) {
        current = nil
        closed = slice.index
        guard let units = verdict(slice) else { return }
        add(units, 0, (slice.index + 1) * judged - 1)
    }

    /// What the slice adds beside its events; nil for nothing.
    private mutating func verdict(_ slice: Timeslice) -> EventCounts? {
        // Unless it was watched from edge to edge, nobody knows that there were no events.
        let isWatchedWhole = slice.covered == judged
        if slice.counts != .zero {
            last = (slice.index, slice.counts)
            silence?.add(slice.counts, at: slice.index, isWatchedWhole: isWatchedWhole)
            return budgeting.units(of: slice.counts)
        }
        guard isWatchedWhole else { return nil }
        if budgeting == .occurrences { return silence?.events(noData, at: slice.index) }
        return noData.timeslice(after: last?.counts).flatMap(budgeting.units)
    }
}

extension NoDataPolicy {
    /// The events for which a timeslice without any is judged.
    fileprivate func timeslice(after last: EventCounts?) -> EventCounts? {
        switch self {
        case .ignore: nil
        case .good: EventCounts(good: 1, bad: 0)
        case .bad: EventCounts(good: 0, bad: 1)
        case .hold: last
        }
    }
}

extension Budgeting {
    /// How many units one event or one slice is: ratio timeslices are counted in billionths, to stay integers.
    package var unit: UInt64 {
        if case .ratioTimeslices = self { Self.ratioUnit } else { 1 }
    }

    static let ratioUnit: UInt64 = 1_000_000_000

    /// What a slice with events counts for; nil where events count by themselves.
    fileprivate func units(of counts: EventCounts) -> EventCounts? {
        let total = UInt128(counts.good) + UInt128(counts.bad)
        switch self {
        case .occurrences:
            return nil
        case .timeslices(_, let objective):
            // bad / total <= budget. At most 2^65 x 2^30 on either side.
            let isGood = UInt128(counts.bad) * 1_000_000_000 <= UInt128(objective.budgetPartsPerBillion) * total
            return isGood ? EventCounts(good: 1, bad: 0) : EventCounts(good: 0, bad: 1)
        case .ratioTimeslices:
            guard total > 0 else { return nil }
            // At most one unit, as bad is at most the total; rounded to the nearest.
            let bad = UInt64((UInt128(counts.bad) * UInt128(unit) + total / 2) / total)
            return EventCounts(good: unit - bad, bad: bad)
        }
    }
}

extension SliceAccounting {
    /// The timeslice in progress, for a state; nil where events count by themselves or none has begun.
    var timeslice: SLOState.OpenTimeslice? {
        guard let length else { return nil }
        if let current {
            return SLOState.OpenTimeslice(
                start: current.index * length, counts: current.counts, covered: current.covered * baseWidth)
        }
        // Without it, a merge with what was written before would bring back the slice that is judged.
        return closed.map { SLOState.OpenTimeslice(start: ($0 + 1) * length, counts: .zero, covered: 0) }
    }

    /// Goes on with a timeslice that an earlier run of this instance began.
    ///
    /// - Parameters:
    ///   - slice: of the same length as this SLO's, in the same unit.
    ///   - second: the present. A slice that begins after it comes from a clock that was wrong, and is left out.
    /// - Returns: whether it is over already: it is then judged by what is known of it, in a past that was written
    ///   down.
    mutating func restore(_ slice: SLOState.OpenTimeslice, at second: Int64) -> Bool {
        guard let length, slice.start <= second, slice.start % length == 0 else { return false }
        let index = slice.start.dividedDown(by: length)
        // As many as fit, whatever was decoded.
        let covered = min(max(slice.covered, 0), length) / baseWidth
        current = Timeslice(index: index, counts: slice.counts, covered: covered)
        return slice.counts != .zero && second - slice.start >= length
    }

    /// What silence means beside the policy, for a state: its weight, or what a silent timeslice is held as.
    func savedSilence(since second: Int64?) -> SLOState.Silence? {
        if let silence { return silence.saved(since: second) }
        guard noData == .hold, let length, let last else { return nil }
        return SLOState.Silence(
            width: length, level: SLOState.Level(width: length, first: 0, slices: []), lastStart: last.index * length,
            last: last.counts, weight: 0)
    }

    /// Goes on from what ``savedSilence(since:)`` returned in an earlier run, of the same unit.
    mutating func restore(_ saved: SLOState.Silence, at second: Int64) {
        silence?.restore(saved, at: second)
        if let length, saved.last != .zero { last = (saved.lastStart.dividedDown(by: length), saved.last) }
    }

    /// Seconds in a timeslice; nil where events count by themselves.
    private var length: Int64? { budgeting.sliceLength?.components.seconds }
}
