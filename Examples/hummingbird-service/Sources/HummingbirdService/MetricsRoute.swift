import Hummingbird
import NinesExposition
import NinesMetrics

extension Router {
    /// Serves `registry` to Prometheus, in the format it asks for, and compressed when it asks for that.
    func addMetricsRoute(_ registry: Registry) {
        get("metrics") { request, _ in
            let page = Exposition.response(
                from: registry, accept: request.headers[.accept], acceptEncoding: request.headers[.acceptEncoding])
            var headers: HTTPFields = [.contentType: page.contentType]
            let isCompressed = page.wantedEncoding == .gzip
            if isCompressed { headers[.contentEncoding] = page.wantedEncoding.rawValue }
            return Response(
                status: .init(code: page.status), headers: headers,
                body: .init { writer in
                    guard isCompressed else {
                        for chunk in page.body { try await writer.write(ByteBuffer(bytes: chunk)) }
                        return try await writer.finish(nil)
                    }
                    guard let gzip = GzipStream() else { throw HTTPError(.internalServerError) }
                    for chunk in page.body {
                        let bytes = gzip.compress(chunk)
                        if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
                    }
                    try await writer.write(ByteBuffer(bytes: gzip.finish()))
                    try await writer.finish(nil)
                })
        }
    }
}
