internal import NinesMetrics
internal import NinesSLO

extension BacktestReport: Encodable {
    /// For programs: ratios as ratios, lengths in seconds, instants in RFC 3339. Absent values are omitted.
    public func encode(to encoder: any Encoder) throws {
        try BacktestDocument(self).encode(to: encoder)
    }
}

/// The shape of a report as JSON; its names are kept from version to version.
private struct BacktestDocument: Encodable {
    var service: String
    var slo: String
    var objective: Double
    var windowSeconds: Double
    var history: Span
    var incidents: [IncidentEntry]
    var policies: [PolicyEntry]

    enum CodingKeys: String, CodingKey {
        case service, slo, objective, history, incidents, policies
        case windowSeconds = "window_seconds"
    }

    init(_ report: BacktestReport) {
        service = report.definition.service
        slo = report.definition.name
        objective = report.definition.objective.ratio
        windowSeconds = report.definition.window.length.inSeconds
        history = Span(report.history)
        incidents = report.incidents.map(IncidentEntry.init)
        policies = report.policies.map(PolicyEntry.init)
    }
}

private struct Span: Encodable {
    var start: String?
    var end: String?
    var watchedSeconds: Double
    var good: UInt64
    var bad: UInt64

    enum CodingKeys: String, CodingKey {
        case start, end, good, bad
        case watchedSeconds = "watched_seconds"
    }

    init(_ history: History) {
        start = history.start.map(\.rfc3339)
        end = history.end.map(\.rfc3339)
        watchedSeconds = history.watched.inSeconds
        let counts = history.counts.inUnits(history.unit)
        good = counts.good
        bad = counts.bad
    }
}

private struct PolicyEntry: Encodable {
    var name: String
    var policy: AlertPolicy
    var budgetRemaining: Double?
    var scores: [ScoreEntry]
    var alerts: [AlertEntry]
    var advice: [AdviceEntry]

    enum CodingKeys: String, CodingKey {
        case name, policy, scores, alerts, advice
        case budgetRemaining = "budget_remaining_ratio"
    }

    init(_ report: PolicyReport) {
        name = report.name
        policy = report.policy
        budgetRemaining = report.budgetRemaining
        scores = report.scores.map(ScoreEntry.init)
        alerts = report.alerts.flatMap { alerts in alerts.intervals.map { AlertEntry($0, tier: alerts.tier) } }
        advice = report.advice.map { AdviceEntry(kind: $0.kind.rawValue, message: $0.message) }
    }
}

private struct AlertEntry: Encodable {
    var severity: Severity
    var long: String
    var firedAt: String
    var resetAt: String?

    enum CodingKeys: String, CodingKey {
        case severity, long
        case firedAt = "fired_at"
        case resetAt = "reset_at"
    }

    init(_ interval: AlertInterval, tier: BurnRateTier) {
        severity = tier.severity
        long = DurationText.text(tier.longWindow)
        firedAt = interval.firedAt.rfc3339
        resetAt = interval.resetAt.map(\.rfc3339)
    }
}

private struct AdviceEntry: Encodable {
    var kind: String
    var message: String
}

private struct ScoreEntry: Encodable {
    var severity: Severity
    /// Nil for all tiers together.
    var tier: BurnRateTier?
    var significantShare: Double
    var alerts: Int
    var falseAlertsPerMonth: Double
    var precision: Double?
    var recall: Double?
    var detections: [DetectionEntry]

    enum CodingKeys: String, CodingKey {
        case severity, tier, alerts, precision, recall, detections
        case significantShare = "significant_ratio"
        case falseAlertsPerMonth = "false_alerts_per_30_days"
    }

    init(_ score: AlertScore) {
        severity = score.severity
        tier = score.tier
        significantShare = score.significantShare
        alerts = score.alerts
        falseAlertsPerMonth = score.falseAlertsPerMonth
        precision = score.precision
        recall = score.recall
        detections = score.detections.map(DetectionEntry.init)
    }
}

private struct DetectionEntry: Encodable {
    /// Counted from 1, as in the tables.
    var incident: Int
    var detectionSeconds: Double
    var resetSeconds: Double?
    var budgetSpent: Double

    enum CodingKeys: String, CodingKey {
        case incident
        case detectionSeconds = "detection_seconds"
        case resetSeconds = "reset_seconds"
        case budgetSpent = "budget_spent_ratio"
    }

    init(_ detection: AlertScore.Detection) {
        incident = detection.incident + 1
        detectionSeconds = detection.detectionTime.inSeconds
        resetSeconds = detection.resetTime?.inSeconds
        budgetSpent = detection.budgetSpent
    }
}
