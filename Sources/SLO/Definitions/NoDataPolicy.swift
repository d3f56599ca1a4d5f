/// What a slice that was watched and held no event says about the promise. Time that nobody watched says nothing under
/// any policy: it lowers the coverage.
///
/// With timeslices such a slice counts as one slice. With occurrences it weighs the mean number of events of the slices
/// judged before it, over the longest long window of the page tiers (of all tiers where none pages, of the SLO's window
/// where there are none), and nothing before the first event. Slices are a fifth of the shortest window long, at least
/// 6 s and at most 1 min: an outage that keeps all requests away then spends the budget as if they had come.
public enum NoDataPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing: no traffic is neither good nor bad.
    case ignore
    /// As if all had been good.
    case good
    /// As if all had been bad.
    case bad
    /// As good and bad as the last slice that had events.
    case hold
}
