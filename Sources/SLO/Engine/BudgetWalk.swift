/// Walks ahead in time from a window's events at even rates, to where the budget runs out or returns.
///
/// Source of the formula: with `u` seconds from now, what is left is
/// `1 - (bad - expiredBad(u) + badRate x u) / ((1 - objective) x (total - expiredTotal(u) + totalRate x u))`.
/// Between two instants at which slices leave the window it is a straight line over another, so each piece is solved
/// and not sampled.
struct BudgetWalk {
    /// What leaves the window.
    struct Expiry {
        /// Seconds from now; not before the expiry before it.
        let after: Double
        let bad: Double
        let total: Double
    }

    /// What may be bad, as a ratio.
    let budgetRatio: Double
    /// Per second.
    let badRate: Double
    let totalRate: Double

    /// Seconds until the budget changes sides, from spent to not spent or back; nil when it does not within `end`.
    ///
    /// - Parameters:
    ///   - bad: events in the window now.
    ///   - total: of the same.
    ///   - isSpent: decided exactly from the integer counts.
    ///   - end: seconds; after it the walk knows nothing.
    func change(bad: Double, total: Double, isSpent: Bool, expiries: some Sequence<Expiry>, end: Double) -> Double? {
        var bad = bad
        var total = total
        var start = 0.0
        // What the budget gains in a second.
        let slope = budgetRatio * totalRate - badRate
        func crossing(before limit: Double) -> Double? {
            let surplus = budgetRatio * (total + totalRate * start) - (bad + badRate * start)
            // Nothing bad is a whole budget even without events. A billionth of an event is what rounding leaves.
            let isSpentHere = surplus <= 1e-9 && bad + badRate * start > 1e-9
            if start > 0, isSpentHere != isSpent { return start }
            guard isSpent ? slope > 0 : slope < 0 else { return nil }
            let crossing = start + max(-surplus / slope, 0)
            return crossing <= limit ? crossing : nil
        }
        for expiry in expiries {
            guard expiry.after < end else { break }
            if expiry.after > start, let found = crossing(before: expiry.after) { return found }
            bad -= expiry.bad
            total -= expiry.total
            start = max(start, expiry.after)
        }
        return crossing(before: end)
    }
}
