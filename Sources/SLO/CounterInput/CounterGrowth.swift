/// How much a counter grew between two readings.
enum CounterGrowth {
    /// The largest value that is taken for a count of events: below it every whole number has a double of its own.
    private static let largest: Double = 9_007_199_254_740_992
    /// Processes that compute their start as now less their uptime tell it a little differently each time.
    private static let jitter: Duration = .seconds(1)

    /// The events that a value stands for; nil for what no counter shows. Parts of an event wait until they are whole.
    static func whole(_ value: Double) -> UInt64? {
        // NaN fails the comparisons, so the conversion gets a number in 0...2^53.
        value >= 0 && value <= largest ? UInt64(value.rounded(.down)) : nil
    }

    /// Whether the counter began again after the last reading, although it does not show less.
    ///
    /// - Parameter seen: when the last reading was made.
    static func isNewLife(_ created: Timestamp?, after last: Timestamp?, seen: Timestamp) -> Bool {
        guard let created else { return false }
        return created.duration(since: last ?? seen) > jitter
    }
}
