import NIOCore
import Testing

@testable import nines

/// Who closes a connection first. It is the one whose ports stay taken for a minute.
struct HTTPProberGoodbyeTests {
    private static let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
    /// Longer than any test.
    private static let patient = ProbeLimits(goodbye: .seconds(600))
    private static let prober = ProbeRunner.forTests(
        resolver: FixedResolver(["good.test": ["127.0.0.1"]]), limits: patient)

    @Test func `a target that says it will close is let, and nobody waits for it`() async throws {
        try await ScriptedServer.serve(answering: { _ in .open(Self.closing) }) { server async throws in
            let report = try await Self.prober.probe(server.url(), timeout: .seconds(600))
            #expect(report.succeeded)
            #expect(server.record.closed == 0)
            server.hangUp()
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 0)
        }
    }

    @Test func `over TLS too, with the goodbyes of both`() async throws {
        let authority = try TestAuthority()
        let context = try authority.identity(dns: ["good.test"]).context()
        try await ScriptedServer.serve(tls: context, answering: { _ in .open(Self.closing) }) { server async throws in
            let url = server.url(scheme: "https", host: "good.test")
            let report = try await Self.prober.probe(url, timeout: .seconds(600)) { $0.tls.insecureSkipVerify = true }
            #expect(report.failure == nil)
            #expect(server.record.closed == 0)
            server.hangUp()
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 0)
            #expect(server.record.errors == [])
        }
    }

    @Test func `one that says so and does not is left after a moment`() async throws {
        try await ScriptedServer.serve(answering: { _ in .open(Self.closing) }) { server async throws in
            let limits = ProbeLimits(goodbye: .milliseconds(20))
            #expect(try await ProbeRunner.forTests(limits: limits).probe(server.url()).succeeded)
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 1)
        }
    }

    @Test func `the moment ends with the probe's time`() async throws {
        try await ScriptedServer.serve(answering: { _ in .open(Self.closing) }) { server async throws in
            #expect(try await Self.prober.probe(server.url(), timeout: .milliseconds(500)).succeeded)
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 1)
        }
    }

    @Test(arguments: [
        // It wants to go on, and says so by saying nothing.
        ScriptedServer.Reply.open("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        // More than it announced.
        .endless("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
        .open(closing + closing),
    ])
    func `one that does not mean to close is left at once`(_ reply: ScriptedServer.Reply) async throws {
        try await ScriptedServer.serve(answering: { _ in reply }) { server async throws in
            #expect(try await Self.prober.probe(server.url(), timeout: .seconds(600)).succeeded)
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 1)
        }
    }

    @Test func `a redirect closes first too, and its body is dropped`() async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /new\r\nConnection: close\r\nContent-Length: 5\r\n\r\nmoved"
        try await ScriptedServer.serve(answering: { request in
            .open(request.target == "/" ? redirect : Self.closing)
        }) { server async throws in
            #expect(try await Self.prober.probe(server.url(), timeout: .seconds(600)).succeeded)
            #expect(server.record.accepted == 2)
            #expect(server.record.closed == 0)
            server.hangUp()
            #expect(try await server.isLeftAlone())
            #expect(server.record.left == 0)
        }
    }

    @Test func `a redirect with a body without end is left`() async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /new\r\nConnection: close\r\n\r\n"
        try await ScriptedServer.serve(answering: { request in
            request.target == "/" ? .endless(redirect) : .response("200 OK")
        }) { server async throws in
            #expect(try await Self.prober.probe(server.url(), timeout: .seconds(600)).succeeded)
            #expect(try await server.isLeftAlone())
        }
    }
}
