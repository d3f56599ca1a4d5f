internal import NinesSLO

extension History {
    /// What the SLO's budget counts of this history: none of the events during maintenance, timeslices as they are
    /// judged, and what silence weighs. Incidents and shares of the budget are of this, as what is left of it is.
    ///
    /// Timeslices that a state kept are judged already. So are the events of a state that kept what silence weighed;
    /// where it did, there is no silence left to weigh.
    func budgeted(by definition: SLODefinition) -> History {
        guard counted == .events, let start, let end, var counting = BudgetCounting(definition) else { return self }
        var feed = HistoryFeed(self)
        var second = start.floorSeconds
        counting.count(.zero, at: second)
        while let next = feed.firstWatched(from: second) {
            let edge = (next.dividedDown(by: counting.edge) + 1) * counting.edge
            second = feed.watchedEnd(from: next, upTo: edge)
            counting.count(feed.events(until: second), at: second)
        }
        return counting.history(from: start.floorSeconds, to: end.floorSeconds)
    }
}
