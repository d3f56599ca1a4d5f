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

    /// What the two counters count.
    public let kind: Kind
    /// Good or bad events, as the kind says.
    public let first: CounterReading
    /// All events, or bad ones.
    public let second: CounterReading
    /// When both were read.
    public let instant: Timestamp

    /// Both counters as one scrape has them: those of two scrapes do not belong together.
    public init(_ kind: Kind, _ first: CounterReading, _ second: CounterReading, at instant: Timestamp) {
        self.kind = kind
        self.first = first
        self.second = second
        self.instant = instant
    }
}

/// A cumulative counter as a scrape found it.
public struct CounterReading: Sendable, Hashable {
    /// The total since the counter began. Floating point, as pages of metrics have it; whole up to 2^53.
    public let value: Double
    /// When it began at 0: OpenMetrics' `_created`, Prometheus' start timestamp. Nil where the page does not say.
    public let created: Timestamp?

    /// A counter's value, and since when it counts where its source says so: a later time is a restart.
    public init(_ value: Double, created: Timestamp? = nil) {
        self.value = value
        self.created = created
    }
}

/// What was wrong with counters, counted: each is a sample whose events were counted less, or not at all, never more.
public struct CounterFaults: Sendable, Hashable {
    /// A value that no counter has: NaN, negative, infinite. The sample was left out.
    public internal(set) var invalidValues: UInt64 = 0
    /// More good, or more bad, events than all events. They were cut to all events.
    public internal(set) var partsAboveTotal: UInt64 = 0
    /// A sample not later than the one before it. It was left out.
    public internal(set) var unorderedSamples: UInt64 = 0

    /// No fault yet.
    public init() {}
}
