import NIOCore
import NIOHTTP1

/// What one `HTTPExchange` saw, however it ended.
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

    var phases = HTTPObservation.Phases()
    var address: ProbedAddress?
    var tls: TLSObservation?
    var response: Response?
    var bodyLength: Int64 = 0
    /// The beginning of the body, if it is kept at all.
    var body = ByteBuffer()
    var failure: ProbeFailure?
    var log: ProbeLog

    init(log: ProbeLog) {
        self.log = log
    }

    /// How far it came, for the message of a failure.
    func progress(timeout: Duration) -> ExchangeFailure.Progress {
        ExchangeFailure.Progress(
            timeout: timeout, address: address?.text ?? "", response: response, bodyLength: bodyLength)
    }
}
