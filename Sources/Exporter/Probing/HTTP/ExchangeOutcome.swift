import NIOCore
import NIOHTTP1

/// What one ``HTTP1Exchange`` saw, however it ended.
struct ExchangeOutcome: Sendable {
    struct Response: Sendable {
        var status: Int
        /// 1.0 or 1.1.
        var version: Double
        /// -1 when no header says it.
        var contentLength: Int64
        /// Seconds since the Unix epoch.
        var lastModified: Double?
        /// Where it redirects, if it does.
        var location: String?

        init(_ head: HTTPResponseHead) {
            status = Int(head.status.code)
            version = Double(head.version.major) + Double(head.version.minor) / 10
            contentLength = head.headers.first(name: "Content-Length").flatMap { Int64($0) } ?? -1
            lastModified = head.headers.first(name: "Last-Modified").flatMap { HTTPDate.seconds($0) }
            location = RedirectRule.location(status: status, headers: head.headers)
        }
    }

    /// From the request being written to the first byte of the response.
    var processing: Duration = .zero
    /// From the first to the last byte of the response.
    var transfer: Duration = .zero
    var response: Response?
    var bodyLength: Int64 = 0
    /// The beginning of the body, if it is kept at all.
    var body = ByteBuffer()
    var failure: ProbeFailure?

    /// How far it came, such as `after 120 of 4096 bytes of the body`.
    var progress: String {
        guard let response else { return "before the response's head was complete" }
        return response.contentLength < 0
            ? "after \(bodyLength) bytes of the body"
            : "after \(bodyLength) of \(response.contentLength) bytes of the body"
    }
}
