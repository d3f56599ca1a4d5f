public import CoreMetrics
public import NinesMetrics

/// Takes what code records through swift-metrics into a registry of Nines.
///
/// ```swift
/// MetricsSystem.bootstrap(try NinesMetricsFactory(registry: .default))
/// ```
///
/// Making an instrument that was made before finds the same child without a lock and allocates nothing, whatever the
/// order of the dimensions. No name, dimension or number makes it trap.
public final class NinesMetricsFactory: MetricsFactory {
    private let children: BridgedChildren
    private let tables: LookUpTables

    /// A bridge to `registry`, whose families come into being as code records.
    ///
    /// - Throws: `RegistrationError` naming the label whose upper bounds are not finite, ascending or few enough.
    public init(registry: Registry, policy: BridgePolicy = BridgePolicy()) throws(RegistrationError) {
        tables = try LookUpTables()
        children = try BridgedChildren(registry, policy, tables)
    }

    /// A counter `label_total`. Increments that are negative are dropped; see `docs/swift-metrics.md` for names.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        unsafeDowncast(handler(.counter, in: tables.counters, label, dimensions), to: BridgedCounter.self)
    }

    /// The counter that ``makeCounter(label:dimensions:)`` gives: both kinds of increments add up.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        unsafeDowncast(handler(.counter, in: tables.counters, label, dimensions), to: BridgedCounter.self)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        unsafeDowncast(handler(.gauge, in: tables.gauges, label, dimensions), to: BridgedGauge.self)
    }

    /// A histogram with the buckets of ``BridgePolicy/recorderUpperBounds`` where it aggregates, else a gauge.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else {
            return unsafeDowncast(handler(.gauge, in: tables.gauges, label, dimensions), to: BridgedGauge.self)
        }
        return unsafeDowncast(handler(.histogram, in: tables.histograms, label, dimensions), to: BridgedHistogram.self)
    }

    /// A histogram in seconds, `label_seconds`, with the buckets of ``BridgePolicy/upperBounds``.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        unsafeDowncast(handler(.timer, in: tables.timers, label, dimensions), to: BridgedHistogram.self)
    }

    /// Takes the counter's child out at once, for everybody who has it; made again, it begins at 0. Waits for look-ups
    /// that are under way.
    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    /// As ``destroyCounter(_:)``.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
    /// As ``destroyCounter(_:)``.
    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    /// As ``destroyCounter(_:)``.
    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
    /// As ``destroyCounter(_:)``.
    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    @inline(__always)
    private func handler(
        _ kind: BridgedKind, in table: LookUpTable, _ label: String, _ dimensions: [(String, String)]
    ) -> BridgedHandler {
        table.find(label, dimensions) ?? children.make(kind, in: table, label, dimensions)
    }

    private func destroy(_ handler: AnyObject) {
        guard let handler = handler as? BridgedHandler else { return }
        children.remove(handler)
    }
}
