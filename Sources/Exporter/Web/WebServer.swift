import Hummingbird
import HummingbirdCore
import Logging
import NIOPosix
import NinesExposition
import NinesMetrics
import ServiceLifecycle

/// The HTTP side of `nines serve`: metrics, health, readiness and the overview page.
///
/// It shares no thread with probes but Swift's own, on which it does nothing long: connections are on an event loop of
/// its own, and pages are made by `Rendering`.
struct WebServer: Service {
    let listen: ListenAddress
    /// What `/metrics` shows.
    let source: any MetricSource
    let metrics: WebMetrics
    var limits = WebLimits()
    let readiness: @Sendable () -> Readiness
    /// Makes the overview page. Called on the thread of `Rendering`, at most once a second.
    let overview: @Sendable () -> String
    /// Where forms of the overview page may post to, as sources of a content security policy.
    var formTargets: [String] = []
    /// Names that this server is reached under, beside addresses, `localhost` and the host it listens on.
    var allowedHosts: [String] = []
    /// What a POST to `/-/reload` does; without it there is no such path.
    var reload: (@Sendable () async -> ReloadAnswer)?
    /// Told where the server listens, once it does.
    let onListening: @Sendable (ListenAddress) async -> Void

    /// Serves until it is told to shut down; then answers that are under way have `WebLimits.drainTime` to be taken.
    ///
    /// - Throws: `IOError` or `SocketAddressError` when the address cannot be listened on.
    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            try await ShutdownLimit(service: application(on: group), limit: limits.drainTime).run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try? await group.shutdownGracefully()
        try result.get()
    }

    private func application(on group: MultiThreadedEventLoopGroup) -> some ApplicationProtocol {
        // The server's own words are about its inside; what matters of it is said by the commands and the metrics. Only
        // what ends it is not.
        var quiet = Logger(label: "nines.web")
        quiet.logLevel = .error
        return Application(
            router: routes(Rendering()).router,
            server: HTTPServerBuilder { [limits, metrics] responder in
                GuardedChannel(limits, metrics: metrics, responder: responder)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port), serverName: Version.userAgent),
            onServerRunning: { channel in
                // Fails only for a listener that is closed already.
                try? await AcceptPause.add(to: channel)
                let port = channel.localAddress?.port ?? listen.port
                await onListening(ListenAddress(host: listen.host, port: port))
            },
            eventLoopGroupProvider: .shared(group),
            logger: quiet)
    }

    private func routes(_ rendering: Rendering) -> Routes {
        let routes = Routes(
            SiteRules(origin: OriginRule(listen: listen, allowedHosts: allowedHosts), metrics: metrics))
        let clock = ContinuousClock()
        let start = clock.now
        MetricsRoute(source, rendering: rendering).add(to: routes)
        OverviewRoute(
            page: CachedPage(now: { start.duration(to: clock.now) }, rendering: rendering, make: overview),
            formTargets: formTargets
        ).add(to: routes)
        routes.get("/-/healthy") { _, _ in .text("healthy\n") }
        routes.get("/-/ready") { [readiness] _, _ in
            let readiness = readiness()
            return .text("\(readiness.text)\n", status: readiness.isReady ? .ok : .serviceUnavailable)
        }
        if let reload {
            routes.post("/-/reload") { _, _ in
                let answer = await reload()
                return .text("\(answer.text)\n", status: .init(code: answer.status))
            }
        }
        return routes
    }
}
