import CoreMetrics
import NinesMetrics

/// What a swift-metrics handler is here: one child of a family, found again by its labels.
///
/// Still works when the child was destroyed; then nobody sees what it records.
class BridgedChild: @unchecked Sendable {
    // `@unchecked Sendable`: all properties of this class and its three subclasses are immutable.
    let family: FamilyKey
    /// Without empty values, in order of the names' bytes.
    let labels: [Label]
    let instrument: Instrument

    init(family: FamilyKey, labels: [Label], instrument: Instrument) {
        self.family = family
        self.labels = labels
        self.instrument = instrument
    }
}

/// A counter. Whole and floating-point increments of one name and labels add up.
final class BridgedCounter: BridgedChild, CounterHandler, FloatingPointCounterHandler, @unchecked Sendable {
    private var counter: NinesMetrics.Counter { unsafeDowncast(instrument, to: NinesMetrics.Counter.self) }

    func increment(by amount: Int64) {
        // Int has 64 bits on every platform of the package; were it less, a large amount would count as the largest.
        counter.increment(by: Int(clamping: amount))
    }

    func increment(by amount: Double) { counter.increment(by: amount) }

    /// Nothing: a fall would lose, for every `rate()`, what was counted since the last scrape.
    func reset() {}
}

/// A meter, or a recorder that does not aggregate.
final class BridgedGauge: BridgedChild, MeterHandler, RecorderHandler, @unchecked Sendable {
    private var gauge: NinesMetrics.Gauge { unsafeDowncast(instrument, to: NinesMetrics.Gauge.self) }

    func set(_ value: Int64) { gauge.set(Double(value)) }
    func set(_ value: Double) { gauge.set(value) }
    func increment(by amount: Double) { gauge.increment(by: amount) }
    func decrement(by amount: Double) { gauge.decrement(by: amount) }
    func record(_ value: Int64) { gauge.set(Double(value)) }
    func record(_ value: Double) { gauge.set(value) }
}

/// A timer, which observes seconds, or a recorder that aggregates.
final class BridgedHistogram: BridgedChild, TimerHandler, RecorderHandler, @unchecked Sendable {
    private var histogram: Histogram { unsafeDowncast(instrument, to: Histogram.self) }

    func record(_ value: Int64) { histogram.observe(Double(value)) }
    func record(_ value: Double) { histogram.observe(value) }
    func recordNanoseconds(_ duration: Int64) { histogram.observe(Double(duration) / 1e9) }
}
