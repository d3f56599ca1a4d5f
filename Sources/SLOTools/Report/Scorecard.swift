public import NinesSLO

/// How one SLO did in a period.
///
/// Everything is computed from counts, weighted by traffic: a quiet night does not hide a bad day.
public struct Scorecard: Sendable, Hashable {
    public let definition: SLODefinition
    public let period: ReportPeriod
    /// Every event.
    public let counts: EventCounts
    /// What the budget counts: events, or slices of time, without those during maintenance.
    public let budgetCounts: EventCounts
    /// The share of the period, in 0...1, in which somebody watched. A period that is not over yet has less than 1.
    public let coverage: Double
    /// The share of good ones of what the budget counts; nil without any.
    public let achieved: Double?
    /// The share of the error budget that the period so far leaves: 1 without events, below 0 when overspent.
    public let budgetRemaining: Double
    /// What may still be bad if nothing further comes; negative when too much was.
    public let badLeft: Double
    public let trend: Trend?
    /// Those that spent most, first; at most five.
    public let worstIncidents: [Incident]
    /// Incidents that spent so much that the policy asks for a postmortem.
    public let postmortems: Int
    /// Nil without events.
    public let grade: BudgetGrade?
    /// Nil without events.
    public let policyState: BudgetPolicyState?

    /// Whether errors became more or fewer.
    public struct Trend: Sendable, Hashable {
        public enum Direction: String, Sendable, Hashable, Codable {
            case improving, steady, worsening
        }

        /// The burn rate before: in a period as long that ended when this one began, if half of it was watched; else in
        /// this period's first half.
        public let before: Double
        /// The burn rate in the period, or in its second half.
        public let now: Double

        /// Steady within a quarter of each other, and where both spend less than a twentieth of what is allowed.
        public var direction: Direction {
            if max(before, now) < 0.05 { return .steady }
            return now > before * 1.25 ? .worsening : now < before * 0.8 ? .improving : .steady
        }
    }

    private static let mostIncidents = 5

    /// - Parameters:
    ///   - history: what is known of the SLO's events. What lies before the period is used for the trend.
    ///   - quiet: outages further apart than this are two incidents.
    /// - Throws: ``SLOError`` when the definition cannot be computed over the period: it is longer than 366 days.
    public init(
        of definition: SLODefinition, over period: ReportPeriod, history: History, quiet: Duration = .seconds(3_600)
    ) throws(SLOError) {
        let objective = definition.objective
        let within = history.within(period.start, period.end)
        let counts = within.counts
        let budgetCounts = try Self.budgetCounts(of: definition, over: period, within)
        self.definition = definition
        self.period = period
        self.counts = counts
        self.budgetCounts = budgetCounts
        coverage = period.length > .zero ? within.watched / period.length : 0
        let isKnown = budgetCounts.total > 0
        achieved = isKnown ? 1 - budgetCounts.errorRatio : nil
        budgetRemaining = objective.budgetRemaining(of: budgetCounts)
        badLeft =
            (Double(budgetCounts.good) + Double(budgetCounts.bad)) * objective.budgetRatio - Double(budgetCounts.bad)
        trend = Self.trend(history, within, period, objective)
        // Shares of the period's budget so far, as `budgetRemaining` is.
        let incidents = within.incidents(
            in: within.spansWorse(than: objective, quiet: quiet), objective: objective, window: within.watched
        ).sorted { ($0.counts.bad, $1.start) > ($1.counts.bad, $0.start) }
        worstIncidents = Array(incidents.prefix(Self.mostIncidents))
        postmortems = incidents.count { $0.budgetShare > BudgetPolicyState.postmortemShare }
        grade = isKnown ? BudgetGrade(remaining: budgetRemaining) : nil
        policyState = isKnown ? BudgetPolicyState(remaining: budgetRemaining) : nil
    }

    /// Where every event counts, their sum. Slices of time, silence and maintenance are the engine's to judge.
    private static func budgetCounts(
        of definition: SLODefinition, over period: ReportPeriod, _ within: History
    ) throws(SLOError) -> EventCounts {
        if definition.budgeting == .occurrences, definition.noData == .ignore, definition.maintenance.isEmpty {
            return within.counts
        }
        let definition = try definition.changed(window: .rolling(period.length), alerting: AlertPolicy(tiers: []))
        var timeline: TimelineRecorder?
        let status = try Replay(of: definition, over: within, timeline: &timeline).status
        return status?.budgetWindow.counts ?? .zero
    }

    private static func trend(
        _ history: History, _ within: History, _ period: ReportPeriod, _ objective: Objective
    ) -> Trend? {
        let previous = history.within(period.previous.lowerBound, period.previous.upperBound)
        if previous.watched * 2 >= period.length, previous.counts.total > 0, within.counts.total > 0 {
            return Trend(before: objective.burnRate(of: previous.counts), now: objective.burnRate(of: within.counts))
        }
        guard let start = within.start, let end = within.end else { return nil }
        let middle = start.advanced(by: end.duration(since: start) / 2)
        let (first, second) = (history.within(start, middle), history.within(middle, end))
        guard first.counts.total > 0, second.counts.total > 0 else { return nil }
        return Trend(before: objective.burnRate(of: first.counts), now: objective.burnRate(of: second.counts))
    }
}
