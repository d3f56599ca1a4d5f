internal import NinesSLO

extension ScorecardReport: Encodable {
    private enum CodingKeys: String, CodingKey { case services, slos }

    /// For programs: ratios as ratios, instants in RFC 3339. Absent values are omitted.
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
    /// What `good`, `bad` and `bad_left` count: `events` or `slices`. A composite has none of the four.
    var counted: String?
    var good: UInt64?
    var bad: UInt64?
    var parts: [String]?
    var coverage: Double
    var achieved: Double?
    var budgetRemaining: Double
    var badLeft: Double?
    var grade: BudgetGrade?
    var changes: BudgetPolicyState?
    var postmortems: Int
    var trend: TrendEntry?
    var worstIncidents: [IncidentEntry]

    enum CodingKeys: String, CodingKey {
        case service, slo, objective, period, counted, good, bad, parts, grade, changes, postmortems, trend
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
        if let composite = card.composite {
            parts = composite.parts.map { "\($0.service)/\($0.slo)" }
        } else {
            counted = card.countsSlices ? "slices" : "events"
            good = card.counts.good
            bad = card.counts.bad
            badLeft = card.badLeft
        }
        coverage = card.coverage
        achieved = card.achieved
        budgetRemaining = card.budgetRemaining
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
