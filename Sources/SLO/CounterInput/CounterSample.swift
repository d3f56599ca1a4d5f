/// The counters of one SLO, from one scrape: all of the same moment, so that they agree with each other.
public struct CounterSample: Sendable, Hashable {
    /// What the two counters count.
    public enum Kind: Sendable, Hashable {
        /// Good events, and all events.
        case goodAndTotal
        /// Bad events, and all events.
        case badAndTotal
        /// Good events, and bad events.
        case goodAndBad
    }

    public let kind: Kind
    /// Good or bad events, as the kind says.
    public let first: CounterReading
    /// All events, or bad ones.
    public let second: CounterReading
    public let instant: Timestamp

    public init(_ kind: Kind, _ first: CounterReading, _ second: CounterReading, at instant: Timestamp) {
        self.kind = kind
        self.first = first
        self.second = second
        self.instant = instant
    }
}
