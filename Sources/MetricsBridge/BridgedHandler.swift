import CoreMetrics
import NinesMetrics

/// What code that uses swift-metrics holds: a way to one child. There are several of each child (``BridgedChild``), and
/// all record in the same instrument.
///
/// Still works when the child was destroyed; then nobody sees what it records.
///
/// `@unchecked Sendable`: all properties are immutable.
class BridgedHandler: @unchecked Sendable {
    let family: FamilyKey
    /// Without empty values, in order of the names' bytes.
    let labels: [Label]
    let instrument: Instrument
    /// The same. Through a strong reference the compiler retains it around each record, and so threads that record in
    /// one child would take a cache line from each other after all.
    private let unretained: Unmanaged<Instrument>

    init(family: FamilyKey, labels: [Label], instrument: Instrument) {
        self.family = family
        self.labels = labels
        self.instrument = instrument
        unretained = .passUnretained(instrument)
    }

    /// Runs `body` with the instrument, which the makers of subclasses know to be of that kind.
    @inline(__always)
    fileprivate final func record<Kind: Instrument>(in kind: Kind.Type, _ body: (Kind) -> Void) {
        // `instrument` lives as long as `self`, which must therefore last until `body` is done.
        withExtendedLifetime(self) {
            unretained._withUnsafeGuaranteedRef { body(unsafeDowncast($0, to: Kind.self)) }
        }
    }
}

/// A counter. Whole and floating-point increments of one name and labels add up.
///
/// `@unchecked Sendable`: it has no properties of its own.
final class BridgedCounter: BridgedHandler, CounterHandler, FloatingPointCounterHandler, @unchecked Sendable {
    func increment(by amount: Int64) {
        // Int has 64 bits on every platform of the package; were it less, a large amount would count as the largest.
        record(in: NinesMetrics.Counter.self) { $0.increment(by: Int(clamping: amount)) }
    }

    func increment(by amount: Double) { record(in: NinesMetrics.Counter.self) { $0.increment(by: amount) } }

    /// Nothing: a fall would lose, for every `rate()`, what was counted since the last scrape.
    func reset() {}
}

/// A meter, or a recorder that does not aggregate.
///
/// `@unchecked Sendable`: it has no properties of its own.
final class BridgedGauge: BridgedHandler, MeterHandler, RecorderHandler, @unchecked Sendable {
    func set(_ value: Int64) { record(in: NinesMetrics.Gauge.self) { $0.set(Double(value)) } }
    func set(_ value: Double) { record(in: NinesMetrics.Gauge.self) { $0.set(value) } }
    func increment(by amount: Double) { record(in: NinesMetrics.Gauge.self) { $0.increment(by: amount) } }
    func decrement(by amount: Double) { record(in: NinesMetrics.Gauge.self) { $0.decrement(by: amount) } }
    func record(_ value: Int64) { record(in: NinesMetrics.Gauge.self) { $0.set(Double(value)) } }
    func record(_ value: Double) { record(in: NinesMetrics.Gauge.self) { $0.set(value) } }
}

/// A timer, which observes seconds, or a recorder that aggregates.
///
/// `@unchecked Sendable`: it has no properties of its own.
final class BridgedHistogram: BridgedHandler, TimerHandler, RecorderHandler, @unchecked Sendable {
    func record(_ value: Int64) { record(in: Histogram.self) { $0.observe(Double(value)) } }
    func record(_ value: Double) { record(in: Histogram.self) { $0.observe(value) } }
    func recordNanoseconds(_ duration: Int64) {
        record(in: Histogram.self) { $0.observe(Duration.seconds(ofNanoseconds: duration)) }
    }
}
