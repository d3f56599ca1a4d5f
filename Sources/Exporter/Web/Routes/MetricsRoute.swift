import Hummingbird
import HummingbirdCore
import NIOCore
import NinesExposition
import NinesMetrics

/// `/metrics`: collected and encoded on the thread for pages, a chunk at a time, at the pace of its reader.
struct MetricsRoute: Sendable {
    private let scrapes: ScrapeSharing
    private let rendering: Rendering

    init(_ source: any MetricSource, rendering: Rendering) {
        scrapes = ScrapeSharing(source)
        self.rendering = rendering
    }

    func add(to routes: Routes) {
        routes.get("/metrics") { [self] request, _ in try await answer(request) }
    }

    private func answer(_ request: Request) async throws -> Response {
        // Its headers do not depend on what is collected.
        guard request.method != .head else { return response(to: request, from: NoSource()) }
        try rendering.admit()
        return try await scrapes.scrape { turn in
            try await rendering.run { response(to: request, from: turn) }
        }
    }

    private func response(to request: Request, from source: some MetricSource) -> Response {
        let page = Exposition.response(
            from: source, accept: request.headers[.accept], query: request.uri.query,
            acceptEncoding: request.headers[.acceptEncoding])
        var response = Response(status: .init(code: page.status), headers: [.contentType: page.contentType])
        if page.wantedEncoding == .gzip {
            response.headers[.contentEncoding] = page.wantedEncoding.rawValue
            response.body = body(GzipChunks(page.body))
        } else {
            response.body = body(page.body)
        }
        return response
    }

    /// Each chunk is made when the one before is on its way.
    private func body(_ chunks: some Sequence<[UInt8]> & Sendable) -> ResponseBody {
        ResponseBody { [rendering] writer in
            try await withTaskExecutorPreference(rendering) {
                // Each write is a turn of two threads: two chunks at a time halve the turns.
                var chunks = chunks.makeIterator()
                while let first = chunks.next() {
                    let second = chunks.next() ?? []
                    var buffer = ByteBufferAllocator().buffer(capacity: first.count + second.count)
                    buffer.writeBytes(first)
                    buffer.writeBytes(second)
                    try await writer.write(buffer)
                }
            }
            try await writer.finish(nil)
        }
    }
}

private struct NoSource: MetricSource {
    func collect(_ names: NameFilter) -> Snapshot { Snapshot(families: []) }
}
