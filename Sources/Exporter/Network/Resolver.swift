import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Turns a host name into addresses; the seam where tests put their own.
protocol HostResolver: Sendable {
    /// The addresses of `host` in the resolver's order, with port 0, on `loop`. Fails with `ResolutionFailure`.
    ///
    /// Never blocks the caller. There is no timeout: the caller has one and stops listening.
    func addresses(of host: String, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]>
}

struct ResolutionFailure: Error, Equatable, CustomStringConvertible {
    /// Such as `Name or service not known`.
    let description: String
}

/// The C library's resolver, `getaddrinfo`: what `/etc/hosts`, `nsswitch.conf` and `resolv.conf` say.
///
/// `getaddrinfo` blocks and cannot be cancelled, so look-ups run on threads of their own. Callers that ask for a name
/// that is being looked up share the answer: a name whose servers do not answer holds one thread, however often it is
/// asked for, and only as many such names as there are threads can delay another.
final class SystemResolver: HostResolver {
    private static let threads = 16

    private let pool = NIOThreadPool(numberOfThreads: SystemResolver.threads)
    private let running = Mutex<[String: EventLoopFuture<[SocketAddress]>]>([:])

    init() {
        pool.start()
    }

    deinit {
        // Joins in the background: a look-up that hangs must not hold up an exit.
        pool.shutdownGracefully { _ in }
    }

    func addresses(of host: String, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let (answer, isNew) = running.withLock { running in
            if let shared = running[host] { return (shared, false) }
            let answer = pool.runIfActive(eventLoop: loop) { try Self.lookUp(host, flags: AI_ADDRCONFIG) }
            running[host] = answer
            return (answer, true)
        }
        if isNew {
            answer.whenComplete { _ in self.running.withLock { _ = $0.removeValue(forKey: host) } }
        }
        return answer.hop(to: loop)
    }

    /// The address that `host` spells, with no look-up; nil for a name. Knows zones, such as `fe80::1%eth0`.
    static func literal(_ host: String) -> SocketAddress? {
        // Every form of a number starts with a digit or holds a colon: spares names the call.
        guard host.contains(":") || host.utf8.first.map({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) == true else {
            return nil
        }
        return try? lookUp(host, flags: AI_NUMERICHOST).first
    }

    /// `AI_ADDRCONFIG` leaves out the addresses of a family this machine has no address of: without it every host
    /// with both would fail from a machine without IPv6, since one address only is tried.
    private static func lookUp(_ host: String, flags: CInt) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let text = code == EAI_SYSTEM ? UnsafePointer(strerror(errno)) : gai_strerror(code)
            throw ResolutionFailure(description: text.map { String(cString: $0) } ?? "error \(code)")
        }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let current = entry {
            // The pointer is to an address of its family's size: getaddrinfo promises it, and the list is freed last.
            switch current.pointee.ai_family {
            case AF_INET:
                current.pointee.ai_addr?.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: ""))
                }
            case AF_INET6:
                current.pointee.ai_addr?.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: ""))
                }
            default: break
            }
            entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw ResolutionFailure(description: "the name has no address") }
        return addresses
    }
}
