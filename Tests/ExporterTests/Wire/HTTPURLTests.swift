import Testing

@testable import nines

struct HTTPURLTests {
    @Test(arguments: [
        ("http://example.com", "example.com", 80, "/", "http://example.com/"),
        ("HTTPS://Example.COM:8443/a/../b?q=1#top", "example.com", 8443, "/b?q=1", "https://example.com:8443/b?q=1"),
        ("http://[::1]:8080/x", "::1", 8080, "/x", "http://[::1]:8080/x"),
        ("https://[FE80::1%25eth0]/", "fe80::1%eth0", 443, "/", "https://[fe80::1]/"),
        ("http://user:p%40ss@host:80?x", "host", 80, "/?x", "http://host/?x"),
        ("http://host:/a b/é|", "host", 80, "/a%20b/%C3%A9%7C", "http://host/a%20b/%C3%A9%7C"),
        ("http://host/a/./b/../../..", "host", 80, "/", "http://host/"),
    ])
    func `parses`(_ text: String, host: String, port: Int, target: String, shown: String) throws {
        let url = try HTTPURL(text)
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.requestTarget == target)
        #expect(url.description == shown)
    }

    @Test(arguments: [
        ("", "no scheme: http:// or https:// expected"),
        ("example.com/x", "no scheme: http:// or https:// expected"),
        ("ftp://example.com", "scheme \"ftp\" is neither http nor https"),
        ("http:example.com", "no host after http:"),
        ("http://", "the host has no name, or one above 253 bytes"),
        ("http://:80/", "the host has no name, or one above 253 bytes"),
        ("http://host:0/", "port \"0\" is not a number from 1 to 65535"),
        ("http://host:65536/", "port \"65536\" is not a number from 1 to 65535"),
        ("http://host:+1/", "port \"+1\" is not a number from 1 to 65535"),
        ("http://[::1/", "no ] after the IPv6 address"),
        ("http://[::1]x/", "\"x\" after the IPv6 address"),
        ("http://::1", "an IPv6 address stands in brackets (write [::1])"),
        ("http://2001:db8::1:8080/x", "an IPv6 address stands in brackets (write [2001:db8::1:8080])"),
        ("http://[host]/", "\"host\" is not an IPv6 address"),
        ("http://a b/", "host \"a b\" has other characters than letters, digits, - and ."),
        ("http://ü b/", "host \"ü b\" has other characters than letters, digits, - and ."),
        ("http://ü..example/", "host \"ü..example\" is not a name that can be registered (UTS #46)"),
        ("http://-ü.example/", "host \"-ü.example\" is not a name that can be registered (UTS #46)"),
        ("http://\u{202e}ü.example/", "host \"\u{202e}ü.example\" is not a name that can be registered (UTS #46)"),
        ("http://host/\r\nX: y", "no scheme: http:// or https:// expected"),
    ])
    func `refuses`(_ text: String, because message: String) {
        #expect(throws: HTTPURL.Invalid(description: message)) { try HTTPURL(text) }
    }

    /// As Go's clients and browsers do: UTS #46, with a `ß` of its own.
    @Test(arguments: [
        ("bücher.example", "xn--bcher-kva.example"), ("BÜCHER.Example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"), ("faß.example", "xn--fa-hia.example"),
        ("日本語。jp", "xn--wgv71a119e.jp"), ("１２７.0.0.1", "127.0.0.1"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
    func `an international name is what DNS has for it`(_ host: String, name: String) throws {
        let url = try HTTPURL("https://\(host):8443/ü")
        #expect(url.host == name)
        #expect(url.description == "https://\(name):8443/%C3%BC")
    }

    @Test func `a name that no label has room for is refused in time`() {
        let label = String(repeating: "ü", count: 100_000)
        #expect(throws: HTTPURL.Invalid.self) { try HTTPURL("http://\(label).example/") }
    }

    /// RFC 3986, section 5.4, as far as it concerns http.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("g;x", "http://a/b/c/g;x"), (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../../g", "http://a/g"), ("https://h/p", "https://h/p"), ("g:1/x", nil),
    ])
    func `resolves references`(_ reference: String, to expected: String?) throws {
        let resolved = try? HTTPURL("http://a/b/c/d;p?q").resolving(reference)
        #expect(resolved?.description == expected)
    }

    @Test func `user information is kept but never shown`() throws {
        let url = try HTTPURL("http://me:secret@host/")
        #expect(url.userInformation == "me:secret")
        #expect(!"\(url)".contains("secret"))
    }
}
