/// The events of one span of the past.
public struct HistorySlice: Sendable, Hashable {
    public let start: Timestamp
    /// The first instant that is not in it.
    public let end: Timestamp
    public let counts: EventCounts

    public init(from start: Timestamp, to end: Timestamp, counts: EventCounts) {
        self.start = start
        self.end = end
        self.counts = counts
    }

    /// Seconds between the ends; a slice of a ``History`` has at least one.
    package var seconds: Int64 { end.floorSeconds - start.floorSeconds }
}
