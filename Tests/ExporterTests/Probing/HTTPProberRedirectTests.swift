import NIOCore
import Testing

@testable import nines

/// Redirects over real connections; the rules themselves are tested without.
struct HTTPProberRedirectTests {
    @Test func `a redirect is followed on a fresh connection`() async throws {
        try await ScriptedServer.serve(answering: { request in
            request.target == "/old"
                ? .response("302 Found", ["Location: new?x=1"], body: "moved") : .response("200 OK", body: "here")
        }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url("/old"))
            #expect(result.succeeded)
            #expect(result.seen.redirects == 1)
            #expect(result.seen.statusCode == 200)
            #expect(result.seen.bodyLength == 4)
            #expect(server.record.requests.map(\.target) == ["/old", "/new?x=1"])
            #expect(server.record.accepted == 2)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `without following, the redirect is the answer`() async throws {
        try await ScriptedServer.serve(answering: { _ in .response("302 Found", ["Location: /new"]) }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url()) {
                $0.followRedirects = false
                $0.validStatusCodes = [302]
            }
            #expect(result.succeeded)
            #expect(result.seen.redirects == 0)
            #expect(server.record.requests.count == 1)
        }
    }

    @Test func `a redirect without a location is the answer`() async throws {
        try await ScriptedServer.serve(answering: { _ in .response("302 Found") }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url())
            #expect(result.failure?.reason == .status)
            #expect(result.seen.redirects == 0)
        }
    }

    @Test func `the eleventh redirect fails and no twelfth request is sent`() async throws {
        try await ScriptedServer.serve(answering: { _ in .response("302 Found", ["Location: /again"]) }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url())
            #expect(
                result.failure
                    == ProbeFailure(
                        reason: .redirect,
                        message: "more than 10 redirects, the last from \(server.url("/again")) to /again"))
            #expect(result.seen.redirects == 11)
            #expect(result.seen.statusCode == 302)
            #expect(server.record.requests.count == 11)
            #expect(result.trace.count <= 40)
            #expect(result.trace.last?.text.hasPrefix("failed, redirect: ") == true)
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/", "http://", "http://host:99999/"])
    func `a location that cannot be followed fails`(_ location: String) async throws {
        let reply = ScriptedServer.Reply.response("301 Moved", ["Location: \(location)"])
        try await ScriptedServer.serve(answering: { _ in reply }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url())
            #expect(result.failure?.reason == .redirect)
            #expect(result.failure?.message.contains(location) == true)
            #expect(result.seen.statusCode == 301)
        }
    }

    @Test func `another host does not see the secrets`() async throws {
        try await ScriptedServer.serve { other in
            let location = other.url("/there", host: "other.test")
            let reply = ScriptedServer.Reply.response("302 Found", ["Location: \(location)"])
            try await ScriptedServer.serve(answering: { _ in reply }) { server in
                let prober = ProbeRunner.forTests(resolver: FixedResolver(["other.test": ["127.0.0.1"]]))
                let result = try await prober.probe(server.url()) {
                    $0.headers = [
                        .init(name: "Authorization", value: "Bearer t"), .init(name: "X-Api-Key", value: "k"),
                        .init(name: "Accept", value: "text/html"),
                    ]
                }
                #expect(result.succeeded)
                #expect(server.record.requests.first?.value("Authorization") == "Bearer t")
                #expect(other.record.requests.first?.value("Authorization") == nil)
                #expect(other.record.requests.first?.value("X-Api-Key") == nil)
                #expect(other.record.requests.first?.value("Accept") == "text/html")
                #expect(other.record.requests.first?.value("Host") == "other.test:\(other.port)")
            }
        }
    }

    @Test func `the body of a redirect is not waited for`() async throws {
        try await ScriptedServer.serve(answering: { request in
            request.target == "/"
                ? .open("HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 100\r\n\r\n") : .response("200 OK")
        }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url())
            #expect(result.succeeded)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `a failure after redirects says where`() async throws {
        try await ScriptedServer.serve(answering: { request in
            request.target == "/" ? .response("302 Found", ["Location: /gone"]) : .close
        }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url())
            #expect(
                result.failure
                    == ProbeFailure(
                        reason: .closed,
                        message: "the target closed the connection before the response's head was complete "
                            + "(after 1 redirect, at \(server.url("/gone")))"))
            #expect(result.seen.statusCode == 0)
            #expect(result.seen.redirects == 1)
        }
    }

    @Test func `one timeout covers all redirects`() async throws {
        // Each redirect takes a part of the timeout. With a timeout of its own each would be followed, to the limit.
        try await ScriptedServer.serve(answering: { _ in
            .drip("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n", every: .milliseconds(5))
        }) { server in
            let result = try await ProbeRunner.forTests().probe(server.url(), timeout: .seconds(1))
            #expect(result.failure?.reason == .timeout)
            #expect(result.seen.redirects >= 1)
            #expect(result.duration >= .seconds(1))
        }
    }
}
