import Hummingbird
import NinesExposition
import NinesMetrics

extension Router {
    /// Serves `registry` to Prometheus, in the format it asks for.
    func addMetricsRoute(_ registry: Registry) {
        get("metrics") { request, _ in
            let page = Exposition.response(from: registry, accept: request.headers[.accept])
            let headers: HTTPFields = [.contentType: page.contentType]
            return Response(
                status: .init(code: page.status), headers: headers,
                body: .init { writer in
                    for chunk in page.body { try await writer.write(ByteBuffer(bytes: chunk)) }
                    try await writer.finish(nil)
                })
        }
    }
}
