import NIOCore
import NIOPosix
import Testing

@testable import nines

/// Patterns that take longer over a body than its probe may.
@Suite struct ResponseJudgementTests {
    /// On a loop, as probes judge.
    private actor Judge {
        let loop: any EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

        init(loop: any EventLoop) { self.loop = loop }

        func failure(_ module: HTTPModule, body: ByteBuffer, within timeout: Duration) async -> ProbeFailure? {
            let deadline = Deadline(in: timeout, on: loop)
            defer { deadline.end() }
            return await ResponseChecks(module: module).failure(status: 200, body: body, until: deadline)
        }
    }

    private static func failure(bytes: Int, patterns: Int, within timeout: Duration) async throws -> ProbeFailure? {
        var module = HTTPModule()
        // Has to look at each byte, and never matches: with an end to match at, it would begin there.
        module.failIfBodyMatches = try (0..<patterns).map { try Pattern("[ab]+c[0-9]{\($0 % 9 + 1)}") }
        return await Judge(loop: MultiThreadedEventLoopGroup.singleton.next())
            .failure(module, body: ByteBuffer(repeating: UInt8(ascii: "a"), count: bytes), within: timeout)
    }

    /// A gigabyte in all: a second at the very least.
    @Test(.timeLimit(.minutes(5)))
    func `a large body is given up at the deadline`() async throws {
        let failure = try await Self.failure(bytes: 1 << 20, patterns: 1_000, within: .milliseconds(50))
        // Whoever sees first that the time is over: the deadline's timer, which says how long it was, or the judge.
        #expect(failure?.reason == .timeout)
        #expect(failure?.message.hasPrefix("the body was not judged within the timeout") == true)
    }

    /// It is judged where it was read: the clock is looked at between patterns.
    @Test(.timeLimit(.minutes(5)))
    func `a small body too`() async throws {
        let failure = try await Self.failure(
            bytes: ResponseChecks.judgedAtOnce, patterns: 20_000, within: .milliseconds(5))
        #expect(failure == ProbeFailure(reason: .timeout, message: "the body was not judged within the timeout"))
    }

    @Test func `what is judged in time is judged`() async throws {
        #expect(try await Self.failure(bytes: 1 << 20, patterns: 1, within: .seconds(60)) == nil)
    }
}
