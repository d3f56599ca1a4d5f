import NIOCore

/// Whether a request that changes something may come from where it comes from: pure.
///
/// A page that an operator has open in a browser can make it send requests to this server, with the operator's reach
/// into the network. Browsers say so, in `Origin` and `Sec-Fetch-Site`. A page whose own name is made to resolve to
/// this server (DNS rebinding) looks like one of this server's, but for that name in `Host`, so browsers are heard only
/// under names that no stranger can have. Clients that say nothing of an origin, such as curl, are no browsers: they
/// pass.
struct OriginRule: Sendable, Equatable {
    /// What a request says about itself; nil for headers that it does not have.
    struct Claims: Sendable, Equatable {
        var origin: String?
        /// `Sec-Fetch-Site`.
        var fetchSite: String?
        var host: String?
    }

    /// In small letters.
    private let hosts: Set<String>

    /// - Parameter allowedHosts: names that this server is reached under, beside addresses, `localhost` and the name it
    ///   listens on: those that a proxy passes on, for example.
    init(listen: ListenAddress, allowedHosts: [String] = []) {
        hosts = Set((allowedHosts + [listen.host, "localhost"]).map { Authority.normal($0) })
    }

    func allows(_ claims: Claims) -> Bool {
        guard claims.origin != nil || claims.fetchSite != nil else { return true }
        if let site = claims.fetchSite, site != "same-origin", site != "none" { return false }
        guard let host = claims.host.flatMap({ Authority($0[...]) }), isOwn(host.name) else { return false }
        guard let origin = claims.origin else { return true }
        return isSame(origin, host)
    }

    private func isOwn(_ name: String) -> Bool {
        hosts.contains(name) || (try? SocketAddress(ipAddress: name, port: 0)) != nil
    }

    /// The scheme is not compared: behind a proxy that ends TLS, only the browser knows it.
    private func isSame(_ origin: String, _ host: Authority) -> Bool {
        for (scheme, port) in [("http://", 80), ("https://", 443)] where origin.hasPrefix(scheme) {
            guard let authority = Authority(origin.dropFirst(scheme.count)) else { return false }
            return authority.name == host.name && (authority.port ?? port) == (host.port ?? port)
        }
        return false
    }
}

/// `host`, `host:port`, `[v6]` or `[v6]:port`.
private struct Authority {
    /// In small letters, without brackets and without the root's dot.
    let name: String
    let port: Int?

    init?(_ text: Substring) {
        let end: Substring.Index?
        let name: Substring
        if text.hasPrefix("[") {
            end = text.firstIndex(of: "]").map { text.index(after: $0) }
            guard let end else { return nil }
            name = text[..<end].dropFirst().dropLast()
        } else {
            end = text.firstIndex(of: ":")
            name = text[..<(end ?? text.endIndex)]
        }
        let rest = text[(end ?? text.endIndex)...]
        port = Port.number(rest.dropFirst())
        guard rest.isEmpty || (rest.hasPrefix(":") && port != nil) else { return nil }
        guard !name.isEmpty, !name.contains("/"), !name.contains("@") else { return nil }
        self.name = Self.normal(String(name))
    }

    static func normal(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}
