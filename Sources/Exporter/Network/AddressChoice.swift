import Foundation
import NIOCore

/// Which of a name's addresses a probe is about: `preferred_ip_protocol`, `ip_protocol_fallback` and `addresses`.
struct AddressPreference: Sendable, Equatable {
    enum Family: String, Sendable {
        case ip4, ip6

        var title: String { self == .ip4 ? "IPv4" : "IPv6" }
    }

    /// Nil where nobody said.
    var preferred: Family?
    /// Whether a name without an address of the preferred family is probed at one of the other.
    var fallback = true
    /// Whether each of them has to answer, and not only the first.
    var all = false
}

enum AddressChoice {
    /// The addresses to connect to, the first first. Never empty.
    ///
    /// With a preference it is one address, as in blackbox_exporter's `chooseProtocol`, so that a probe says something
    /// about one path: the first of the preferred family, else the *last* of the other. Without one it is all of them
    /// in the system's order, in which those that this machine has no way to come last (RFC 6724); the next is for when
    /// the system refuses one at once (`isOutOfReach`), never for a target that does not answer. Where all addresses
    /// are wanted, it is each of the family, once.
    ///
    /// - Throws: `failed`, when the name has no address that may be probed.
    static func candidates(
        _ addresses: [SocketAddress], preference: AddressPreference
    ) throws(ResolutionFailure) -> [SocketAddress] {
        guard let other = addresses.last else { throw .failed("the name has no address") }
        guard let preferred = preference.preferred else { return preference.all ? distinct(addresses) : addresses }
        if preference.all {
            let chosen = addresses.filter { family(of: $0) == preferred }
            if !chosen.isEmpty || preference.fallback { return distinct(chosen.isEmpty ? addresses : chosen) }
        }
        if let first = addresses.first(where: { family(of: $0) == preferred }) { return [first] }
        guard preference.fallback else {
            // A name may have hundreds.
            let some = addresses.prefix(3).compactMap(\.ipAddress).joined(separator: ", ")
            throw .failed(
                "no \(preferred.title) address among \(some)\(addresses.count > 3 ? ", ..." : ""), "
                    + "and ip_protocol_fallback is false")
        }
        return [other]
    }

    /// Whether an error of `connect` says that this machine cannot reach the address, and nothing about the target.
    static func isOutOfReach(_ code: CInt) -> Bool {
        [ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT].contains(code)
    }

    /// `/etc/hosts` may name one twice.
    private static func distinct(_ addresses: [SocketAddress]) -> [SocketAddress] {
        var seen: Set<SocketAddress> = []
        return addresses.filter { seen.insert($0).inserted }
    }

    private static func family(of address: SocketAddress) -> AddressPreference.Family {
        address.unmapped.protocol == .inet ? .ip4 : .ip6
    }
}
