import NIOCore
import Testing

@testable import nines

/// What a probe makes of well-formed responses, over loopback connections.
struct HTTPProberResponseTests {
    @Test(
        arguments: [
            (200, [], true), (201, [], true), (299, [], true), (300, [], false), (404, [], false), (500, [], false),
            (404, [200, 404], true), (200, [200, 404], true), (201, [200, 404], false), (200, [404], false),
        ] as [(Int, [Int], Bool)])
    func `a status succeeds when it is accepted`(status: Int, accepted: [Int], succeeds: Bool) async throws {
        try await ScriptedServer.serve(answering: { _ in .response("\(status) Word") }) { server in
            let result = try await HTTPProber.forTests().probe(server.url()) { $0.validStatusCodes = accepted }
            #expect(result.succeeded == succeeds)
            #expect(result.http.statusCode == status)
            if !succeeds {
                let list = accepted.isEmpty ? "200 to 299" : accepted.map(String.init).joined(separator: ", ")
                #expect(
                    result.failure
                        == ProbeFailure(
                            reason: .status, message: "status \(status) is not among the accepted: \(list)"))
            }
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `the request is the module's, with defaults where it has none`() async throws {
        try await ScriptedServer.serve { server in
            _ = try await HTTPProber.forTests().probe(server.url("/a b?c=d"))
            let result = try await HTTPProber.forTests().probe(server.url("/x")) {
                $0.method = "POST"
                $0.headers = [
                    .init(name: "host", value: "virtual.example"), .init(name: "X-One", value: "1"),
                    .init(name: "User-Agent", value: "own"), .init(name: "Accept-Encoding", value: "gzip"),
                ]
            }
            #expect(result.succeeded)
            #expect(
                server.record.requests == [
                    .init(
                        method: "GET", target: "/a%20b?c=d",
                        headers: ["Host: 127.0.0.1:\(server.port)", "User-Agent: Nines/test", "Connection: close"]),
                    .init(
                        method: "POST", target: "/x",
                        headers: [
                            "Host: virtual.example", "X-One: 1", "User-Agent: own", "Accept-Encoding: gzip",
                            "Content-Length: 0", "Connection: close",
                        ]),
                ])
        }
    }

    @Test func `credentials in the URL are sent as basic authentication and shown nowhere`() async throws {
        try await ScriptedServer.serve { server in
            let result = try await HTTPProber.forTests().probe("http://me:p%40ss@127.0.0.1:\(server.port)/")
            #expect(server.record.requests.first?.value("Authorization") == "Basic bWU6cEBzcw==")
            #expect(!result.log.contains { $0.text.contains("p%40ss") || $0.text.contains("bWU6") })
        }
    }

    @Test func `a header that HTTP forbids is never sent`() async throws {
        try await ScriptedServer.serve { server in
            let result = try await HTTPProber.forTests().probe(server.url()) {
                $0.headers = [.init(name: "X", value: "1\r\nInjected: 2")]
            }
            #expect(result.failure?.reason == .protocol)
            #expect(server.record.requests.isEmpty)
        }
    }

    @Test func `facts of the response are reported`() async throws {
        let reply = ScriptedServer.Reply.response(
            "200 OK", ["Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"], body: "hello")
        try await ScriptedServer.serve(answering: { _ in reply }) { server in
            let result = try await HTTPProber.forTests().probe(server.url())
            var expected = HTTPObservation(statusCode: 200, version: 1.1, contentLength: 5, bodyLength: 5)
            expected.lastModified = 784_111_777
            expected.phases = result.http.phases
            #expect(result.http == expected)
            #expect(result.address?.text == "127.0.0.1:\(server.port)")
            #expect(result.tls == nil)
            #expect(result.timeout == .seconds(5))
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.0 200 OK\r\n\r\nuntil the end", "GET", 1.0, -1, 13),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "GET", 1.1, -1,
                5
            ),
            ("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "GET", 1.1, 1, 1),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "HEAD", 1.1, 1000, 0),
            ("HTTP/1.1 204 No Content\r\n\r\n", "GET", 1.1, -1, 0),
        ] as [(String, String, Double, Int64, Int64)])
    func `every framing of HTTP 1 is understood`(
        _ bytes: String, method: String, version: Double, contentLength: Int64, bodyLength: Int64
    ) async throws {
        try await ScriptedServer.serve(answering: { _ in .bytes(bytes) }) { server in
            let result = try await HTTPProber.forTests().probe(server.url()) { $0.method = method }
            #expect(result.failure == nil)
            #expect(result.http.version == version)
            #expect(result.http.contentLength == contentLength)
            #expect(result.http.bodyLength == bodyLength)
        }
    }

    @Test func `a complete response ends the probe though the target keeps the connection`() async throws {
        let reply = ScriptedServer.Reply.open("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        try await ScriptedServer.serve(answering: { _ in reply }) { server in
            let result = try await HTTPProber.forTests().probe(server.url())
            #expect(result.succeeded)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test(
        arguments: [
            (["ok"], [], nil), (["bad"], [], "the body matches \"bad\", which it must not"),
            (["ok", "status: (good|bad)"], [], "the body matches \"status: (good|bad)\", which it must not"),
            ([], ["status"], nil), ([], ["fine"], "the body does not match \"fine\""),
            ([], ["status", "b.d$"], nil), ([], ["status", "fine"], "the body does not match \"fine\""),
            (["ok"], ["status"], nil),
        ] as [([String], [String], String?)])
    func `the body is judged by every pattern`(
        forbidden: [String], required: [String], message: String?
    ) async throws {
        try await ScriptedServer.serve(answering: { _ in .response("200 OK", body: "status: bad") }) { server in
            let result = try await HTTPProber.forTests().probe(server.url()) {
                $0.failIfBodyMatches = try forbidden.map { try Pattern($0) }
                $0.failIfBodyNotMatches = try required.map { try Pattern($0) }
            }
            #expect(result.failure == message.map { ProbeFailure(reason: .body, message: $0) })
            #expect(result.http.failedDueToRegex == (message != nil))
        }
    }

    @Test func `an empty body can be judged`() async throws {
        try await ScriptedServer.serve { server in
            let result = try await HTTPProber.forTests().probe(server.url()) {
                $0.failIfBodyNotMatches = [try Pattern("^$")]
            }
            #expect(result.succeeded)
        }
    }

    @Test func `a body that is too long to be judged whole fails, whatever its beginning says`() async throws {
        let limits = ProbeLimits(judgedBody: 4)
        try await ScriptedServer.serve(answering: { _ in .response("200 OK", body: "abcdef") }) { server in
            let prober = HTTPProber.forTests(limits: limits)
            let result = try await prober.probe(server.url()) { $0.failIfBodyMatches = [try Pattern("ef")] }
            #expect(result.failure == ProbeFailure(reason: .bodySize, message: "the body is longer than 4 bytes"))
            #expect(result.http.bodyLength == 4)
            #expect(try await prober.probe(server.url()).succeeded)
        }
    }

    @Test func `phases are not negative and sum to no more than the duration`() async throws {
        try await ScriptedServer.serve { server in
            let prober = HTTPProber.forTests(resolver: FixedResolver(["service.test": ["127.0.0.1"]]))
            for url in [server.url(), server.url(host: "service.test")] {
                let result = try await prober.probe(url)
                let phases = result.http.phases
                let all = [phases.resolve, phases.connect, phases.tls, phases.processing, phases.transfer]
                #expect(all.allSatisfy { $0 >= .zero })
                #expect(all.reduce(.zero, +) <= result.duration)
                #expect(phases.connect > .zero && phases.processing > .zero && phases.tls == .zero)
                #expect((phases.resolve > .zero) == url.contains("service"))
            }
        }
    }

    @Test func `the log tells the story`() async throws {
        try await ScriptedServer.serve(answering: { _ in .response("200 OK", body: "hello") }) { server in
            let prober = HTTPProber.forTests(resolver: FixedResolver(["service.test": ["127.0.0.1", "127.0.0.2"]]))
            let result = try await prober.probe(server.url("/x", host: "service.test")) {
                $0.failIfBodyNotMatches = [try Pattern("hello")]
            }
            // Only the durations differ from run to run.
            let lines = result.log.map { $0.text.replacing(#/[0-9.]+ (µs|ms|s)$/#, with: "<time>") }
            #expect(
                lines == [
                    "resolved service.test to 127.0.0.1, the first of 2 in <time>",
                    "connected to 127.0.0.1:\(server.port) in <time>",
                    "request GET http://service.test:\(server.port)/x with Host, User-Agent, Connection",
                    "first byte after <time>",
                    "HTTP/1.1 200 OK, 1 header fields",
                    "body of 5 bytes read",
                    "the body passes 1 patterns",
                    "succeeded in <time>",
                ])
            #expect(zip(result.log, result.log.dropFirst()).allSatisfy { $0.at <= $1.at })
        }
    }
}
