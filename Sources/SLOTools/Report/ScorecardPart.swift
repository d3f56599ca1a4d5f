internal import NinesSLO

/// What one SLO that counts events itself says of a period: all of a scorecard, or a part of a composite's.
struct ScorecardPart {
    let definition: SLODefinition
    /// Every event of the period, or every timeslice, in units.
    let counts: EventCounts
    /// How many units one event or one timeslice is.
    let unit: UInt64
    let coverage: Double
    /// With shares of the period's budget so far, as what remains of it is.
    let incidents: [Incident]
    /// What the budget counts of the period, and of as long before it.
    let within: History
    let previous: History

    init(of definition: SLODefinition, over period: ReportPeriod, history: History, quiet: Duration) {
        let events = history.cut(period.start, period.end)
        within = history.budgeted(by: definition, from: period.start, to: period.end)
        previous = history.budgeted(
            by: definition, from: period.previous.lowerBound, to: period.previous.upperBound)
        self.definition = definition
        unit = within.unit
        counts = definition.budgeting == .occurrences ? events.counts : within.counts
        coverage = period.length > .zero ? min(events.watched / period.length, 1) : 0
        incidents = within.incidents(
            in: within.spansWorse(than: definition.objective, quiet: quiet), objective: definition.objective,
            window: within.watched)
    }

    /// What the budget counts, in units.
    var budgetCounts: EventCounts { within.counts }

    func badLeft(_ objective: Objective) -> Double {
        let (good, bad) = (Double(budgetCounts.good), Double(budgetCounts.bad))
        return ((good + bad) * objective.budgetRatio - bad) / Double(unit)
    }
}

extension Scorecard.Trend {
    /// Nil where the parts have too few events for it.
    ///
    /// - Parameter burnRate: of the counts of all parts.
    init?(_ parts: [ScorecardPart], over period: ReportPeriod, burnRate: ([EventCounts]) -> Double) {
        func trend(_ before: [EventCounts], _ now: [EventCounts]) -> Scorecard.Trend? {
            guard before.allSatisfy({ $0.total > 0 }), now.allSatisfy({ $0.total > 0 }) else { return nil }
            return Scorecard.Trend(before: burnRate(before), now: burnRate(now))
        }
        if parts.allSatisfy({ $0.previous.watched * 2 >= period.length }),
            let trend = trend(parts.map(\.previous.counts), parts.map(\.within.counts))
        {
            self = trend
            return
        }
        guard let start = parts.compactMap(\.within.start).min(), let end = parts.compactMap(\.within.end).max() else {
            return nil
        }
        let middle = start.advanced(by: end.duration(since: start) / 2)
        guard
            let trend = trend(
                parts.map { $0.within.within(start, middle).counts }, parts.map { $0.within.within(middle, end).counts }
            )
        else { return nil }
        self = trend
    }
}
