import NIOCore
import Testing

@testable import nines

struct AddressChoiceTests {
    private static let four = ["192.0.2.1", "192.0.2.2"]
    private static let six = ["2001:db8::1", "2001:db8::2"]

    /// As blackbox_exporter's `chooseProtocol` chooses, fallbacks included: it keeps the last address it has seen.
    @Test(arguments: [
        (four + six, AddressPreference.Family.ip4, "192.0.2.1"), (four + six, .ip6, "2001:db8::1"),
        (six + four, .ip4, "192.0.2.1"), (four, .ip6, "192.0.2.2"), (six, .ip4, "2001:db8::2"),
        (["::ffff:192.0.2.9"], .ip4, "::ffff:192.0.2.9"),
    ])
    func `a preference chooses one address`(
        _ addresses: [String], preferred: AddressPreference.Family, chosen: String
    ) throws {
        let preference = AddressPreference(preferred: preferred)
        #expect(try Self.candidates(addresses, preference) == [chosen])
    }

    @Test func `without a preference all addresses are candidates in the system's order`() throws {
        for addresses in [Self.four + Self.six, Self.six + Self.four, Self.four] {
            #expect(try Self.candidates(addresses, AddressPreference()) == addresses)
        }
    }

    @Test(arguments: [
        (
            ["2001:db8::1"], AddressPreference.Family.ip4,
            "no IPv4 address among 2001:db8::1, and ip_protocol_fallback is false"
        ),
        (
            four + four, .ip6,
            "no IPv6 address among 192.0.2.1, 192.0.2.2, 192.0.2.1, ..., and ip_protocol_fallback is false"
        ),
        (["::ffff:192.0.2.9"], .ip6, "no IPv6 address among ::ffff:192.0.2.9, and ip_protocol_fallback is false"),
        ([], .ip4, "the name has no address"),
    ])
    func `without a fallback the family is required`(
        _ addresses: [String], preferred: AddressPreference.Family, text: String
    ) {
        #expect(throws: ResolutionFailure.failed(text)) {
            try Self.candidates(addresses, AddressPreference(preferred: preferred, fallback: false))
        }
    }

    @Test func `where all are wanted each address of the family is a candidate once`() throws {
        let both = Self.four + Self.six + Self.four
        let all = AddressPreference(all: true)
        #expect(try Self.candidates(both, all) == Self.four + Self.six)
        #expect(try Self.candidates(both, AddressPreference(preferred: .ip6, all: true)) == Self.six)
        #expect(try Self.candidates(Self.four, AddressPreference(preferred: .ip6, all: true)) == Self.four)
        #expect(throws: ResolutionFailure.self) {
            try Self.candidates(Self.four, AddressPreference(preferred: .ip6, fallback: false, all: true))
        }
    }

    private static func candidates(_ addresses: [String], _ preference: AddressPreference) throws -> [String?] {
        let addresses = try addresses.map { try SocketAddress(ipAddress: $0, port: 0) }
        return try AddressChoice.candidates(addresses, preference: preference).map(\.ipAddress)
    }
}
