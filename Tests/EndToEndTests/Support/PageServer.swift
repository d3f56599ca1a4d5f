import Hummingbird
import Logging
import NIOCore
import NinesExposition
import NinesMetrics

/// A service that serves the metrics of one source at `/metrics`, as the documentation shows, on a free port.
enum PageServer {
    /// Runs `body` with the server's address while it serves.
    static func serving(
        _ source: some MetricSource, _ body: @escaping @Sendable (_ address: String) async throws -> Void
    ) async throws {
        let router = Router()
        router.get("metrics") { request, _ in
            let page = Exposition.response(from: source, accept: request.headers[.accept])
            return Response(
                status: .ok, headers: [.contentType: page.contentType],
                body: .init { writer in
                    for chunk in page.body { try await writer.write(ByteBuffer(bytes: chunk)) }
                    try await writer.finish(nil)
                })
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        // It calls being cancelled an error.
        var logger = Logger(label: "page-server")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports {
                try await body("127.0.0.1:\(port)")
                break
            }
            group.cancelAll()
        }
    }
}
