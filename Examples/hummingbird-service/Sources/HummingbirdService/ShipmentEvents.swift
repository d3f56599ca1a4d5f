import Metrics
import NinesMetrics

/// Counts with Nines and with swift-metrics in one file: libraries that a service uses may record to swift-metrics'
/// `Metrics` while the service itself records to Nines. Where both have a type of one name, the module tells them
/// apart.
struct ShipmentEvents: Sendable {
    private let lookUps: NinesMetrics.Counter
    private let sameLookUps = Metrics.Counter(label: "shipments.looked.up")

    init(in registry: Registry) throws {
        lookUps = try registry.counter("shipment_look_ups_total", help: "Shipments that were asked for.")
    }

    func countLookUp() {
        lookUps.increment()
        sameLookUps.increment()
    }
}
