import NIOHTTP1

/// Where a redirect leads and what goes along: the rules of Go's `net/http`, which blackbox_exporter's users know.
enum RedirectRule {
    /// A probe follows as many redirects as this; one more fails it.
    static let limit = 10

    private static let statusCodes = [301, 302, 303, 307, 308]

    /// What was asked for must not reach whoever a redirect names.
    private static let secrets = ["authorization", "cookie", "cookie2", "proxy-authorization", "www-authenticate"]

    /// The `Location` of a response that redirects; nil for any other response, and for a redirect that names no
    /// location: it is a final answer then.
    static func location(status: Int, headers: HTTPHeaders) -> String? {
        guard statusCodes.contains(status), let location = headers.first(name: "Location"), !location.isEmpty else {
            return nil
        }
        return location
    }

    /// The request that follows `request` after a response of `status` with this `Location`.
    ///
    /// - Throws: a failure of the reason `redirect` when the location is not an `http` or `https` URL.
    static func next(after request: ProbeRequest, status: Int, location: String) throws(ProbeFailure) -> ProbeRequest {
        var next = request
        do {
            next.url = try request.url.resolving(location)
        } catch {
            throw ProbeFailure(
                reason: .redirect, message: "cannot follow Location \"\(location.prefix(200))\": \(error)")
        }
        // 307 and 308 exist because everybody turned POST into GET on the others.
        if status < 307, request.method != "GET", request.method != "HEAD" { next.method = "GET" }
        if next.url.userInformation == nil, next.url.host == request.url.host, isAsSafe(next.url, as: request.url) {
            next.url.userInformation = request.url.userInformation
        }
        if next.url.host != request.url.host || !isAsSafe(next.url, as: request.url) {
            next.headers.removeAll { secrets.contains($0.name.lowercased()) }
        }
        if next.url.host != request.url.host { next.serverName = nil }
        // An own Host header stands for the target's; an absolute location names a host itself.
        if isAbsolute(location) { next.headers.removeAll { ProbeRequest.isHost($0.name) } }
        return next
    }

    /// A secret that was sent encrypted must not go on in the clear.
    private static func isAsSafe(_ next: HTTPURL, as last: HTTPURL) -> Bool {
        next.scheme == .https || last.scheme == .http
    }

    private static func isAbsolute(_ location: String) -> Bool {
        location.hasPrefix("//") || location.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains(":")
    }
}
