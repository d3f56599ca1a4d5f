import Foundation
import NIOCore
import NIOPosix
import NinesMetrics
import TestSupport
import Testing

@testable import nines

/// The threads around `LookUpQueue`, with look-ups that end when a test says so.
struct SystemResolverTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.any()

    /// Longer than any test.
    private let patient = Duration.seconds(3600)

    @Test func `localhost is a loopback address`() async throws {
        let addresses = try await SystemResolver().addresses(of: "localhost", within: patient, on: loop).get()
        #expect(addresses.contains { $0.ipAddress == "127.0.0.1" || $0.ipAddress == "::1" })
    }

    @Test func `a name of the invalid domain fails with the C library's words`() async throws {
        let answer = SystemResolver().addresses(of: "nines.invalid", within: patient, on: loop)
        let failure = await #expect(throws: ResolutionFailure.self) { try await answer.get() }
        guard case .failed(let text) = failure else { throw Unexpected(failure) }
        #expect(!text.isEmpty)
    }

    @Test(arguments: ["", "a\u{0}.example", String(repeating: "a", count: 1025)])
    func `what cannot be a name is not looked up`(_ host: String) async throws {
        let resolver = SystemResolver { _, _ in HostLookUp(result: .success([]), end: .answered) }
        let failure = await #expect(throws: ResolutionFailure.self) {
            try await resolver.addresses(of: host, within: patient, on: loop).get()
        }
        #expect(failure == .failed("not a host name"))
    }

    @Test func `who asks for a name that is being looked up gets the same answer, whatever the letters' case`()
        async throws
    {
        let (gate, names) = (Latch(), Lock<[String]>([]))
        let resolver = SystemResolver { name, _ in
            names.withLock { $0.append(name.description) }
            gate.wait()
            return Self.found("192.0.2.1")
        }
        let answers = (0..<200).map { index in
            resolver.addresses(of: index.isMultiple(of: 2) ? "www.Example" : "WWW.example", within: patient, on: loop)
        }
        gate.open()
        let all = try await EventLoopFuture.whenAllSucceed(answers, on: loop).get()
        #expect(all.map { $0.map(\.ipAddress) } == Array(repeating: ["192.0.2.1"], count: 200))
        // Who asked after the answer was there was a second look-up; all had asked before.
        #expect(names.withLock { $0 } == ["www.example"])
    }

    @Test func `a name that hangs holds up no other`() async throws {
        let gate = Latch()
        defer { gate.open() }
        let resolver = SystemResolver(limits: .init(threads: 2)) { name, _ in
            if name.description == "hangs.example" { gate.wait() }
            return Self.found("192.0.2.1")
        }
        let hung = resolver.addresses(of: "hangs.example", within: patient, on: loop)
        for index in 0..<20 {
            let name = "name-\(index).example"
            #expect(try await resolver.addresses(of: name, within: patient, on: loop).get().count == 1)
        }
        #expect(resolver.load == ResolverLoad(running: 1, waiting: 0, hung: 0))
        gate.open()
        _ = try await hung.get()
    }

    @Test func `a look-up that waits until the time is over never started`() async throws {
        let gate = Latch()
        let resolver = SystemResolver(limits: .init(threads: 1)) { _, _ in
            gate.wait()
            return Self.found("192.0.2.1")
        }
        let first = resolver.addresses(of: "first.example", within: patient, on: loop)
        let second = resolver.addresses(of: "second.example", within: .milliseconds(1), on: loop)
        let failure = await #expect(throws: ResolutionFailure.self) { try await second.get() }
        #expect(
            failure
                == .neverStarted(
                    "no thread was free to look it up within 1 ms: 0 of 1 wait for names that nobody answers for"))
        #expect(resolver.load == ResolverLoad(running: 1, waiting: 0, hung: 0))
        gate.open()
        #expect(try await first.get().count == 1)
    }

    @Test func `a look-up that runs until the time is over failed`() async throws {
        let gate = Latch()
        defer { gate.open() }
        let resolver = SystemResolver { _, _ in
            gate.wait()
            return Self.found("192.0.2.1")
        }
        let answer = resolver.addresses(of: "hangs.example", within: .milliseconds(1), on: loop)
        let failure = await #expect(throws: ResolutionFailure.self) { try await answer.get() }
        #expect(failure == .failed("no answer within 1 ms"))
    }

    @Test func `a name that nobody answers for is tried again with all the time that is left`() async throws {
        let times = Lock<[Duration]>([])
        let resolver = SystemResolver { _, time in
            let isFirst = times.withLock { times in
                times.append(time)
                return times.count == 1
            }
            return isFirst
                ? HostLookUp(result: .failure(.failed("again")), end: .unanswered(wasCut: true))
                : Self.found("192.0.2.1")
        }
        let addresses = try await resolver.addresses(of: "slow.example", within: patient, on: loop).get()
        #expect(addresses.map(\.ipAddress) == ["192.0.2.1"])
        let tried = times.withLock { $0 }
        #expect(tried.count == 2)
        #expect(tried[0] == .seconds(1))
        #expect(tried[1] > patient / 2)
    }

    @Test(arguments: [
        (EAI_NONAME, 0 as CInt, false), (EAI_AGAIN, 0, false), (EAI_MEMORY, 0, true), (EAI_SYSTEM, EMFILE, true),
        (EAI_SYSTEM, ENFILE, true), (EAI_SYSTEM, ENOBUFS, true), (EAI_SYSTEM, ECONNREFUSED, false),
    ])
    func `want of descriptors or memory is not the name's fault`(_ code: CInt, systemError: CInt, isOurs: Bool) {
        let failure = HostLookUp.failure(code, systemError: systemError)
        if case .neverStarted = failure { #expect(isOurs) } else { #expect(!isOurs) }
        #expect(!failure.description.isEmpty)
    }

    @Test(arguments: [
        // Silence until the time that was cut, or that resolv.conf gives.
        (EAI_AGAIN, 3_001, 3 as Int?, LookUpQueue.End.unanswered(wasCut: true)),
        (EAI_AGAIN, 10_001, nil, .unanswered(wasCut: false)),
        // A server that says, at once or after some time, that it could not find out.
        (EAI_AGAIN, 2, 3, .answered), (EAI_AGAIN, 2_000, 3, .unanswered(wasCut: false)), (EAI_AGAIN, 2, nil, .answered),
        (EAI_NONAME, 3_001, 3, .answered), (0, 3_001, 3, .answered),
    ])
    func `silence is told from an answer by its time`(
        _ code: CInt, milliseconds: Int, limit: Int?, end: LookUpQueue.End
    ) {
        #expect(HostLookUp.end(code, took: .milliseconds(milliseconds), limit: limit.map { .seconds($0) }) == end)
    }

    private static func found(_ address: String) -> HostLookUp {
        HostLookUp(
            result: Result { try [SocketAddress(ipAddress: address, port: 0)] }.mapError { .failed("\($0)") },
            end: .answered)
    }

    private struct Unexpected: Error {
        let failure: ResolutionFailure?
        init(_ failure: ResolutionFailure?) { self.failure = failure }
    }
}
