import NIOHTTP1

/// Where a redirect leads and what goes along. Methods change as in Go's `net/http`, which blackbox_exporter's users
/// know; secrets stay at their origin, which is stricter.
enum RedirectRule {
    /// A probe follows as many redirects as this; one more fails it.
    static let limit = 10

    private static let statusCodes = [301, 302, 303, 307, 308]

    /// The headers of a module that go on to another origin. Any other may be a secret, whatever its name, and must not
    /// reach whoever a redirect names.
    private static let harmless: Set = [
        "accept", "accept-charset", "accept-encoding", "accept-language", "cache-control", "content-language",
        "content-type", "pragma", "user-agent",
    ]

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
    /// - Throws: a failure of the reason `redirect` when the location is not an `http` or `https` URL, or its host is a
    ///   number that only some programs take for an address.
    static func next(after request: ProbeRequest, status: Int, location: String) throws(ProbeFailure) -> ProbeRequest {
        var next = request
        do {
            next.url = try request.url.resolving(location)
        } catch {
            throw refusal(of: location, "\(error)")
        }
        if let problem = HostForm(next.url.host).problem(with: next.url.host) { throw refusal(of: location, problem) }
        // 307 and 308 exist because everybody turned POST into GET on the others.
        if status < 307, request.method != "GET", request.method != "HEAD" { next.method = "GET" }
        if isSameOrigin(next.url, as: request.url) {
            if next.url.userInformation == nil { next.url.userInformation = request.url.userInformation }
        } else {
            next.headers.removeAll { !harmless.contains($0.name.lowercased()) && !ProbeRequest.isHost($0.name) }
        }
        if next.url.host != request.url.host {
            next.serverName = nil
            next.address = nil
        }
        // An own Host header stands for the target's; an absolute location names a host itself.
        if isAbsolute(location) { next.headers.removeAll { ProbeRequest.isHost($0.name) } }
        return next
    }

    private static func refusal(of location: String, _ problem: String) -> ProbeFailure {
        ProbeFailure(reason: .redirect, message: "cannot follow Location \"\(location.prefix(200))\": \(problem)")
    }

    /// Whether secrets may go on: to the same scheme, host and port, and from http to https of one host where both are
    /// at their own ports, which is how sites move their visitors.
    private static func isSameOrigin(_ next: HTTPURL, as last: HTTPURL) -> Bool {
        guard next.host == last.host else { return false }
        if next.scheme == last.scheme { return next.port == last.port }
        return last.scheme == .http && last.port == 80 && next.port == 443
    }

    private static func isAbsolute(_ location: String) -> Bool {
        location.hasPrefix("//") || location.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains(":")
    }
}
