internal import NinesSLO

extension History {
    /// What the SLO's budget counts of this history: none of the events during maintenance, timeslices as they are
    /// judged, and what silence weighs. Incidents and shares of the budget are of this, as what is left of it is.
    ///
    /// What a state kept is counted already, and stays as it is.
    func budgeted(by definition: SLODefinition) -> History {
        guard let start, let end else { return self }
        return budgeted(by: definition, from: start, to: end)
    }

    /// The same of what lies within two instants. What was before them says what silence weighs there.
    func budgeted(by definition: SLODefinition, from start: Timestamp, to end: Timestamp) -> History {
        let within = cut(start, end)
        guard !isBudgeted, counted == .events, let first = within.start, let end = within.end,
            var counting = BudgetCounting(definition)
        else { return within }
        // Never throws: a part of what is in order is in order.
        let before = slices.first.map { cut($0.start, first).slices } ?? []
        let known = (try? History(before + within.slices)) ?? within
        var feed = HistoryFeed(known)
        var second = (known.start ?? first).floorSeconds
        counting.count(.zero, at: second)
        while let next = feed.firstWatched(from: second) {
            let edge = (next.dividedDown(by: counting.edge) + 1) * counting.edge
            second = feed.watchedEnd(from: next, upTo: edge)
            counting.count(feed.events(until: second), at: second)
        }
        return counting.history(from: first.floorSeconds, to: end.floorSeconds)
    }
}
