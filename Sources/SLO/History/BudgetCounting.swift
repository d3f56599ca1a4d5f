/// What an SLO's budget counts of events that somebody plays: none of those during maintenance, timeslices as they are
/// judged, and what silence weighs, as ``SLOEngine`` does it, but with all of it kept by slice, however long ago.
package struct BudgetCounting {
    /// Seconds between the instants at which events should be given.
    package let edge: Int64
    private let budgeting: Budgeting
    /// Only for where events belong.
    private var ladder: SliceLadder
    private var accounting: SliceAccounting
    /// Narrowest slices in one of the result: those that are judged together.
    private let together: Int64
    private var counts: [Int64: EventCounts] = [:]

    /// Nil for an SLO whose budget counts every event and nothing else.
    package init?(_ definition: SLODefinition) {
        budgeting = definition.budgeting
        let shortest = definition.alerting.tiers.map(\.shortWindow).min() ?? definition.window.length
        // The narrowest slices follow from the shortest window and the timeslices; any window will do.
        ladder = SliceLadder(
            windows: [shortest.components.seconds], shortest: shortest.components.seconds,
            timeslice: definition.budgeting.sliceLength?.components.seconds)
        edge = ladder.baseWidth
        guard let accounting = SliceAccounting(definition, baseWidth: edge) else { return nil }
        self.accounting = accounting
        together = max(accounting.judged, 1)
    }

    /// Takes the events that came since the last call. Time does not go back.
    package mutating func count(_ events: EventCounts, at second: Int64) {
        let placement = ladder.move(to: second)
        // Taken out, as the closure changes them.
        var counts = counts
        self.counts = [:]
        accounting.account(events, at: placement, second: second) { [together] events, _, slice in
            counts[slice.dividedDown(by: together), default: .zero].add(events)
        }
        self.counts = counts
    }

    /// What was counted, within the two seconds; slices that nobody watched are left out.
    package func history(from start: Int64, to end: Int64) -> History {
        let width = edge * together
        let slices = counts.sorted { $0.key < $1.key }.compactMap { index, counts -> HistorySlice? in
            let (from, to) = (max(index * width, start), min((index + 1) * width, end))
            guard from < to else { return nil }
            return HistorySlice(
                from: Timestamp(secondsSinceEpoch: Int(from)), to: Timestamp(secondsSinceEpoch: Int(to)), counts: counts
            )
        }
        // Never throws: the slices are as wide as each other, and in order.
        return (try? History(slices, counted: budgeting.counted)) ?? .empty
    }
}

extension Budgeting {
    fileprivate var counted: History.Counted {
        switch self {
        case .occurrences: .events
        case .timeslices, .ratioTimeslices: .slices(unit: unit)
        }
    }
}
