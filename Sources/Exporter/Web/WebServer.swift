import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NinesExposition

/// The HTTP side of `nines serve`: metrics, health, readiness and the overview page. Any other path is 404.
struct WebServer: Sendable {
    let exporter: Exporter
    let listen: ListenAddress
    /// Makes the overview page.
    let overview: @Sendable () -> String
    /// Told where the server listens, once it does.
    let onListening: @Sendable (ListenAddress) async -> Void

    func application(logger: Logger) -> some ApplicationProtocol {
        // The server's own words are about its inside; what matters of it is said by the commands.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .error)
        return Application(
            router: router,
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: Self.idleTimeout)),
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port), serverName: Version.userAgent),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? listen.port
                await onListening(ListenAddress(host: listen.host, port: port))
            },
            logger: quiet)
    }

    /// Longer than usual scrape intervals, so that scrapers keep their connections; short enough that forgotten ones do
    /// not use up the descriptors that probes need.
    private static let idleTimeout = TimeAmount.seconds(150)

    private var router: Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("/metrics") { request, _ in metrics(for: request) }
        router.get("/-/healthy") { _, _ in Response.text("healthy\n") }
        router.get("/-/ready") { _, _ in readiness }
        router.get("/") { _, _ in
            Response.page(overview())
        }
        return router
    }

    private func metrics(for request: Request) -> Response {
        let page = Exposition.response(
            from: exporter.scrapes, accept: request.headers[.accept], query: request.uri.query,
            acceptEncoding: request.headers[.acceptEncoding])
        var headers: HTTPFields = [.contentType: page.contentType]
        guard page.wantedEncoding == .gzip else {
            return Response(status: .init(code: page.status), headers: headers, body: .chunks(page.body))
        }
        headers[.contentEncoding] = page.wantedEncoding.rawValue
        return Response(status: .init(code: page.status), headers: headers, body: .chunks(GzipChunks(page.body)))
    }

    private var readiness: Response {
        guard !exporter.isReady else { return .text("ready\n") }
        let targets = exporter.configuration.targets.count
        return .text("\(exporter.fleet.pending) of \(targets) targets not probed yet\n", status: .serviceUnavailable)
    }
}

extension ResponseBody {
    /// Each chunk is made when the one before is on its way.
    fileprivate static func chunks(_ chunks: some Sequence<[UInt8]> & Sendable) -> ResponseBody {
        ResponseBody { writer in
            for chunk in chunks { try await writer.write(ByteBuffer(bytes: chunk)) }
            try await writer.finish(nil)
        }
    }
}

extension Response {
    fileprivate static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A page of ours: no scripts, no frames, nothing from elsewhere.
    fileprivate static func page(_ html: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'",
                .xContentTypeOptions: "nosniff",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
