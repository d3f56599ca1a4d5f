public import NinesSLO

/// The scorecards of several SLOs, and of the services they belong to.
public struct ScorecardReport: Sendable, Hashable {
    /// In the order in which they were given.
    public let cards: [Scorecard]
    /// In the order of their first SLOs.
    public let services: [Service]

    /// A service is as good as its worst SLO.
    public struct Service: Sendable, Hashable {
        public let name: String
        public let slos: Int
        /// SLOs whose objective was kept; those without events are not among them.
        public let kept: Int
        /// SLOs without events.
        public let unknown: Int
        /// Nil when no SLO has events.
        public let grade: BudgetGrade?
        /// The strictest of its SLOs; nil when none has events.
        public let policyState: BudgetPolicyState?
    }

    public init(_ cards: [Scorecard]) {
        self.cards = cards
        var names: [String] = []
        for card in cards where !names.contains(card.definition.service) { names.append(card.definition.service) }
        services = names.map { name in
            let own = cards.filter { $0.definition.service == name }
            let worst = own.filter { $0.grade != nil }.min { $0.budgetRemaining < $1.budgetRemaining }
            return Service(
                name: name, slos: own.count, kept: own.count { $0.grade != nil && $0.grade != .f },
                unknown: own.count { $0.grade == nil }, grade: worst?.grade, policyState: worst?.policyState)
        }
    }
}
