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
    /// By slice, ascending.
    private var counts: [(slice: Int64, counts: EventCounts)] = []

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
        self.counts = []
        accounting.account(events, at: placement, second: second) { [together] events, _, slice in
            Self.add(events, to: slice.dividedDown(by: together), in: &counts)
        }
        self.counts = counts
    }

    /// Mostly to the last one.
    private static func add(
        _ events: EventCounts, to slice: Int64, in counts: inout [(slice: Int64, counts: EventCounts)]
    ) {
        var place = counts.count
        while place > 0, counts[place - 1].slice > slice { place -= 1 }
        if place > 0, counts[place - 1].slice == slice {
            counts[place - 1].counts.add(events)
        } else {
            counts.insert((slice, events), at: place)
        }
    }

    /// What was counted, within the two seconds; slices that nobody watched are left out.
    package func history(from start: Int64, to end: Int64) -> History {
        let width = edge * together
        let slices = counts.compactMap { index, counts -> HistorySlice? in
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
