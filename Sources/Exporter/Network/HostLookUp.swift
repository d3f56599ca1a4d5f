import CNinesResolver
import Foundation
import NIOCore

/// One call of the C library's resolver, `getaddrinfo`: what `/etc/hosts`, `nsswitch.conf` and `resolv.conf` say.
struct HostLookUp: Sendable {
    var result: Result<[SocketAddress], ResolutionFailure>
    var end: LookUpQueue.End

    /// Blocks the thread. Takes `time` at most where the C library is glibc and name servers are all it asks: rounded
    /// up to a second for each server. Never longer than `resolv.conf` says, which is read anew when it has changed.
    ///
    /// Where there is a search list, glibc asks for a name in two forms before it gives up on servers that are silent.
    /// If there is no time for both, the second is for when the first is answered, or each has half of the time: which
    /// of them is the name's own decides how many dots it has.
    static func run(_ name: HostName, within time: Duration) -> HostLookUp {
        var settings = nines_resolver_settings()
        guard nines_resolver_renew(&settings) else { return ask(for: name, limit: nil) }
        let servers = Int(settings.servers)
        let times = QuestionTimes(timeout: Int(settings.timeout), attempts: Int(settings.attempts))
        let searches = settings.searches && !name.isAbsolute
        guard .seconds(times.seconds(servers: servers) * (searches ? 2 : 1)) > time else {
            return ask(for: name, limit: nil)
        }
        let isItselfFirst = name.dots > 0 && name.dots >= Int(settings.dots)
        let short = times.shortened(to: searches && !isItselfFirst ? time / 2 : time, servers: servers) ?? times
        nines_resolver_set_times(CInt(short.timeout), CInt(short.attempts))
        let limit = Duration.seconds(short.seconds(servers: servers))
        guard searches, isItselfFirst else { return ask(for: name, limit: limit) }
        nines_resolver_set_search(false)
        let found = ask(for: name, limit: limit)
        guard case .failure = found.result, found.end == .answered else { return found }
        nines_resolver_set_search(true)
        return ask(for: name, limit: limit)
    }

    private static func ask(for name: HostName, limit: Duration?) -> HostLookUp {
        let start = ContinuousClock.now
        let (result, code) = call(name)
        return HostLookUp(result: result, end: end(code, took: start.duration(to: .now), limit: limit))
    }

    /// A server's word that it has no answer has the same code as silence. It comes at once, or after it has waited for
    /// another server: then it is the last word, and yet the name is one that takes a thread for long.
    ///
    /// - Parameter limit: how long servers that are silent were waited for, if that is less than `resolv.conf` says.
    static func end(_ code: CInt, took: Duration, limit: Duration?) -> LookUpQueue.End {
        guard code == EAI_AGAIN, took >= .seconds(1) - tolerance else { return .answered }
        return .unanswered(wasCut: limit.map { took >= $0 - tolerance } ?? false)
    }

    /// Clocks differ, and a second is the least that glibc waits.
    private static let tolerance = Duration.milliseconds(100)

    /// Without `AI_ADDRCONFIG`, which on a machine without IPv6 hides a name's IPv6 addresses or makes 127.0.0.1 of
    /// `::1`: the addresses are the name's, and those that this machine cannot reach come last (RFC 6724).
    private static func call(_ name: HostName) -> (Result<[SocketAddress], ResolutionFailure>, code: CInt) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name.description, nil, &hints, &list)
        guard code == 0 else { return (.failure(failure(code, systemError: errno)), code) }
        defer { freeaddrinfo(list) }
        let addresses = SocketAddress.all(in: list).map(\.unmapped)
        return (addresses.isEmpty ? .failure(.failed("the name has no address")) : .success(addresses), code)
    }

    /// What a code of `getaddrinfo` means. Want of descriptors or memory says nothing about the name.
    static func failure(_ code: CInt, systemError: CInt) -> ResolutionFailure {
        let text = code == EAI_SYSTEM ? UnsafePointer(strerror(systemError)) : gai_strerror(code)
        let sentence = text.map { String(cString: $0) } ?? "error \(code)"
        let isShort = code == EAI_SYSTEM && [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(systemError)
        return isShort || code == EAI_MEMORY ? .neverStarted(sentence) : .failed(sentence)
    }
}

extension SocketAddress {
    /// The internet addresses of a list that `getaddrinfo` made. It is read only.
    static func all(in list: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        var entry = list
        while let current = entry {
            // The pointer is to an address of its family's size: getaddrinfo promises it.
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
        return addresses
    }

    /// The IPv4 address in an IPv6 address of the form `::ffff:192.0.2.1`, which the system connects to over IPv4;
    /// every other address as it is. So that nobody who asks what an address is has to know the form.
    var unmapped: SocketAddress {
        guard self.protocol == .inet6, let text = ipAddress, text.hasPrefix("::ffff:"), text.contains("."),
            let four = try? SocketAddress(ipAddress: String(text.dropFirst(7)), port: port ?? 0)
        else { return self }
        return four
    }
}
