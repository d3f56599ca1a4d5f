/// Turns the cumulative counters of another process into the events of an SLO: sample by sample, what is new since the
/// one before.
///
/// - A counter that fell has begun again at 0: what it shows is new. So has one whose created time is after the sample
///   before, even if it is higher by then.
/// - The first sample counts only when the counter is known to have begun after watching did: by its created time, or
///   by
///   ``startsAtZero``. Otherwise its events are of a time that nobody watched.
/// - After a gap the difference is real, and nobody knows when in the gap its events happened. They count at its end.
///   Coverage falls while ``isFresh(at:)`` is false, if it is handed to the recorder.
/// - Parts above the total are cut, and counted as a fault. Nothing is extrapolated.
/// - Hand it one series at a time, and add up what they return: a *sum* over series falls when one of them expires, and
///   that would be read as a restart of all.
///
/// A value: keep it, or write down ``last``, and go on after a restart where it was.
public struct CounterInput: Sendable, Hashable {
    /// When watching began; counters created later than this count whole at their first sample.
    public let watchingSince: Timestamp?
    /// Whether a series without a created time that appears was made at 0 while it was watched, as in processes that
    /// make all their series at their start.
    public let startsAtZero: Bool
    /// How far apart two samples may be for their events to belong to the moment of the second: twice the scrape
    /// interval is usual.
    public let longestInterval: Duration
    /// The sample that the next one is compared with.
    public private(set) var last: CounterSample?
    /// What was wrong with the samples so far.
    public private(set) var faults = CounterFaults()
    /// Good or bad events that were more than the total grew by.
    private var excess: UInt64 = 0

    /// - Parameter last: the last sample of an earlier run: what happened since then is counted, after a gap.
    public init(
        watchingSince: Timestamp? = nil, startsAtZero: Bool = false, longestInterval: Duration = .seconds(120),
        resumingFrom last: CounterSample? = nil
    ) {
        self.watchingSince = watchingSince
        self.startsAtZero = startsAtZero
        self.longestInterval = longestInterval
        self.last = last
    }

    /// What is new in a sample. Samples of one target, in the order of their instants.
    ///
    /// - Returns: no events for a sample that has none or is faulty, see ``faults``.
    public mutating func events(in sample: CounterSample) -> CounterEvents {
        guard let first = CounterGrowth.whole(sample.first.value),
            let second = CounterGrowth.whole(sample.second.value)
        else {
            faults.invalidValues &+= 1
            return .none
        }
        // Counters of another kind are other counters.
        let before = last.flatMap { $0.kind == sample.kind ? $0 : nil }
        if let before, sample.instant <= before.instant {
            faults.unorderedSamples &+= 1
            return .none
        }
        last = sample
        let distance = before.map { sample.instant.duration(since: $0.instant) } ?? .zero
        return CounterEvents(
            counts: counts(
                of: sample.kind, growth(from: before, to: sample, first: first, second: second)),
            gap: distance > longestInterval ? distance : .zero)
    }

    /// Whether the last sample is recent enough for silence to mean that nothing happened. Hand it to
    /// ``SLORecorder/isReporting`` before the engine advances.
    public func isFresh(at instant: Timestamp) -> Bool {
        last.map { instant.duration(since: $0.instant) <= longestInterval } ?? false
    }

    /// What each of the counters grew by.
    private mutating func growth(
        from last: CounterSample?, to sample: CounterSample, first: UInt64, second: UInt64
    ) -> (first: UInt64, second: UInt64) {
        guard let last, let oldFirst = CounterGrowth.whole(last.first.value),
            let oldSecond = CounterGrowth.whole(last.second.value)
        else {
            // The total that it waits for is another counter's.
            excess = 0
            return (beganWatched(sample.first) ? first : 0, beganWatched(sample.second) ? second : 0)
        }
        // Both are one process's, so when one of them began again the other did.
        let isNewLife =
            first < oldFirst || second < oldSecond
            || CounterGrowth.isNewLife(sample.first.created, after: last.first.created, seen: last.instant)
            || CounterGrowth.isNewLife(sample.second.created, after: last.second.created, seen: last.instant)
        if isNewLife {
            // What it waits for ended with the life before.
            excess = 0
            return (first, second)
        }
        return (CounterGrowth.growth(from: oldFirst, to: first), CounterGrowth.growth(from: oldSecond, to: second))
    }

    /// Whether all that a first reading shows is new: its counter began after watching did.
    private func beganWatched(_ reading: CounterReading) -> Bool {
        guard let created = reading.created, let watchingSince else { return startsAtZero }
        return created > watchingSince
    }

    private mutating func counts(
        of kind: CounterSample.Kind, _ growth: (first: UInt64, second: UInt64)
    ) -> EventCounts {
        let (first, second) = growth
        guard kind != .goodAndBad else { return EventCounts(good: first, bad: second) }
        // Both are at most 2^53.
        let part = first + excess
        // Two counters are not read at the very same moment, so an event may be in one of them already. It waits one
        // sample for its total; longer would let a counter that is wrong hide what comes later.
        excess = part > second ? min(part - second, first) : 0
        if part > second { faults.partsAboveTotal &+= 1 }
        let cut = min(part, second)
        return kind == .goodAndTotal
            ? EventCounts(good: cut, bad: second - cut) : EventCounts(good: second - cut, bad: cut)
    }
}

/// The new events of a sample.
public struct CounterEvents: Sendable, Hashable {
    /// The events of this piece.
    public var counts: EventCounts
    /// The time before the sample in which nobody knows when its events happened; zero where there is no such gap.
    public var gap: Duration

    static let none = CounterEvents(counts: .zero, gap: .zero)
}

/// How much a counter grew between two readings. The one place that says what a reset is.
package enum CounterGrowth {
    /// A counter that shows less than before began again at 0, as Prometheus reads it: all that it shows is new. Ask
    /// this of one series at a time: a sum over series falls when one of them ends, which is no reset.
    @inlinable
    package static func growth<Count: Numeric & Comparable>(from old: Count, to new: Count) -> Count {
        new < old ? new : new - old
    }

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
