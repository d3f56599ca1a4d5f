/// The answer to a scrape, for any web framework to send.
public struct ExpositionResponse: Sendable {
    /// The HTTP status: 200, as every `Accept` has an answer.
    public let status: Int
    /// The value of the `Content-Type` header, with the format's version. Prometheus 3 fails a scrape without it.
    public let contentType: String
    /// The value of the `Content-Encoding` header, and what the transport is to do to ``body``. `identity` unless the
    /// request's `Accept-Encoding` was given; the header may then be left out.
    public let contentEncoding: ContentEncoding
    /// The page, encoded while it is sent. Not compressed.
    public let body: ExpositionBody
}
