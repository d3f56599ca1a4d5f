/// What was wrong with counters, counted: each is a sample whose events were counted less, or not at all, never more.
public struct CounterFaults: Sendable, Hashable {
    /// A value that no counter has: NaN, negative, infinite. The sample was left out.
    public internal(set) var invalidValues: UInt64 = 0
    /// More good, or more bad, events than all events. They were cut to all events.
    public internal(set) var partsAboveTotal: UInt64 = 0
    /// A sample not later than the one before it. It was left out.
    public internal(set) var unorderedSamples: UInt64 = 0

    public init() {}
}
