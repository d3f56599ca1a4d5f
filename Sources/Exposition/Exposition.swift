public import NinesMetrics

/// Where a web framework meets the metrics: a request's header in, an answer out, no transport in between.
///
/// With Hummingbird:
///
/// ```swift
/// router.get("metrics") { request, _ in
///     let page = Exposition.response(from: Registry.default, accept: request.headers[.accept])
///     let headers: HTTPFields = [.contentType: page.contentType]
///     return Response(status: .init(code: page.status), headers: headers, body: .init { writer in
///         for chunk in page.body { try await writer.write(ByteBuffer(bytes: chunk)) }
///         try await writer.finish(nil)
///     })
/// }
/// ```
public enum Exposition {
    /// Collects `source` and answers in the format that the client wants most.
    ///
    /// Collecting happens here, on the caller's thread, and may take milliseconds with many thousands of children;
    /// encoding happens as the body is walked. Nothing is compressed here: a transport that can do it passes
    /// `acceptEncoding` too, and compresses the body when ``ExpositionResponse/wantedEncoding`` says so.
    ///
    /// - Parameters:
    ///   - accept: the request's `Accept` header, several joined with commas; nil when it has none. See
    ///     ``ExpositionFormat/negotiate(accept:)``.
    ///   - query: what stands behind the `?` of the request's URL, still encoded; nil when there is none. Of it, the
    ///     values of `name[]` are read: the families to collect, by any name that they are registered under or expose
    ///     in this format (see `NameFilter`). All families without one.
    ///   - acceptEncoding: the request's `Accept-Encoding` header, several joined with commas; nil when it has none, or
    ///     for a transport that does not compress. See ``ContentEncoding/negotiate(acceptEncoding:)``.
    ///   - createdTimes: whether OpenMetrics 1.0 has a `_created` line for each counter, histogram and summary; see
    ///     ``ExpositionBody/init(_:format:createdTimes:)``.
    public static func response(
        from source: some MetricSource, accept: String?, query: String? = nil, acceptEncoding: String? = nil,
        createdTimes: Bool = false
    ) -> ExpositionResponse {
        let format = ExpositionFormat.negotiate(accept: accept)
        return ExpositionResponse(
            status: 200, contentType: format.contentType,
            wantedEncoding: ContentEncoding.negotiate(acceptEncoding: acceptEncoding),
            body: ExpositionBody(
                source.collect(ScrapeQuery(query).names, escapedBy: format.escaping), format: format,
                createdTimes: createdTimes))
    }
}

/// The answer to a scrape, for any web framework to send.
public struct ExpositionResponse: Sendable {
    /// The HTTP status: 200, as every `Accept` has an answer.
    public let status: Int
    /// The value of the `Content-Type` header, with the format's version. Prometheus 3 fails a scrape without it.
    public let contentType: String
    /// What the client wants done to ``body``, which nobody has done yet. A transport that compresses the body so sends
    /// ``ContentEncoding/rawValue`` as its `Content-Encoding` header; one that does not sends no such header, or the
    /// client takes plain text for compressed bytes. `identity` unless the request's `Accept-Encoding` was given.
    public let wantedEncoding: ContentEncoding
    /// The page, encoded while it is sent. Not compressed.
    public let body: ExpositionBody
}
