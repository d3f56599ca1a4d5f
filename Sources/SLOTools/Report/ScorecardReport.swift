public import NinesSLO

/// The scorecards of several SLOs, and of the services they belong to.
public struct ScorecardReport: Sendable, Hashable {
    /// In the order in which they were given.
    public let cards: [Scorecard]
    /// In the order of their first SLOs.
    public let services: [Service]

    /// A service is as good as its worst SLO.
    public struct Service: Sendable, Hashable {
        /// The service's name.
        public let name: String
        /// How many SLOs of the service are in the report.
        public let slos: Int
        /// SLOs whose objective was kept; those without a grade are not among them.
        public let kept: Int
        /// SLOs without a grade: without events, or with too little of the period watched.
        public let unknown: Int
        /// Nil when no SLO has a grade.
        public let grade: BudgetGrade?
        /// The strictest of its SLOs; nil when none has events.
        public let policyState: BudgetPolicyState?
    }

    /// One report of many cards, grouped by service.
    public init(_ cards: [Scorecard]) {
        self.cards = cards
        var names: [String] = []
        for card in cards where !names.contains(card.definition.service) { names.append(card.definition.service) }
        services = names.map { name in
            let own = cards.filter { $0.definition.service == name }
            let strictest = own.filter { $0.policyState != nil }.min { $0.budgetRemaining < $1.budgetRemaining }
            let grades = own.compactMap(\.grade)
            return Service(
                name: name, slos: own.count, kept: grades.count { $0 != .f }, unknown: own.count - grades.count,
                grade: BudgetGrade.allCases.last { grades.contains($0) }, policyState: strictest?.policyState)
        }
    }
}
