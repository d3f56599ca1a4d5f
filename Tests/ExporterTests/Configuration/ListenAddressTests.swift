import Testing

@testable import nines

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9919", "127.0.0.1:9919"), (":0", "0.0.0.0:0"), ("localhost:65535", "localhost:65535"),
        ("[::1]:80", "[::1]:80"), ("[fe80::1%eth0]:80", "[fe80::1%eth0]:80"),
    ])
    func `host and port are read and written`(text: String, description: String) {
        #expect(ListenAddress(text)?.description == description)
    }

    @Test(arguments: [
        "", "9919", ":", ":http", ":+80", ":-1", ":65536", ":000080", ":99999999999999999999", "::1:80", "[]:80",
        "[host]:80", "a b:80", "http://a:80", "a/b:80", "ä:80", ": 80",
    ])
    func `other texts are refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
