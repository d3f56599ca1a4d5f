/// A cumulative counter as a scrape found it.
public struct CounterReading: Sendable, Hashable {
    /// The total since the counter began. Floating point, as pages of metrics have it; whole up to 2^53.
    public let value: Double
    /// When it began at 0: OpenMetrics' `_created`, Prometheus' start timestamp. Nil where the page does not say.
    public let created: Timestamp?

    public init(_ value: Double, created: Timestamp? = nil) {
        self.value = value
        self.created = created
    }
}
