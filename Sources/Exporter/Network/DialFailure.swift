import Foundation
import NIOCore
import NIOSSL

/// Why there is no connection.
struct DialFailure: Error, Equatable {
    enum Kind: Sendable, Equatable {
        /// The name has no address, or nobody who knows it answered.
        case resolution
        /// The look-up of the name never began.
        case neverResolved
        case refused
        /// Not connected in time.
        case timedOut
        /// Not connected for another reason.
        case unreachable
        /// This machine lacks what a connection needs: it says nothing about the target.
        case ownResources
        case tls
        /// Connected, and the handshake hung.
        case handshakeTimedOut
        /// Nobody waits for it any more.
        case cancelled
    }

    var kind: Kind
    /// A sentence for people; it may hold what a target sent.
    var message: String
    /// Of the system call, where one failed.
    var code: CInt?

    init(_ kind: Kind, _ message: String, code: CInt? = nil) {
        self.kind = kind
        self.message = message
        self.code = code
    }

    /// What stopped the connection attempt to `address`.
    static func connecting(to address: String, _ error: any Error) -> DialFailure {
        if let failure = error as? DialFailure { return failure }
        if TLSFailure.isOne(error) { return DialFailure(.tls, "TLS cannot be set up: \(TLSFailure.text(error))") }
        guard let code = (error as? IOError)?.errnoCode else {
            return DialFailure(.unreachable, "cannot connect to \(address): \(error)")
        }
        let text = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        switch code {
        case ECONNREFUSED: return DialFailure(.refused, "\(address) refused the connection", code: code)
        case ETIMEDOUT: return DialFailure(.timedOut, "\(address) did not answer the connection attempt", code: code)
        case let code where ownFaults.contains(code):
            return DialFailure(.ownResources, "this machine cannot connect to \(address): \(text)", code: code)
        default: return DialFailure(.unreachable, "cannot connect to \(address): \(text)", code: code)
        }
    }

    /// What connect(2) and socket(2) give when it is this side that lacks something: descriptors of the process or of
    /// the machine, memory, ports or an address to connect from, a network that is up.
    static let ownFaults: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, ENETDOWN, EAGAIN]
}
