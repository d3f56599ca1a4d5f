/// Good and bad events of some span of time. The total is their sum, so more bad than total cannot exist.
public struct EventCounts: Sendable, Hashable {
    /// Events that kept the promise.
    public var good: UInt64
    /// Events that broke it.
    public var bad: UInt64

    /// No events.
    public static let zero = EventCounts(good: 0, bad: 0)

    /// Counts of both kinds, at most 2^64 - 1 each.
    public init(good: UInt64, bad: UInt64) {
        self.good = good
        self.bad = bad
    }

    /// All events; stops at `UInt64.max`.
    public var total: UInt64 {
        let (sum, overflow) = good.addingReportingOverflow(bad)
        return overflow ? .max : sum
    }

    /// The share of bad events, 0 when there is none at all: silence is not failure, and 0/0 would poison whatever is
    /// computed from it. Tell silence apart by `total`.
    public var errorRatio: Double {
        bad == 0 ? 0 : Double(bad) / (Double(good) + Double(bad))
    }

    /// Adds modulo 2^64. Nothing is lost by that: each sum of an SLO is the growth of one 64-bit counter.
    package mutating func add(_ other: EventCounts) {
        good &+= other.good
        bad &+= other.bad
    }

    /// Takes away what was added before.
    package mutating func subtract(_ other: EventCounts) {
        good &-= other.good
        bad &-= other.bad
    }
}

extension EventCounts {
    /// The nearest whole numbers of events or slices, of which one is so many units.
    package func inUnits(_ unit: UInt64) -> EventCounts {
        guard unit > 1 else { return self }
        func rounded(_ count: UInt64) -> UInt64 { count / unit + (count % unit > unit / 2 ? 1 : 0) }
        // Halves must not make the sum another one.
        let (all, bad) = (rounded(total), rounded(bad))
        return EventCounts(good: all - min(bad, all), bad: bad)
    }
}
