import NIOCore

/// Turns a host name into addresses; the seam where tests put their own.
protocol HostResolver: Sendable {
    /// The addresses of `host` in the resolver's order, with port 0, on `loop`. Never blocks the caller.
    ///
    /// The future is complete within `time`, and fails with `ResolutionFailure`. Who has a deadline of its own asks for
    /// a little less than is left until then: the failure says whether the name was at fault or this machine.
    func addresses(of host: String, within time: Duration, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]>
}

/// Why a name has no address.
enum ResolutionFailure: Error, Equatable, CustomStringConvertible {
    /// It was looked up, and this came of it: `Name or service not known`.
    case failed(String)
    /// This machine could not look it up in the time there was, so nothing is known about the name: all threads were
    /// taken, or descriptors or memory are out.
    case neverStarted(String)

    var description: String {
        switch self {
        case .failed(let text), .neverStarted(let text): text
        }
    }
}

/// A host name as the resolver tells it from others: its bytes, ASCII letters in lower case, as DNS and `/etc/hosts`
/// compare names. A point at the end makes another name: it keeps the search list out.
struct HostName: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// Nil for what C's resolver would not read to its end, and for what is longer than any name.
    init?(_ host: String) {
        let bytes = Array(host.utf8)
        guard 1...1024 ~= bytes.count, !bytes.contains(0) else { return nil }
        self.bytes = bytes.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
    }

    /// Whether no search list applies.
    var isAbsolute: Bool { bytes.last == UInt8(ascii: ".") }

    var dots: Int { bytes.count { $0 == UInt8(ascii: ".") } }

    var description: String { String(decoding: bytes, as: UTF8.self) }
}
