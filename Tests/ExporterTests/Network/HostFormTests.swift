import NIOCore
import Testing

@testable import nines

struct HostFormTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::1", "::1"),
        ("2001:DB8:0::1", "2001:db8::1"), ("::", "::"), ("::1.2.3.4", "::1.2.3.4"), ("fe80::1%1", "fe80::1"),
        // What the system would connect to.
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::ffff:c000:201", "192.0.2.1"), ("0:0:0:0:0:FFFF:192.0.2.1", "192.0.2.1"),
    ])
    func `an address in its usual form is one`(_ host: String, address: String) {
        guard case .literal(let found) = HostForm(host) else {
            Issue.record("\(host) is \(HostForm(host))")
            return
        }
        #expect(found.ipAddress == address)
        #expect(found.port == 0)
        #expect(HostForm(host).isAddress)
        #expect(HostForm(host).problem(with: host) == nil)
    }

    @Test(arguments: [
        ("2130706433", "127.0.0.1"), ("127.1", "127.0.0.1"), ("127.0.1", "127.0.0.1"), ("1.2.3", "1.2.0.3"),
        ("0x7f.1", "127.0.0.1"), ("0X7F000001", "127.0.0.1"), ("010.0.0.1", "8.0.0.1"), ("127.0.0.01", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"), ("0", "0.0.0.0"), ("4294967295", "255.255.255.255"), ("1.65535", "1.0.255.255"),
        ("00.0.0.0", "0.0.0.0"), ("0x.1", "0.0.0.1"), ("10.0.0.0x10", "10.0.0.16"), ("1.16777215", "1.255.255.255"),
    ])
    func `a number that C takes for an address is neither address nor name`(_ host: String, meaning: String) {
        #expect(HostForm(host) == .oddNumber(meaning: meaning))
        #expect(!HostForm(host).isAddress)
        #expect(
            HostForm(host).problem(with: host)
                == "\(host) is a number that some programs take for \(meaning) (write \(meaning) if that is meant)")
    }

    @Test(arguments: [
        "localhost", "1.example", "example.1a", "256.0.0.1", "1.2.3.4.5", "4294967296", "1.16777216", "1.2.65536",
        "08.0.0.1", "0xg", "1..2", "127.0.0.1.", ".1", "", "-1", "+1", "1.2.3.-4", "１２７.0.0.1", "web.1.",
    ])
    func `everything else is a name`(_ host: String) {
        #expect(HostForm(host) == .name)
        #expect(HostForm(host).problem(with: host) == nil)
    }

    @Test(arguments: ["::g", ":", "1:2", "::1%", "1.2.3.4:80", "::1::", "fe80::1%\u{0}"])
    func `what has a colon is an IPv6 address or nothing`(_ host: String) {
        #expect(HostForm(host) == .malformed)
        #expect(HostForm(host).problem(with: host) == "\(host) is not an IPv6 address")
    }

    @Test func `a zone that this machine does not have is an address that may come`() {
        #expect(HostForm("fe80::1%nines-none") == .unknownZone("nines-none"))
        #expect(HostForm("fe80::1%nines-none").isAddress)
        #expect(HostForm("fe80::1%nines-none").problem(with: "fe80::1%nines-none") == nil)
    }
}
