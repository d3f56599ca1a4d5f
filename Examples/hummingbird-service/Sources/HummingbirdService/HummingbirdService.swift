import Foundation
import Hummingbird
import Metrics
import NinesMetrics
import NinesMetricsBridge

/// A small web service that measures itself with Nines: `hummingbird-service [PORT]`; without a port it takes a free
/// one.
@main
struct HummingbirdService {
    static func main() async throws {
        let registry = Registry.default
        MetricsSystem.bootstrap(try NinesMetricsFactory(registry: registry))
        let metrics = try RequestMetrics(in: registry)
        let events = try ShipmentEvents(in: registry)
        let promises = try ShipmentPromises(in: registry)

        let router = Router()
        // Hummingbird's own, through swift-metrics.
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: RequestMetricsMiddleware(metrics: metrics))
        router.addMetricsRoute(registry)
        promises.kept(by: router.group("shipments")).get(":id") { _, context in
            events.countLookUp()
            let id = try context.parameters.require("id", as: Int.self)
            return "shipment \(id): \(try await Shipments.whereabouts(of: id))\n"
        }

        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            services: [SLOEngineService(engine: promises.engine)],
            onServerRunning: { channel in
                // Not `print`, which keeps it in a buffer when nobody looks at a terminal.
                let page = "http://127.0.0.1:\(channel.localAddress?.port ?? port)/metrics\n"
                FileHandle.standardOutput.write(Data(page.utf8))
            })
        try await application.runService()
    }
}
