public import NinesSLO

/// How well the alerts of a tier, or of all tiers of a severity, reported the incidents that matter.
///
/// The measures are those of "The Site Reliability Workbook", chapter 5: precision is the share of alerts that were for
/// a significant incident, recall the share of significant incidents that were alerted, detection time reaches from an
/// incident's start to the alert, reset time from its end to the alert's.
public struct AlertScore: Sendable, Hashable {
    /// Pages or tickets: they are scored apart.
    public let severity: Severity
    /// Nil for all tiers of the severity together: they count as one alert while any of them fires.
    public let tier: BurnRateTier?
    /// An incident is significant when it spends at least this share of the budget.
    public let significantShare: Double
    /// How often it fired.
    public let alerts: Int
    /// How often it fired for a significant incident.
    public let trueAlerts: Int
    /// Incidents that were significant.
    public let significantIncidents: Int
    /// One for each significant incident that was alerted, in order.
    public let detections: [Detection]
    /// Alerts that were not for a significant incident, in 30 days.
    public let falseAlertsPerMonth: Double

    /// A significant incident and its alert.
    public struct Detection: Sendable, Hashable {
        /// The position among the report's incidents.
        public let incident: Int
        /// Zero when the alert fired already.
        public let detectionTime: Duration
        /// Zero when it had ended before the incident did, nil when it still fired at the history's end.
        public let resetTime: Duration?
        /// The share of the budget that the incident had spent by then.
        public let budgetSpent: Double
    }

    /// Nil when nothing fired.
    public var precision: Double? { alerts == 0 ? nil : Double(trueAlerts) / Double(alerts) }

    /// Nil when there was nothing to detect.
    public var recall: Double? {
        significantIncidents == 0 ? nil : Double(detections.count) / Double(significantIncidents)
    }

    /// The median of the detection times, the lower one of two; nil without detections.
    public var detectionTime: Duration? { median(detections.map(\.detectionTime)) }

    /// The median of the reset times.
    public var resetTime: Duration? { median(detections.compactMap(\.resetTime)) }

    /// The median of the budget's shares that were spent before the alert.
    public var budgetSpent: Double? { median(detections.map(\.budgetSpent)) }

    private func median<Value: Comparable>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
    }
}

/// Holds alerts against incidents.
struct AlertScoring {
    let history: History
    let incidents: [Incident]
    /// See ``History/allowedBad(_:per:)``.
    let allowedBad: Double

    /// - Parameter grace: an alert that fires so soon after an incident's end is for that incident.
    func score(
        _ alerts: [AlertInterval], severity: Severity, tier: BurnRateTier?, significantShare: Double, grace: Duration
    ) -> AlertScore {
        // What spends the share exactly is significant, whatever the rounding.
        let significant = incidents.indices.filter { incidents[$0].budgetShare >= significantShare - 1e-9 }
        let spans = significant.map { incidents[$0].start..<incidents[$0].end.advanced(by: grace) }
        let trueAlerts = alerts.count { alert in spans.contains { alert.overlaps($0) } }
        let detections = zip(significant, spans).compactMap { index, span in
            detection(of: index, by: alerts.filter { $0.overlaps(span) })
        }
        let months = history.watched / .seconds(30 * 86_400)
        return AlertScore(
            severity: severity, tier: tier, significantShare: significantShare, alerts: alerts.count,
            trueAlerts: trueAlerts, significantIncidents: significant.count, detections: detections,
            falseAlertsPerMonth: months > 0 ? Double(alerts.count - trueAlerts) / months : 0)
    }

    private func detection(of index: Int, by alerts: [AlertInterval]) -> AlertScore.Detection? {
        guard let first = alerts.first, let last = alerts.last else { return nil }
        let incident = incidents[index]
        return AlertScore.Detection(
            incident: index,
            detectionTime: max(first.firedAt.duration(since: incident.start), .zero),
            resetTime: last.resetAt.map { max($0.duration(since: incident.end), .zero) },
            budgetSpent: allowedBad > 0 ? Double(bad(from: incident.start, to: first.firedAt)) / allowedBad : 0)
    }

    /// Bad events between the instants; a slice that reaches over the end counts evenly.
    private func bad(from start: Timestamp, to end: Timestamp) -> Double {
        var bad = 0.0
        let first = history.slices.partitioningIndex { $0.end > start }
        for slice in history.slices[first...] {
            guard slice.start < end else { break }
            let share = slice.end <= end ? 1 : end.duration(since: slice.start) / slice.end.duration(since: slice.start)
            bad += Double(slice.counts.bad) * share
        }
        return bad
    }
}

/// A time in which an alert fired.
public struct AlertInterval: Sendable, Hashable {
    /// When the alert fired.
    public let firedAt: Timestamp
    /// When it stopped; nil when it still fired at the history's end.
    public let resetAt: Timestamp?

    func overlaps(_ span: Range<Timestamp>) -> Bool {
        firedAt < span.upperBound && (resetAt.map { $0 > span.lowerBound } ?? true)
    }
}

extension [AlertInterval] {
    /// The times in which at least one fired, in order.
    var merged: [AlertInterval] {
        var merged: [AlertInterval] = []
        for interval in sorted(by: { $0.firedAt < $1.firedAt }) {
            guard let last = merged.last, last.resetAt.map({ interval.firedAt <= $0 }) ?? true else {
                merged.append(interval)
                continue
            }
            // Nil, still firing, is later than any.
            let resetAt = last.resetAt.flatMap { end in interval.resetAt.map { Swift.max(end, $0) } }
            merged[merged.count - 1] = AlertInterval(firedAt: last.firedAt, resetAt: resetAt)
        }
        return merged
    }
}
