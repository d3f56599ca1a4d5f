import ServiceLifecycle

/// Probes the targets until the service shuts down: no probe starts then any more, and those that run have a while to
/// end.
struct FleetService: Service {
    let fleet: Fleet
    /// Ends when probing may start.
    let isReady: @Sendable () async -> Void
    /// How long probes that run at shutdown may go on.
    var grace: Duration = .seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown { await isReady() }
        // An exporter that ends before it is ready, such as one whose address is in use, probes nothing.
        guard !Task.isCancelled, !Task.isShuttingDownGracefully else { return }
        await fleet.begin()
        try? await gracefulShutdown()
        await fleet.end(grace: grace)
    }
}
