import Testing

@testable import nines

@Suite struct OriginRuleTests {
    private let rule = OriginRule(
        listen: ListenAddress(host: "monitor.example", port: 9919), allowedHosts: ["Status.Example"])

    private func allows(_ host: String?, origin: String? = nil, site: String? = nil) -> Bool {
        rule.allows(OriginRule.Claims(origin: origin, fetchSite: site, host: host))
    }

    @Test func `a client that names no origin passes whatever it calls the server`() {
        #expect(allows("127.0.0.1:9919"))
        #expect(allows("anything.example"))
        #expect(allows(nil))
    }

    @Test(arguments: [
        ("127.0.0.1:9919", "http://127.0.0.1:9919"), ("[::1]:9919", "http://[::1]:9919"),
        ("localhost:9919", "http://localhost:9919"), ("LOCALHOST:9919", "http://localhost:9919"),
        ("monitor.example:9919", "http://monitor.example:9919"), ("192.0.2.1", "http://192.0.2.1"),
        ("192.0.2.1:80", "http://192.0.2.1"), ("status.example", "https://status.example"),
        ("status.example:443", "https://status.example"), ("status.example.", "https://status.example."),
    ])
    func `a page of the server's own passes`(_ host: String, _ origin: String) {
        #expect(allows(host, origin: origin))
        #expect(allows(host, origin: origin, site: "same-origin"))
    }

    @Test(arguments: [
        ("127.0.0.1:9919", "http://evil.example"), ("127.0.0.1:9919", "http://127.0.0.1:8080"),
        ("127.0.0.1:9919", "http://127.0.0.1"), ("127.0.0.1:9919", "null"), ("127.0.0.1:9919", ""),
        ("127.0.0.1:9919", "file://127.0.0.1:9919"), ("127.0.0.1:9919", "http://127.0.0.1:9919@evil.example"),
        ("localhost:9919", "http://localhost.evil.example:9919"), ("[::1]:9919", "http://[::2]:9919"),
        ("127.0.0.1:9919", "http://127.0.0.1:9919/x"),
    ])
    func `a page of another origin does not`(_ host: String, _ origin: String) {
        #expect(!allows(host, origin: origin))
    }

    @Test func `a page whose name has been made to lead here does not`() {
        // Its origin is the host it asks for; only the name gives it away.
        #expect(!allows("evil.example:9919", origin: "http://evil.example:9919", site: "same-origin"))
        #expect(!allows("evil.example:9919", site: "same-origin"))
        #expect(!allows(nil, origin: "http://127.0.0.1:9919"))
        #expect(!allows("127.0.0.1.evil.example", origin: "http://127.0.0.1.evil.example"))
        #expect(!allows("2130706433:9919", origin: "http://2130706433:9919"))
    }

    @Test func `what the browser says of the site counts without an origin too`() {
        #expect(allows("127.0.0.1:9919", site: "same-origin"))
        #expect(allows("127.0.0.1:9919", site: "none"))
        #expect(!allows("127.0.0.1:9919", site: "cross-site"))
        #expect(!allows("127.0.0.1:9919", site: "same-site"))
        #expect(!allows("127.0.0.1:9919", origin: "http://127.0.0.1:9919", site: "cross-site"))
    }
}
