import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NinesMetrics

/// Asks token servers, by the client of everything that is no probe.
final class TokenClient: Sendable {
    /// What a request may take by itself. Those who wait for it give up before, and it is cancelled then.
    private static let longest = TimeAmount(Deadline.longest)

    private let contexts: TLSContexts
    private let userAgent: String
    /// What each server took last.
    private let learnt = Lock<[HTTPURL: TokenExchange.ClientAuthentication]>([:])

    init(contexts: TLSContexts, userAgent: String) {
        self.contexts = contexts
        self.userAgent = userAgent
    }

    /// Credentials in the header first, and in the form where the server does not take that, as Go's client does.
    func token(for settings: OAuth2Settings) async throws(TokenFailure) -> AccessToken {
        let known = learnt.withLock { $0[settings.tokenURL] }
        let first = try await answer(to: settings, known ?? .header)
        var last = first
        if known == nil, TokenExchange.wantsOtherAuthentication(first.status) {
            last = try await answer(to: settings, .form)
            if last.status < 300 { learnt.withLock { $0[settings.tokenURL] = .form } }
        } else if first.status < 300 {
            learnt.withLock { $0[settings.tokenURL] = known ?? .header }
        }
        return try TokenExchange.token(status: last.status, body: last.body, for: settings)
    }

    private func answer(
        to settings: OAuth2Settings, _ authentication: TokenExchange.ClientAuthentication
    ) async throws(TokenFailure) -> (status: Int, body: [UInt8]) {
        let url = settings.tokenURL
        var request = HTTPClientRequest(url: "\(url.scheme.rawValue)://\(url.authority)\(url.requestTarget)")
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: userAgent)
        // The next request is an hour away. One on a connection that the server is about to close would fail.
        request.headers.add(name: "Connection", value: "close")
        if let value = TokenExchange.authorization(settings, authentication) {
            request.headers.add(name: "Authorization", value: value)
        }
        request.body = .bytes(ByteBuffer(string: TokenExchange.form(settings, authentication)))
        do {
            if url.scheme == .https { request.tlsConfiguration = try await contexts.client(for: settings.tls) }
            let response = try await OutboundHTTP.client.execute(request, timeout: Self.longest)
            let body = try await response.body.collect(upTo: TokenExchange.longestAnswer)
            return (Int(response.status.code), Array(body.readableBytesView))
        } catch let failure as DialFailure {
            throw TokenFailure(message: failure.message)
        } catch {
            throw TokenFailure(message: OutboundHTTP.sentence(error))
        }
    }
}
