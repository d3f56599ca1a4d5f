import NIOCore
import Testing

@testable import nines

struct RedirectRuleTests {
    private static func request(_ method: String = "GET", url: String = "https://a.example/x") throws -> ProbeRequest {
        var module = HTTPModule(method: method)
        module.headers = [
            .init(name: "Host", value: "virtual.example"), .init(name: "Authorization", value: "Bearer t"),
            .init(name: "cookie", value: "c=1"), .init(name: "X-Api-Key", value: "k"),
            .init(name: "Accept", value: "*/*"),
        ]
        module.tls.serverName = "forced.example"
        return ProbeRequest(url: try HTTPURL(url), module: module)
    }

    private static func next(
        _ status: Int, _ location: String, method: String = "GET", url: String = "https://a.example/x"
    ) throws -> ProbeRequest {
        try RedirectRule.next(after: request(method, url: url), status: status, location: location)
    }

    @Test(arguments: [
        (301, "POST", "GET"), (302, "PUT", "GET"), (303, "DELETE", "GET"), (303, "HEAD", "HEAD"), (302, "GET", "GET"),
        (307, "POST", "POST"), (308, "PUT", "PUT"),
    ])
    func `method after a status`(status: Int, before: String, after: String) throws {
        #expect(try Self.next(status, "/y", method: before).method == after)
    }

    @Test func `a relative location keeps every header and the forced server name`() throws {
        let next = try Self.next(302, "y?z")
        #expect(next.url.description == "https://a.example/y?z")
        #expect(next.headers.map(\.name) == ["Host", "Authorization", "cookie", "X-Api-Key", "Accept"])
        #expect(next.serverName == "forced.example")
    }

    @Test func `an absolute location on the same host drops the Host header only`() throws {
        let next = try Self.next(302, "https://a.example/y")
        #expect(next.headers.map(\.name) == ["Authorization", "cookie", "X-Api-Key", "Accept"])
        #expect(next.serverName == "forced.example")
    }

    @Test func `another port of the host gets no secret, and is verified by the same name`() throws {
        let next = try Self.next(302, "https://a.example:8443/y")
        #expect(next.headers.map(\.name) == ["Accept"])
        #expect(next.serverName == "forced.example")
    }

    @Test(arguments: ["https://b.example/", "//sub.a.example/"])
    func `another host gets no secret and is verified by its own name`(_ location: String) throws {
        let next = try Self.next(302, location)
        #expect(next.headers.map(\.name) == ["Accept"])
        #expect(next.serverName == nil)
    }

    @Test func `what was sent encrypted is not repeated in the clear`() throws {
        #expect(try Self.next(302, "http://a.example/").headers.map(\.name) == ["Accept"])
    }

    @Test func `from plain to encrypted on the same host secrets go along`() throws {
        let next = try Self.next(301, "https://a.example/", url: "http://me:pw@a.example/")
        #expect(next.headers.map(\.name) == ["Authorization", "cookie", "X-Api-Key", "Accept"])
        #expect(next.url.userInformation == "me:pw")
    }

    @Test func `a location whose host only some programs take for an address fails`() {
        #expect(
            throws: ProbeFailure(
                reason: .redirect,
                message: "cannot follow Location \"http://127.1/y\": 127.1 is a number that some programs take for "
                    + "127.0.0.1 (write 127.0.0.1 if that is meant)")
        ) { try Self.next(302, "http://127.1/y") }
    }

    @Test func `the address that a probe is about goes along to its host only`() throws {
        var request = try Self.request()
        request.address = try SocketAddress(ipAddress: "192.0.2.1", port: 0)
        #expect(try RedirectRule.next(after: request, status: 302, location: "/y").address == request.address)
        #expect(try RedirectRule.next(after: request, status: 302, location: "https://b.example/").address == nil)
    }

    @Test(arguments: ["ftp://a.example/", "mailto:a@example", "http://", "https://a b/"])
    func `a location that is no web address fails`(_ location: String) {
        let failure = #expect(throws: ProbeFailure.self) { try Self.next(302, location) }
        #expect(failure?.reason == .redirect)
        #expect(failure?.message.hasPrefix("cannot follow Location \"\(location)\": ") == true)
    }
}
