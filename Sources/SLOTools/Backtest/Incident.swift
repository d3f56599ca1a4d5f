public import NinesSLO

/// A span of time in which a service's events were worse than its objective allows.
public struct Incident: Sendable, Hashable {
    /// When they began to be.
    public let start: Timestamp
    /// The first instant after it.
    public let end: Timestamp
    /// The events within it; timeslices where the history is of those.
    public let counts: EventCounts
    /// The share of the error budget of the SLO's whole window that its bad events spent; above 1 when they spent more.
    /// The budget is that of a window with the history's mean traffic.
    public let budgetShare: Double

    /// The same, as a share of another budget.
    func scaled(by factor: Double) -> Incident {
        Incident(start: start, end: end, counts: counts, budgetShare: budgetShare * factor)
    }
}

extension History {
    /// The events that may be bad in a window of this length with the history's mean traffic. 0 without events.
    func allowedBad(_ objective: Objective, per window: Duration) -> Double {
        guard watched > .zero else { return 0 }
        return (Double(counts.good) + Double(counts.bad)) * objective.budgetRatio * (window / watched)
    }

    /// The incidents in these spans.
    func incidents(
        in spans: [Range<Timestamp>], objective: Objective, window: Duration
    ) -> [Incident] {
        let allowed = allowedBad(objective, per: window)
        return spans.map { span in
            var counts = EventCounts.zero
            let first = slices.partitioningIndex { $0.end > span.lowerBound }
            for slice in slices[first...] {
                guard slice.start < span.upperBound else { break }
                counts.add(slice.counts)
            }
            return Incident(
                start: span.lowerBound, end: span.upperBound, counts: counts.inUnits(unit),
                budgetShare: allowed > 0 ? Double(counts.bad) / allowed : 0)
        }
    }

    /// Where the history is worse than the objective allows.
    ///
    /// A span begins with a slice that spends the budget faster than allowed. Its excess, the bad events beyond the
    /// allowed ones, then adds up and falls. The span ends where the excess is highest, once it has fallen to 0 or has
    /// not been higher for the quiet time. So single failures among good events are short spans that spend next to
    /// nothing, and a slow leak is one long span.
    ///
    /// - Parameter quiet: two outages further apart than this are two incidents.
    func spansWorse(than objective: Objective, quiet: Duration) -> [Range<Timestamp>] {
        func excess(_ slice: HistorySlice) -> Double {
            let bad = Double(slice.counts.bad)
            return bad - (Double(slice.counts.good) + bad) * objective.budgetRatio
        }
        var spans: [Range<Timestamp>] = []
        var next = 0
        while let first = slices[next...].firstIndex(where: { excess($0) > 0 }) {
            var (sum, highest, last) = (0.0, 0.0, first)
            for (index, slice) in slices[first...].enumerated() {
                if slice.start.duration(since: slices[last].end) >= quiet { break }
                sum += excess(slice)
                if sum > highest { (highest, last) = (sum, first + index) } else if sum <= 0 { break }
            }
            spans.append(slices[first].start..<slices[last].end)
            // What came after the highest sum may hold a smaller outage, which is one of its own.
            next = last + 1
        }
        return spans
    }
}

extension Array {
    /// The first index whose element is in the second part, which begins where `isInSecondPart` becomes true; the count
    /// when it never does. Takes logarithmic time.
    func partitioningIndex(where isInSecondPart: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

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
