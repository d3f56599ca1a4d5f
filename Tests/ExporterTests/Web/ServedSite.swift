import Logging
import NinesMetrics
import ServiceLifecycle

@testable import nines

/// A web server on a free loopback port, of an exporter that has only what tests give it.
struct ServedSite: Sendable {
    var limits = WebLimits()
    var registry = Registry()
    var readiness = Readiness.ready
    var overview: @Sendable () -> String = { "<!doctype html>" }
    var formTargets: [String] = []
    var reload: (@Sendable () async -> ReloadAnswer)?

    /// Serves for as long as `body` runs, then shuts down as a process does that is told to stop.
    func serve(_ body: (_ port: Int) async throws -> Void) async throws {
        let (listening, continuation) = AsyncStream<Int>.makeStream()
        let server = WebServer(
            listen: ListenAddress(host: "127.0.0.1", port: 0), source: registry, metrics: try WebMetrics(in: registry),
            limits: limits, readiness: { readiness }, overview: overview, formTargets: formTargets, reload: reload,
            onListening: { continuation.yield($0.port) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: server)], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in listening {
                try await body(port)
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// The value of a metric of the server's.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        registry.collect().value(of: name, labels: labels)
    }
}
