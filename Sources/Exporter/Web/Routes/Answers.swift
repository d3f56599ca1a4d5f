import Hummingbird
import HummingbirdCore
import NIOCore

extension Response {
    /// A line or more of text.
    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// One of the refusals that are answers.
    static func refusal(_ reason: WebRefusal) -> Response {
        var response = Response.text(
            reason.text + "\n", status: reason == .origin ? .forbidden : .serviceUnavailable)
        if reason == .busy { response.headers[.retryAfter] = "1" }
        return response
    }

    /// A page of ours: no scripts, no frames, nothing from elsewhere.
    ///
    /// - Parameter formTargets: where its forms may post to, as sources of a content security policy; nowhere by
    ///   default.
    static func page(_ html: ByteBuffer, formTargets: [String] = []) -> Response {
        let targets = formTargets.isEmpty ? "'none'" : formTargets.joined(separator: " ")
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; form-action \(targets); "
                    + "frame-ancestors 'none'; base-uri 'none'",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(byteBuffer: html))
    }
}
