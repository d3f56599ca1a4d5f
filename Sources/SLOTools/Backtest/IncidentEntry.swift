internal import NinesSLO

/// An incident as a list of JSON reports has it.
struct IncidentEntry: Encodable {
    var start: String
    var end: String
    var good: UInt64
    var bad: UInt64
    var budgetShare: Double

    enum CodingKeys: String, CodingKey {
        case start, end, good, bad
        case budgetShare = "budget_spent_ratio"
    }

    init(_ incident: Incident) {
        start = incident.start.rfc3339
        end = incident.end.rfc3339
        good = incident.counts.good
        bad = incident.counts.bad
        budgetShare = incident.budgetShare
    }
}
