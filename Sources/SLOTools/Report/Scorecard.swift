public import NinesSLO

/// How one SLO did in a period.
///
/// Everything is computed from counts, weighted by traffic: a quiet night does not hide a bad day.
public struct Scorecard: Sendable, Hashable {
    /// The SLO that was judged.
    public let definition: SLODefinition
    /// What a composite is made of; nil for an SLO that counts events itself.
    public let composite: CompositeIndicator?
    /// The time that it was judged over.
    public let period: ReportPeriod
    /// Every event. Where the budget is of timeslices, those that were judged, to the nearest whole one; of a composite
    /// none, as its parts count the events.
    public let counts: EventCounts
    /// What the budget counts, in the same unit: without what came during maintenance.
    public let budgetCounts: EventCounts
    /// The share of the period, in 0...1, that was watched; of a composite, by the part that was watched least. A
    /// period that is not over yet has less than 1.
    public let coverage: Double
    /// The share of good ones of what the budget counts; nil without any.
    public let achieved: Double?
    /// The share of the error budget that the period so far leaves: 1 without events, below 0 when overspent.
    public let budgetRemaining: Double
    /// What may still be bad if nothing further comes, in events or timeslices; negative when too much was. 0 for a
    /// composite, whose budget is of neither.
    public let badLeft: Double
    /// How errors compare with those of the time before; nil where there is nothing to compare.
    public let trend: Trend?
    /// Those that spent most, first; at most five. Of a composite, its parts'.
    public let worstIncidents: [Incident]
    /// Incidents that spent so much that the policy asks for a postmortem.
    public let postmortems: Int
    /// Nil without events, and where too little of the period was watched, see
    /// `BudgetGrade/init(remaining:coverage:)`.
    public let grade: BudgetGrade?
    /// Nil without events.
    public let policyState: BudgetPolicyState?

    /// Whether the counts are of timeslices.
    public var countsSlices: Bool { composite == nil && definition.budgeting != .occurrences }

    /// Whether errors became more or fewer.
    public struct Trend: Sendable, Hashable {
        /// Better, worse, or the same as far as a figure tells.
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
    public init(
        of definition: SLODefinition, over period: ReportPeriod, history: History, quiet: Duration = .seconds(3_600)
    ) {
        let part = ScorecardPart(of: definition, over: period, history: history, quiet: quiet)
        let objective = definition.objective
        self.init(
            definition, nil, period, [part], counts: part.counts.inUnits(part.unit),
            budgetCounts: part.budgetCounts.inUnits(part.unit),
            // From integers, so that a budget that is spent to the last event is 0.
            budgetRemaining: objective.budgetRemaining(of: part.budgetCounts),
            badLeft: part.badLeft(objective), incidents: part.incidents)
    }

    /// The scorecard of an SLO that is made of others.
    ///
    /// - Parameter parts: in the indicator's order, with what is known of each one's events.
    package init(
        of definition: SLODefinition, composedOf indicator: CompositeIndicator, over period: ReportPeriod,
        parts: [(definition: SLODefinition, history: History)], quiet: Duration = .seconds(3_600)
    ) {
        let figures = parts.map {
            ScorecardPart(of: $0.definition, over: period, history: $0.history, quiet: quiet)
        }
        let ratios = figures.map(\.budgetCounts.errorRatio)
        let budget = definition.objective.budgetRatio
        let incidents = figures.enumerated().flatMap { index, part in
            // A part's share is of its own budget.
            let scale =
                indicator.influence(of: index, among: ratios) * part.definition.objective.budgetRatio / budget
            return part.incidents.map { $0.scaled(by: scale) }
        }
        self.init(
            definition, indicator, period, figures, counts: .zero, budgetCounts: .zero,
            budgetRemaining: 1 - indicator.burnRate(of: ratios, at: definition.objective), badLeft: 0,
            incidents: incidents)
    }

    private init(
        _ definition: SLODefinition, _ composite: CompositeIndicator?, _ period: ReportPeriod, _ parts: [ScorecardPart],
        counts: EventCounts, budgetCounts: EventCounts, budgetRemaining: Double, badLeft: Double, incidents: [Incident]
    ) {
        func errorRatio(_ counts: [EventCounts]) -> Double {
            let ratios = counts.map(\.errorRatio)
            return composite?.errorRatio(of: ratios) ?? ratios.first ?? 0
        }
        self.definition = definition
        self.composite = composite
        self.period = period
        self.counts = counts
        self.budgetCounts = budgetCounts
        self.budgetRemaining = budgetRemaining
        self.badLeft = badLeft
        coverage = parts.map(\.coverage).min() ?? 0
        let isKnown = parts.contains { $0.budgetCounts.total > 0 }
        achieved = isKnown ? 1 - errorRatio(parts.map(\.budgetCounts)) : nil
        trend = Trend(parts, over: period) { errorRatio($0) / definition.objective.budgetRatio }
        let worst = incidents.sorted { ($0.budgetShare, $1.start) > ($1.budgetShare, $0.start) }
        worstIncidents = Array(worst.prefix(Self.mostIncidents))
        postmortems = incidents.count { $0.budgetShare > BudgetPolicyState.postmortemShare }
        grade = isKnown ? BudgetGrade(remaining: budgetRemaining, coverage: coverage) : nil
        policyState = isKnown ? BudgetPolicyState(remaining: budgetRemaining) : nil
    }
}

extension BudgetGrade {
    /// The share of a period that must have been watched for a grade: as much as the budget that the grade speaks of.
    static func leastCoverage(_ grade: BudgetGrade) -> Double {
        switch grade {
        case .a: 0.75
        case .b: 0.5
        case .c, .d: 0.25
        case .f: 0
        }
    }

    /// The grade of a period of which a share was watched. What was not watched is unknown, so no grade is better than
    /// that share: A takes three quarters, B a half, C and D a quarter of the period. An objective that the known
    /// events miss is missed whatever was not watched.
    ///
    /// - Returns: nil when less than a quarter was watched, and the objective not missed in it.
    init?(remaining: Double, coverage: Double) {
        let grade = BudgetGrade(remaining: remaining)
        let known = Self.allCases.drop { $0 != grade }.first { coverage >= Self.leastCoverage($0) }
        // What is not known is not bad.
        guard let known, known != .f || grade == .f else { return nil }
        self = known
    }
}
