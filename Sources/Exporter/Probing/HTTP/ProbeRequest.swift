import Foundation
import NIOCore
import NIOHTTP1

/// One request of a probe: the target's, or one a redirect led to.
struct ProbeRequest: Sendable, Equatable {
    var url: HTTPURL
    var method: String
    /// The module's headers that go to this URL.
    var headers: [HTTPModule.Header]
    /// The name to send and verify instead of the URL's host.
    var serverName: String?
    /// The address of the URL's host that this probe is about, where it is about each.
    var address: SocketAddress?

    init(url: HTTPURL, module: HTTPModule) {
        self.url = url
        method = module.method
        headers = module.headers
        serverName =
            module.tls.serverName ?? Self.hostHeader(of: module.headers).flatMap(Self.serverName(ofHostHeader:))
    }

    /// Sends this access token, and no other credentials.
    mutating func authorize(by token: AccessToken) {
        headers.removeAll { $0.name.lowercased() == "authorization" }
        headers.append(HTTPModule.Header(name: "Authorization", value: "Bearer \(token.value.reveal())"))
    }

    /// The name that is verified against the certificate.
    var verifiedName: String { serverName ?? url.host }

    /// The head as it is written: `Host` first, then the module's headers in their order, defaults where it has none.
    ///
    /// There is never a body, which a method that usually has one must say.
    func head(userAgent: String) -> HTTPRequestHead {
        var fields = HTTPHeaders()
        fields.add(name: "Host", value: Self.hostHeader(of: headers) ?? url.authority)
        for header in headers where !Self.isHost(header.name) { fields.add(name: header.name, value: header.value) }
        if !fields.contains(name: "User-Agent") { fields.add(name: "User-Agent", value: userAgent) }
        if !fields.contains(name: "Authorization"), let credentials = basicCredentials {
            fields.add(name: "Authorization", value: "Basic \(credentials)")
        }
        if ["POST", "PUT", "PATCH"].contains(method), !fields.contains(name: "Content-Length") {
            fields.add(name: "Content-Length", value: "0")
        }
        // A connection is used once; a module's own value would make some servers keep it open for nothing.
        fields.replaceOrAdd(name: "Connection", value: "close")
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method), uri: url.requestTarget, headers: fields)
    }

    private var basicCredentials: String? {
        guard let information = url.userInformation, !information.isEmpty else { return nil }
        let plain = information.removingPercentEncoding ?? information
        return Data((plain.contains(":") ? plain : plain + ":").utf8).base64EncodedString()
    }

    static func isHost(_ name: String) -> Bool { name.lowercased() == "host" }

    private static func hostHeader(of headers: [HTTPModule.Header]) -> String? {
        headers.last { isHost($0.name) }?.value
    }

    /// The name in a `Host` header: a virtual host that is asked for is also the one whose certificate counts.
    private static func serverName(ofHostHeader value: String) -> String? {
        try? HTTPURL("https://\(value)/").host
    }
}
