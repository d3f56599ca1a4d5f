import Foundation
import NIOCore

/// What the host of a URL is, by its text alone: an address, a name, or neither.
///
/// C's functions take many a number for an IPv4 address: `127.1`, `0x7f.1`, `2130706433`. Whoever writes one has
/// mistyped an address, or hides one from a rule about addresses; so only the usual forms are addresses here.
enum HostForm: Equatable {
    /// Four decimal numbers from 0 to 255 without leading zeros, or IPv6 (RFC 4291), with a zone if need be. IPv4 in
    /// IPv6 (`::ffff:192.0.2.1`) is the IPv4 address that the system would connect to.
    case literal(SocketAddress)
    /// IPv6 with a zone, an interface of this machine, that it does not have now.
    case unknownZone(String)
    /// A number that C takes for this address, in the usual form.
    case oddNumber(meaning: String)
    /// Has a colon, as no name has, and is not IPv6.
    case malformed
    case name

    init(_ host: String) {
        if host.contains(":") {
            self = Self.six(host)
        } else if Self.isQuad(host), let address = try? SocketAddress(ipAddress: host, port: 0) {
            self = .literal(address)
        } else {
            self = Self.number(host).map { .oddNumber(meaning: $0) } ?? .name
        }
    }

    /// Whether it is an address, which certificates and SNI treat unlike names.
    var isAddress: Bool {
        switch self {
        case .literal, .unknownZone: true
        case .oddNumber, .malformed, .name: false
        }
    }

    /// Why `host`, of this form, cannot be probed; nil when it can, or when only time tells.
    func problem(with host: String) -> String? {
        switch self {
        case .oddNumber(let meaning):
            "\(host) is a number that some programs take for \(meaning) (write \(meaning) if that is meant)"
        case .malformed: "\(host) is not an IPv6 address"
        case .literal, .unknownZone, .name: nil
        }
    }

    private static func isQuad(_ host: String) -> Bool {
        let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
                    && (part.count == 1 || part.first != UInt8(ascii: "0")) && UInt8(Substring(part)) != nil
            }
    }

    /// The four-number form of what `inet_aton` reads: one to four numbers, each decimal, octal or hexadecimal, the
    /// last one for all bytes that are left.
    private static func number(_ host: String) -> String? {
        let parts = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { value(of: Substring($0)) }
        guard 1...4 ~= parts.count, numbers.count == parts.count, let last = numbers.last else { return nil }
        let room = 8 * (5 - numbers.count)
        guard numbers.dropLast().allSatisfy({ $0 < 256 }), last < 1 << room else { return nil }
        let address = numbers.dropLast().enumerated().reduce(last) { $0 | $1.element << (24 - 8 * $1.offset) }
        return stride(from: 24, through: 0, by: -8).map { "\(address >> $0 & 255)" }.joined(separator: ".")
    }

    private static func value(of part: Substring) -> Int? {
        // Int's own reader takes signs.
        guard part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        let lower = part.lowercased()
        if lower.hasPrefix("0x") { return lower.utf8.count == 2 ? 0 : Int(lower.dropFirst(2), radix: 16) }
        return Int(lower, radix: lower.utf8.first == UInt8(ascii: "0") ? 8 : 10)
    }

    private static func six(_ host: String) -> HostForm {
        let parts = host.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let plain = try? SocketAddress(ipAddress: String(parts[0]), port: 0), plain.protocol == .inet6 else {
            return .malformed
        }
        guard parts.count == 2 else { return .literal(plain.unmapped) }
        guard !parts[1].isEmpty, !parts[1].utf8.contains(0) else { return .malformed }
        // The number of a zone is the C library's to know.
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_family = AF_INET6
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return .unknownZone(String(parts[1])) }
        defer { freeaddrinfo(list) }
        return SocketAddress.all(in: list).first.map { .literal($0.unmapped) } ?? .unknownZone(String(parts[1]))
    }
}
