public import NinesMetrics
internal import Synchronization

/// What a service holds to report the events of one SLO. Made by ``SLOEngine/add(_:)``.
///
/// Each call costs one counter increment: no lock, no clock, no allocation. The engine decides when the events
/// happened, by sampling at slice edges.
///
/// Report every event that a user waited for, rejected and timed-out requests included: what is left out counts as if
/// it had never been asked for.
public final class SLORecorder: Sendable {
    /// Good events, then bad ones.
    @usableFromInline
    let events: CellPair

    private let reporting = Atomic(true)
    /// The bits of a `Double`.
    private let remaining = Atomic(Double(1).bitPattern)

    init() throws(RegistrationError) {
        events = try CellPair(for: "an SLO's recorder")
    }

    static func made(for definition: SLODefinition) throws(SLOError) -> SLORecorder {
        do throws(RegistrationError) {
            return try SLORecorder()
        } catch {
            throw SLOError(
                key: "name", "SLO \"\(definition.name)\" of service \"\(definition.service)\": \(error.description)")
        }
    }

    /// An event that kept the promise.
    @inlinable
    public func recordGood() { record(good: true) }

    /// An event that broke the promise.
    @inlinable
    public func recordBad() { record(good: false) }

    /// An event that kept the promise or broke it.
    @inlinable @inline(__always)
    public func record(good isGood: Bool) {
        events.add(1, toSecond: !isGood)
        withExtendedLifetime(self) {}
    }

    /// An event of a latency SLO: good when it took at most `threshold`. Decided for each event, so no histogram bucket
    /// has to lie on the threshold.
    @inlinable @inline(__always)
    public func record(_ duration: Duration, within threshold: Duration) {
        record(good: duration <= threshold)
    }

    /// Events that were counted elsewhere.
    public func record(_ counts: EventCounts) {
        events.add(counts.good, toSecond: false)
        events.add(counts.bad, toSecond: true)
    }

    /// Whether silence means that nothing happened. While false, slices that close are not covered: for events that
    /// come from elsewhere, such as scraped counters, when nothing comes any more.
    public var isReporting: Bool {
        // Relaxed: no other memory depends on it.
        get { reporting.load(ordering: .relaxed) }
        set { reporting.store(newValue, ordering: .relaxed) }
    }

    /// The share of the error budget that was left at the engine's last ``SLOEngine/advance(to:)``: 1 before the first,
    /// below 0 when it is overspent. One load, without a lock: for deciding in each request what can be afforded.
    ///
    /// ```swift
    /// if checkout.budgetRemaining < 0.1 { answerFromCache() }
    /// ```
    public var budgetRemaining: Double {
        // Relaxed: a number by itself.
        Double(bitPattern: remaining.load(ordering: .relaxed))
    }

    func show(budgetRemaining: Double) { remaining.store(budgetRemaining.bitPattern, ordering: .relaxed) }

    /// The totals since the recorder was made.
    var totals: EventCounts {
        let (good, bad) = events.counts
        return EventCounts(good: good, bad: bad)
    }
}
