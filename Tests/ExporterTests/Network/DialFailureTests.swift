import Foundation
import NIOCore
import Testing

@testable import nines

/// What an error of connect(2) or socket(2) says, and about whom.
@Suite struct DialFailureTests {
    private static func verdict(_ code: CInt) -> Verdict {
        Verdict(DialFailure.connecting(to: "192.0.2.1:80", IOError(errnoCode: code, reason: "connect")))
    }

    /// Descriptors, memory, ports, an address to connect from, a network: what a target cannot help.
    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, ENETDOWN, EAGAIN])
    func `what this machine lacks says nothing about the target`(_ code: CInt) throws {
        let expected = NoVerdict(
            reason: .localResources,
            message: "this machine cannot connect to 192.0.2.1:80: \(String(cString: strerror(code)))")
        #expect(Self.verdict(code) == .none(expected))
    }

    @Test(
        arguments: [
            (ECONNREFUSED, FailureReason.connectRefused), (ETIMEDOUT, .connectTimeout), (ECONNRESET, .connect),
            (EHOSTUNREACH, .connect), (ENETUNREACH, .connect), (EACCES, .connect),
        ] as [(CInt, FailureReason)])
    func `what the other side or the way does is its failure`(_ code: CInt, _ reason: FailureReason) {
        #expect(Self.verdict(code).failure?.reason == reason)
    }
}
