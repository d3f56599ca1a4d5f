import NIOCore
import NIOPosix
import Testing

@testable import nines

/// Targets that break the rules: the probe fails in time, with the right reason, and leaves nothing behind.
struct HTTPProberMisbehaviourTests {
    private static let short = Duration.milliseconds(300)
    /// A busy machine is allowed to be late, but not as late as a second timeout would be.
    private static let late = Duration.seconds(2)

    /// Probes a target that replies with `reply` and checks that the connection is closed afterwards.
    private static func failure(
        _ reply: ScriptedServer.Reply, greets: Bool = false, limits: ProbeLimits = ProbeLimits(),
        timeout: Duration = .seconds(5)
    ) async throws -> (ProbeReport, ScriptedServer.Record) {
        try await ScriptedServer.serve(greeting: greets ? reply : nil, answering: { _ in reply }) { server in
            let result = try await ProbeRunner.forTests(limits: limits).probe(server.url(), timeout: timeout)
            #expect(try await server.isLeftAlone())
            #expect(result.trace.last?.text == result.failure.map { "failed, \($0)" })
            return (result, server.record)
        }
    }

    @Test func `a target that never answers times out`() async throws {
        let (result, _) = try await Self.failure(.silence, timeout: Self.short)
        #expect(result.failure == ProbeFailure(reason: .timeout, message: "no answer within the timeout of 300 ms"))
        #expect(result.duration >= Self.short)
        #expect(result.duration < Self.late)
        #expect(result.seen.phases.processing > .milliseconds(200))
    }

    @Test func `a target that drips its answer times out`() async throws {
        let reply = ScriptedServer.Reply.drip(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", every: .milliseconds(100))
        // A timeout that began again with each byte would let the whole answer come.
        let (result, _) = try await Self.failure(reply, timeout: Self.short)
        #expect(
            result.failure
                == ProbeFailure(
                    reason: .timeout,
                    message: "the answer was not complete within the timeout of 300 ms: "
                        + "before the response's head was complete"))
    }

    @Test func `a body that stalls times out and says how much came`() async throws {
        let reply = ScriptedServer.Reply.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        let (result, _) = try await Self.failure(reply, timeout: Self.short)
        #expect(result.failure?.reason == .timeout)
        #expect(result.failure?.message.hasSuffix("after 4 of 10 bytes of the body") == true)
        #expect(result.seen.statusCode == 200)
        #expect(result.seen.bodyLength == 4)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.9\r\n", "\u{0}\u{1}\u{2}", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ])
    func `garbage is not HTTP`(_ bytes: String) async throws {
        let (result, _) = try await Self.failure(.open(bytes))
        #expect(result.failure?.reason == .protocol)
        #expect(result.failure?.message.hasPrefix("the answer is not HTTP/1.1: ") == true)
    }

    @Test func `a banner before the request is garbage too`() async throws {
        let (result, _) = try await Self.failure(.open("220 mail.example ESMTP\r\n"), greets: true)
        #expect(result.failure?.reason == .protocol)
    }

    @Test func `two content lengths are refused`() async throws {
        let reply = ScriptedServer.Reply.bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")
        let (result, _) = try await Self.failure(reply)
        #expect(result.failure?.reason == .protocol)
    }

    @Test(arguments: [
        (ScriptedServer.Reply.close, "before the response's head was complete"),
        (.bytes("HTTP/1.1 200 O"), "before the response's head was complete"),
        (.bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), "after 4 of 10 bytes of the body"),
        (.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), "after 3 bytes of the body"),
    ])
    func `closing early is told apart from answering`(_ reply: ScriptedServer.Reply, where place: String) async throws {
        let (result, _) = try await Self.failure(reply)
        #expect(
            result.failure == ProbeFailure(reason: .closed, message: "the target closed the connection \(place)"))
    }

    @Test func `an answer without end is read up to the limit`() async throws {
        let limits = ProbeLimits(body: 1 << 20)
        let (result, record) = try await Self.failure(
            .endless("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"), limits: limits)
        #expect(result.failure == ProbeFailure(reason: .bodySize, message: "the body is longer than 1048576 bytes"))
        #expect(result.seen.bodyLength == 1 << 20)
        #expect(result.seen.contentLength == 10_737_418_240)
        // What the sockets' buffers hold is sent and never read.
        #expect(record.bytesSent < 64 << 20)
    }

    @Test func `a body of exactly the limit is accepted`() async throws {
        try await ScriptedServer.serve(answering: { _ in .response("200 OK", body: "12345678") }) { server in
            #expect(try await ProbeRunner.forTests(limits: ProbeLimits(body: 8)).probe(server.url()).succeeded)
            let longer = try await ProbeRunner.forTests(limits: ProbeLimits(body: 7)).probe(server.url())
            #expect(longer.failure?.reason == .bodySize)
            #expect(longer.seen.bodyLength == 7)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\n", "",
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20_000),
    ])
    func `a head without end is refused`(_ beginning: String) async throws {
        let (result, record) = try await Self.failure(.endless(beginning))
        #expect(result.failure?.reason == .protocol)
        #expect(result.seen.statusCode == 0)
        #expect(record.bytesSent < 64 << 20)
    }

    @Test func `a port where nobody listens refuses`() async throws {
        let port = try await ScriptedServer.serve { $0.port }
        let result = try await ProbeRunner.forTests().probe("http://127.0.0.1:\(port)/")
        #expect(
            result.failure
                == ProbeFailure(reason: .connectRefused, message: "127.0.0.1:\(port) refused the connection"))
        #expect(result.connection.address?.text == "127.0.0.1:\(port)")
        #expect(result.seen.statusCode == 0)
    }

    @Test func `a name that does not resolve fails as dns`() async throws {
        let result = try await ProbeRunner.forTests().probe("http://nowhere.test/")
        #expect(
            result.failure
                == ProbeFailure(reason: .dns, message: "cannot resolve nowhere.test: Name or service not known"))
        #expect(result.connection.address == nil)
    }

    @Test func `a resolver that hangs is cut off by the timeout`() async throws {
        let prober = ProbeRunner.forTests(resolver: HungResolver())
        let result = try await prober.probe("http://slow.test/", timeout: Self.short)
        #expect(
            result.failure
                == ProbeFailure(reason: .dns, message: "slow.test was not resolved within the timeout of 300 ms"))
        #expect(result.seen.phases.resolve > .milliseconds(200))
    }

    @Test func `a URL that is none fails without a connection`() async throws {
        let result = try await ProbeRunner.forTests().probe("gopher://x/")
        #expect(
            result.failure
                == ProbeFailure(
                    reason: .protocol,
                    message: "the target's address is no HTTP URL"))
    }

    @Test func `cancelling closes the connection and reports nothing`() async throws {
        try await ScriptedServer.serve(answering: { _ in .silence }) { server in
            let url = server.url()
            let probe = Task { try await ProbeRunner.forTests().probe(url, timeout: .seconds(60)) }
            while server.record.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            probe.cancel()
            await #expect(throws: CancellationError.self) { try await probe.value }
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `a probe cancelled before it starts connects to nothing`() async throws {
        try await ScriptedServer.serve { server in
            let url = server.url()
            let probe = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await ProbeRunner.forTests().probe(url)
            }
            await #expect(throws: CancellationError.self) { try await probe.value }
            #expect(server.record.requests.isEmpty)
        }
    }

    #if os(Linux)
        /// Linux drops connection attempts to a socket whose queue is full, so they hang as with a dead machine.
        @Test func `a target that does not take the connection is a connect timeout`() async throws {
            try await withFullListener { port in
                let result = try await ProbeRunner.forTests().probe("http://127.0.0.1:\(port)/", timeout: Self.short)
                #expect(
                    result.failure
                        == ProbeFailure(
                            reason: .connectTimeout,
                            message: "127.0.0.1:\(port) did not connect within the timeout of 300 ms"))
                #expect(result.seen.phases.connect > .milliseconds(200))
                #expect(result.duration < Self.late)
            }
        }
    #endif
}
