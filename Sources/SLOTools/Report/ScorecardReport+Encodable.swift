internal import NinesSLO

extension ScorecardReport: Encodable {
    private enum CodingKeys: String, CodingKey { case services, slos }

    /// For programs: ratios as ratios, instants in RFC 3339. What there is none of is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(services.map(ServiceEntry.init), forKey: .services)
        try container.encode(cards.map(CardEntry.init), forKey: .slos)
    }
}

private struct ServiceEntry: Encodable {
    var service: String
    var slos: Int
    var kept: Int
    var unknown: Int
    var grade: BudgetGrade?
    var changes: BudgetPolicyState?

    init(_ service: ScorecardReport.Service) {
        self.service = service.name
        slos = service.slos
        kept = service.kept
        unknown = service.unknown
        grade = service.grade
        changes = service.policyState
    }
}

private struct CardEntry: Encodable {
    var service: String
    var slo: String
    var objective: Double
    var period: PeriodEntry
    var good: UInt64
    var bad: UInt64
    var coverage: Double
    var achieved: Double?
    var budgetRemaining: Double
    var badLeft: Double
    var grade: BudgetGrade?
    var changes: BudgetPolicyState?
    var postmortems: Int
    var trend: TrendEntry?
    var worstIncidents: [IncidentEntry]

    enum CodingKeys: String, CodingKey {
        case service, slo, objective, period, good, bad, grade, changes, postmortems, trend
        case coverage = "coverage_ratio"
        case achieved = "achieved_ratio"
        case budgetRemaining = "budget_remaining_ratio"
        case badLeft = "bad_left"
        case worstIncidents = "worst_incidents"
    }

    init(_ card: Scorecard) {
        service = card.definition.service
        slo = card.definition.name
        objective = card.definition.objective.ratio
        period = PeriodEntry(card.period)
        good = card.counts.good
        bad = card.counts.bad
        coverage = card.coverage
        achieved = card.achieved
        budgetRemaining = card.budgetRemaining
        badLeft = card.badLeft
        grade = card.grade
        changes = card.policyState
        postmortems = card.postmortems
        trend = card.trend.map(TrendEntry.init)
        worstIncidents = card.worstIncidents.map(IncidentEntry.init)
    }
}

private struct PeriodEntry: Encodable {
    var title: String
    var start: String
    var end: String

    init(_ period: ReportPeriod) {
        title = period.title
        start = period.start.rfc3339
        end = period.end.rfc3339
    }
}

private struct TrendEntry: Encodable {
    var direction: Scorecard.Trend.Direction
    var before: Double
    var now: Double

    enum CodingKeys: String, CodingKey {
        case direction
        case before = "burn_rate_before"
        case now = "burn_rate"
    }

    init(_ trend: Scorecard.Trend) {
        direction = trend.direction
        before = trend.before
        now = trend.now
    }
}
