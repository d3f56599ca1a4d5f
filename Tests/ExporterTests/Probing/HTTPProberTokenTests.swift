import NIOCore
import NinesMetrics
import Testing

@testable import nines

/// Probes that send an access token.
struct HTTPProberTokenTests {
    private static func settings(_ url: String) throws -> OAuth2Settings {
        OAuth2Settings(clientID: "nines", clientSecret: Secret("s3cret"), tokenURL: try HTTPURL(url))
    }

    private static func issued(_ token: String, more: String = #", "expires_in": 3600"#) -> ScriptedServer.Reply {
        .response("200 OK", ["Content-Type: application/json"], body: #"{"access_token": "\#(token)"\#(more)}"#)
    }

    // MARK: Against a token server

    @Test func `the token is fetched once and sent by each probe, in place of other credentials`() async throws {
        try await ScriptedServer.serve(answering: { _ in Self.issued("t0ken") }) { issuer async throws in
            try await ScriptedServer.serve { server async throws in
                let runner = ProbeRunner.forTests()
                for _ in 0..<2 {
                    let report = try await runner.probe(server.url()) {
                        $0.headers = [.init(name: "authorization", value: "Basic eA==")]
                        $0.oauth2 = try Self.settings(issuer.url("/token?v=2"))
                    }
                    #expect(report.failure == nil)
                    #expect(!report.trace.map(\.text).joined().contains("t0ken"))
                }
                #expect(server.record.requests.map { $0.value("Authorization") } == ["Bearer t0ken", "Bearer t0ken"])
                #expect(issuer.record.requests.count == 1)
                let request = try #require(issuer.record.requests.first)
                #expect(request.method == "POST")
                #expect(request.target == "/token?v=2")
                #expect(request.body == "grant_type=client_credentials")
                // nines:s3cret
                #expect(request.value("Authorization") == "Basic bmluZXM6czNjcmV0")
                #expect(request.value("Content-Type") == "application/x-www-form-urlencoded")
                #expect(request.value("User-Agent") == "Nines/test")
            }
        }
    }

    @Test func `a server that wants the credentials in the form gets them there`() async throws {
        try await ScriptedServer.serve(answering: { request in
            request.body.contains("client_secret=s3cret") ? Self.issued("t", more: "") : .response("401 Unauthorized")
        }) { issuer async throws in
            // The target takes no token, so the second probe needs another.
            try await ScriptedServer.serve(answering: { _ in .response("401 Unauthorized") }) { server async throws in
                let runner = ProbeRunner.forTests()
                for _ in 0..<2 {
                    let report = try await runner.probe(server.url()) {
                        $0.oauth2 = try Self.settings(issuer.url())
                    }
                    #expect(report.failure?.reason == .status)
                }
                #expect(issuer.record.requests.map { $0.value("Authorization") != nil } == [true, false, false])
            }
        }
    }

    @Test func `a refusal says what the server says, without secrets`() async throws {
        let body = #"{"error": "invalid_client", "error_description": "nines:s3cret is unknown"}"#
        try await ScriptedServer.serve(answering: { _ in .response("400 Bad Request", body: body) }) {
            issuer async throws in
            try await ScriptedServer.serve { server async throws in
                let report = try await ProbeRunner.forTests().probe(server.url()) {
                    $0.oauth2 = try Self.settings(issuer.url("/token?key=5"))
                }
                #expect(
                    report.failure
                        == ProbeFailure(
                            reason: .token,
                            message: "no access token from \(issuer.url("/token")): it answers with status 400: "
                                + "invalid_client: nines:<secret> is unknown"))
                #expect(server.record.accepted == 0)
            }
        }
    }

    @Test func `a server that is silent fails the probe in time and is left alone`() async throws {
        try await ScriptedServer.serve(answering: { _ in .silence }) { issuer async throws in
            let report = try await ProbeRunner.forTests()
                .probe("http://127.0.0.1:1/", timeout: .milliseconds(300)) {
                    $0.oauth2 = try Self.settings(issuer.url())
                }
            #expect(
                report.failure
                    == ProbeFailure(
                        reason: .token,
                        message: "no access token from \(issuer.url()): no answer within the timeout of 300 ms"))
            #expect(try await issuer.isLeftAlone())
        }
    }

    @Test func `the token servers certificate is verified by its own settings`() async throws {
        let authority = try TestAuthority()
        let context = try authority.identity(ip: [[127, 0, 0, 1]]).context()
        try await ScriptedServer.serve(tls: context, answering: { _ in Self.issued("t") }) { issuer async throws in
            try await ScriptedServer.serve { server async throws in
                let runner = ProbeRunner.forTests()
                let url = issuer.url(scheme: "https")
                let refused = try await runner.probe(server.url()) {
                    $0.tls.insecureSkipVerify = true
                    $0.oauth2 = try Self.settings(url)
                }
                #expect(refused.failure?.reason == .token)
                #expect(
                    refused.failure?.message.hasPrefix("no access token from \(url): TLS failed: ") == true,
                    "\(refused.failure?.message ?? "")")
                try await authority.root.certificate.withFile { file in
                    let trusted = try await runner.probe(server.url()) {
                        $0.oauth2 = try Self.settings(url)
                        $0.oauth2?.tls.caFile = file
                    }
                    #expect(trusted.failure == nil)
                }
            }
        }
    }

    // MARK: Staged

    /// Tokens that are issued when a test says so, by a clock that it moves.
    private final class Issuer: Sendable {
        private struct State {
            var now = ContinuousClock.now
            var asked = 0
            var cancelled = 0
            var isHeld = false
            var answer: Result<Duration?, TokenFailure> = .success(.seconds(3600))
        }

        private let state = Lock(State())

        var asked: Int { state.withLock { $0.asked } }
        var cancelled: Int { state.withLock { $0.cancelled } }

        func hold() { state.withLock { $0.isHeld = true } }
        func release() { state.withLock { $0.isHeld = false } }
        func pass(_ time: Duration) { state.withLock { $0.now += time } }
        func answer(_ answer: Result<Duration?, TokenFailure>) { state.withLock { $0.answer = answer } }

        var tokens: AccessTokens {
            AccessTokens(now: { self.state.withLock { $0.now } }) { _ throws(TokenFailure) in
                let number = self.state.withLock { state in
                    state.asked += 1
                    return state.asked
                }
                while self.state.withLock({ $0.isHeld }) {
                    do {
                        try await Task.sleep(for: .milliseconds(1))
                    } catch {
                        self.state.withLock { $0.cancelled += 1 }
                        throw TokenFailure(message: "cancelled")
                    }
                }
                let lifetime = try self.state.withLock { $0.answer }.get()
                return AccessToken(value: Secret("t\(number)"), lifetime: lifetime)
            }
        }
    }

    private static func comes(_ condition: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(1))
        }
        return true
    }

    private static func probe(
        _ url: String, _ runner: ProbeRunner, timeout: Duration = .seconds(60)
    ) async throws -> ProbeReport {
        try await runner.probe(url, timeout: timeout) { $0.oauth2 = try settings("http://login.example/") }
    }

    @Test func `probes at once share a request, and one that is cancelled takes it from none`() async throws {
        try await ScriptedServer.serve { server async throws in
            let (issuer, url) = (Issuer(), server.url())
            let tokens = issuer.tokens
            let runner = ProbeRunner.forTests(tokens: tokens)
            issuer.hold()
            let first = Task { try await Self.probe(url, runner) }
            #expect(try await Self.comes { tokens.waiting == 1 })
            let second = Task { try await Self.probe(url, runner) }
            let third = Task { try await Self.probe(url, runner, timeout: .milliseconds(50)) }
            #expect(try await third.value.failure?.reason == .token)
            #expect(try await Self.comes { tokens.waiting == 2 })
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            #expect(tokens.waiting == 1)
            issuer.release()
            #expect(try await second.value.succeeded)
            #expect(issuer.asked == 1)
            #expect(server.record.requests.map { $0.value("Authorization") } == ["Bearer t1"])
        }
    }

    @Test func `a request for which nobody waits any more is cancelled`() async throws {
        try await ScriptedServer.serve { server async throws in
            let (issuer, url) = (Issuer(), server.url())
            let runner = ProbeRunner.forTests(tokens: issuer.tokens)
            issuer.hold()
            #expect(try await Self.probe(url, runner, timeout: .milliseconds(50)).failure?.reason == .token)
            #expect(try await Self.comes { issuer.cancelled == 1 })
            issuer.release()
            #expect(try await Self.probe(url, runner).succeeded)
            #expect(issuer.asked == 2)
        }
    }

    @Test(arguments: [
        (Duration?.some(.seconds(3600)), Duration.seconds(3539)), (.seconds(61), .milliseconds(999)),
        (nil, .seconds(299)),
    ])
    func `a token is kept until a minute before it expires`(lifetime: Duration?, kept: Duration) async throws {
        try await ScriptedServer.serve { server async throws in
            let issuer = Issuer()
            let runner = ProbeRunner.forTests(tokens: issuer.tokens)
            issuer.answer(.success(lifetime))
            _ = try await Self.probe(server.url(), runner)
            issuer.pass(kept)
            _ = try await Self.probe(server.url(), runner)
            #expect(issuer.asked == 1)
            issuer.pass(.seconds(1))
            _ = try await Self.probe(server.url(), runner)
            #expect(
                server.record.requests.map { $0.value("Authorization") } == ["Bearer t1", "Bearer t1", "Bearer t2"])
        }
    }

    @Test func `a token of a minute is for one probe, or those at once`() async throws {
        try await ScriptedServer.serve { server async throws in
            let issuer = Issuer()
            let runner = ProbeRunner.forTests(tokens: issuer.tokens)
            issuer.answer(.success(.seconds(60)))
            for _ in 0..<2 { #expect(try await Self.probe(server.url(), runner).succeeded) }
            #expect(issuer.asked == 2)
        }
    }

    @Test func `a failure is the answer for a second`() async throws {
        try await ScriptedServer.serve { server async throws in
            let issuer = Issuer()
            let runner = ProbeRunner.forTests(tokens: issuer.tokens)
            issuer.answer(.failure(TokenFailure(message: "it answers with status 503")))
            let failure = ProbeFailure(
                reason: .token, message: "no access token from http://login.example/: it answers with status 503")
            for _ in 0..<3 { #expect(try await Self.probe(server.url(), runner).failure == failure) }
            #expect(issuer.asked == 1)
            issuer.pass(.seconds(1))
            issuer.answer(.success(nil))
            #expect(try await Self.probe(server.url(), runner).succeeded)
        }
    }

    @Test func `a token that the target refuses is fetched anew by the next probe`() async throws {
        try await ScriptedServer.serve(answering: { request in
            request.value("Authorization") == "Bearer t1" ? .response("401 Unauthorized") : .response("200 OK")
        }) { server async throws in
            let runner = ProbeRunner.forTests(tokens: Issuer().tokens)
            #expect(try await Self.probe(server.url(), runner).failure?.reason == .status)
            for _ in 0..<2 { #expect(try await Self.probe(server.url(), runner).succeeded) }
            #expect(
                server.record.requests.map { $0.value("Authorization") } == ["Bearer t1", "Bearer t2", "Bearer t2"])
        }
    }

    @Test func `another origin does not see the token`() async throws {
        try await ScriptedServer.serve { other async throws in
            let reply = ScriptedServer.Reply.response("302 Found", ["Location: \(other.url())"])
            try await ScriptedServer.serve(answering: { _ in reply }) { server async throws in
                #expect(try await Self.probe(server.url(), .forTests(tokens: Issuer().tokens)).succeeded)
                #expect(server.record.requests.first?.value("Authorization") == "Bearer t1")
                #expect(other.record.requests.first?.value("Authorization") == nil)
            }
        }
    }

    @Test func `a reload forgets the tokens of modules that are gone`() async throws {
        try await ScriptedServer.serve { server async throws in
            let issuer = Issuer()
            let runner = ProbeRunner.forTests(tokens: issuer.tokens)
            var module = Module.http2xx
            module.http.oauth2 = try Self.settings("http://login.example/")
            _ = try await Self.probe(server.url(), runner)
            _ = await runner.renew(for: [module])
            _ = try await Self.probe(server.url(), runner)
            #expect(issuer.asked == 1)
            _ = await runner.renew(for: [Module]())
            _ = try await Self.probe(server.url(), runner)
            #expect(issuer.asked == 2)
        }
    }
}
