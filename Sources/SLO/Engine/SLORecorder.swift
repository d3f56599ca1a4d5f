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
    @usableFromInline
    let good: Counter
    @usableFromInline
    let bad: Counter

    private let watching = Atomic(true)

    init() throws(RegistrationError) {
        good = try Counter.unregistered()
        bad = try Counter.unregistered()
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
    public func recordGood() { good.increment() }

    /// An event that broke the promise.
    @inlinable
    public func recordBad() { bad.increment() }

    /// An event that kept the promise or broke it.
    @inlinable
    public func record(good isGood: Bool) {
        if isGood { recordGood() } else { recordBad() }
    }

    /// An event of a latency SLO: good when it took at most `threshold`. Decided for each event, so no histogram bucket
    /// has to lie on the threshold.
    @inlinable
    public func record(_ duration: Duration, within threshold: Duration) {
        record(good: duration <= threshold)
    }

    /// Events that were counted elsewhere.
    public func record(_ counts: EventCounts) {
        good.increment(by: Int(clamping: counts.good))
        bad.increment(by: Int(clamping: counts.bad))
    }

    /// Whether silence means that nothing happened. While false, slices that close are not covered: for events that come
    /// from elsewhere, such as scraped counters, when nothing comes any more.
    public var isWatching: Bool {
        // Relaxed: no other memory depends on it.
        get { watching.load(ordering: .relaxed) }
        set { watching.store(newValue, ordering: .relaxed) }
    }

    /// The totals since the recorder was made.
    var totals: EventCounts {
        EventCounts(good: good.value.integer, bad: bad.value.integer)
    }
}
