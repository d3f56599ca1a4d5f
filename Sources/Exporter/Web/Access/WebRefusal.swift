/// Why the web server turned a client away, or cut it off.
enum WebRefusal: String, CaseIterable, Sendable {
    /// All connections are taken.
    case connections
    /// Too much waits to be rendered.
    case busy
    case malformed
    case headTooLarge = "head_too_large"
    case bodyTooLarge = "body_too_large"
    case slowHead = "slow_head"
    case slowBody = "slow_body"
    /// Took no byte of its answer for too long.
    case stalledReader = "stalled_reader"
    /// Took its answer too slowly.
    case slowReader = "slow_reader"
    /// A browser's page from elsewhere.
    case origin

    /// The status line's part behind the version.
    var status: String {
        switch self {
        case .connections, .busy: "503 Service Unavailable"
        case .malformed: "400 Bad Request"
        case .headTooLarge: "431 Request Header Fields Too Large"
        case .bodyTooLarge: "413 Content Too Large"
        case .slowHead, .slowBody, .stalledReader, .slowReader: "408 Request Timeout"
        case .origin: "403 Forbidden"
        }
    }

    /// One line for whoever reads the answer.
    var text: String {
        switch self {
        case .connections: "too many connections; try again later"
        case .busy: "too many pages are being made; try again later"
        case .malformed: "this is not an HTTP request"
        case .headTooLarge: "the request's head is too large"
        case .bodyTooLarge: "the request's body is too large"
        case .slowHead, .slowBody: "the request took too long"
        case .stalledReader, .slowReader: "the answer took too long to send"
        case .origin: "this request comes from a page of another site"
        }
    }

    /// A whole answer that ends its connection. Nobody gets those of slow readers: they are in the middle of another.
    var answer: String {
        let retry = self == .connections || self == .busy ? "Retry-After: 1\r\n" : ""
        return "HTTP/1.1 \(status)\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
            + "\(retry)Connection: close\r\nContent-Length: \(text.utf8.count + 1)\r\n\r\n\(text)\n"
    }
}
