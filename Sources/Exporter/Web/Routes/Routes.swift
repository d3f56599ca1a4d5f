import Hummingbird

/// Paths and what answers there: HEAD wherever GET does, 405 with `Allow` for every other method, 404 elsewhere.
struct Routes {
    typealias Context = BasicRequestContext
    typealias Answer = @Sendable (Request, Context) async throws -> Response

    /// Of Hummingbird's kind.
    let router = Router()

    /// - Parameter rules: stand around every path, also those that do not exist.
    init(_ rules: SiteRules) {
        router.add(middleware: rules)
    }

    func get(_ path: RouterPath, _ answer: @escaping Answer) {
        router.on(path, method: .get, use: answer)
        router.on(path, method: .head) { request, context in try await answer(request, context).withoutBody }
        refuse(path, allowing: ["GET", "HEAD"])
    }

    func post(_ path: RouterPath, _ answer: @escaping Answer) {
        router.on(path, method: .post, use: answer)
        refuse(path, allowing: ["POST"])
    }

    private func refuse(_ path: RouterPath, allowing allowed: [String]) {
        for method in Self.methods where !allowed.contains(method) {
            guard let method = HTTPRequest.Method(method) else { continue }
            router.on(path, method: method) { _, _ in
                var response = Response.text("only \(allowed.joined(separator: " and "))\n", status: .methodNotAllowed)
                response.headers[.allow] = allowed.joined(separator: ", ")
                return response
            }
        }
    }

    /// Those that the parser knows, by the names that it gives them; it refuses a request with any other.
    private static let methods = [
        "GET", "PUT", "ACL", "HEAD", "POST", "COPY", "LOCK", "MOVE", "BIND", "LINK", "PATCH", "TRACE", "MKCOL", "MERGE",
        "PURGE", "NOTIFY", "SEARCH", "UNLOCK", "REBIND", "UNBIND", "REPORT", "DELETE", "UNLINK", "CONNECT", "MSEARCH",
        "OPTIONS", "PROPFIND", "CHECKOUT", "PROPPATCH", "SUBSCRIBE", "MKCALENDAR", "MKACTIVITY", "UNSUBSCRIBE",
        "SOURCE",
    ]
}

extension Response {
    /// This answer as one to HEAD: its headers say what GET has, and say no length where GET's is not known before its
    /// end (RFC 9110, section 8.6). `RequestWatch` sees to it that nothing follows.
    fileprivate var withoutBody: Response {
        var response = Response(status: status, headers: headers)
        response.headers[.contentLength] = headers[.contentLength]
        return response
    }
}
