import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import nines

/// Clients that are too slow, too large or no clients, by the clock of an event loop.
@Suite struct ConnectionWatchTests {
    @Test func `a head that comes byte by byte is refused after ten seconds`() throws {
        let connection = try GuardedPipeline()
        for byte in "GET / HTT" {
            try connection.send(String(byte))
            connection.pass(.seconds(1))
        }
        #expect(try connection.received() == "")
        connection.pass(.seconds(1))
        #expect(
            try connection.received() == """
                HTTP/1.1 408 Request Timeout\r
                Content-Type: text/plain; charset=utf-8\r
                X-Content-Type-Options: nosniff\r
                Connection: close\r
                Content-Length: 26\r
                \r
                the request took too long

                """)
        connection.pass(.seconds(1))
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == ["slow_head": 1])
    }

    @Test func `a client that says nothing is gone after as long as one that is slow without a word`() throws {
        let connection = try GuardedPipeline()
        connection.pass(.seconds(9))
        #expect(connection.channel.isActive)
        connection.pass(.seconds(1))
        #expect(try connection.received() == "")
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == [:])
    }

    @Test func `a body that comes byte by byte is refused after ten seconds`() throws {
        let connection = try GuardedPipeline()
        try connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<9 {
            try connection.send("x")
            connection.pass(.seconds(1))
        }
        #expect(connection.channel.isActive)
        connection.pass(.seconds(1))
        #expect(try connection.received().hasPrefix("HTTP/1.1 408 "))
        connection.pass(.seconds(1))
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == ["slow_body": 1])
    }

    @Test func `a client that takes nothing is cut off after thirty seconds or forty at most`() throws {
        let connection = try GuardedPipeline()
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.dam.isShut = true
        connection.write(.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        connection.write(.body(.byteBuffer(ByteBuffer(repeating: 0x78, count: 100_000))))
        connection.pass(.seconds(29))
        #expect(connection.channel.isActive)
        connection.pass(.seconds(11))
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == ["stalled_reader": 1])
    }

    @Test func `a client that takes little at a time is cut off after two minutes`() throws {
        let connection = try GuardedPipeline()
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.write(.head(HTTPResponseHead(version: .http1_1, status: .ok)))
        for _ in 0..<11 {
            connection.write(.body(.byteBuffer(ByteBuffer(string: "some"))))
            connection.pass(.seconds(10))
        }
        #expect(connection.channel.isActive)
        connection.pass(.seconds(10))
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == ["slow_reader": 1])
    }

    @Test func `a connection that is kept alive is nobody's business between requests`() throws {
        let connection = try GuardedPipeline()
        for _ in 0..<3 {
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.answer("x", headers: ["Content-Length": "1"])
            #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
            connection.pass(.minutes(2))
        }
        #expect(connection.channel.isActive)
        #expect(connection.refusals() == [:])
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n", "431", "head_too_large"),
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\n\r\n", "431", "head_too_large"),
        ("GET / HTTP/1.1\r\n\(String(repeating: "X: 1\r\n", count: 101))\r\n", "431", "head_too_large"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", "413", "body_too_large"),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4097\r\n\r\n", "413", "body_too_large"),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"
                + String(repeating: "x", count: 65_537),
            "413", "body_too_large"
        ),
        ("\u{1}\u{2}\u{3}\r\n\r\n", "400", "malformed"),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400", "malformed"),
    ])
    func `what is too large or no request is refused in words and not read on`(
        _ request: String, _ status: String, _ reason: String
    ) throws {
        let connection = try GuardedPipeline()
        try connection.send(request)
        let answer = try connection.received()
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.contains("\r\nConnection: close\r\n"))
        #expect(connection.refusals() == [reason: 1])
        _ = try connection.requests()
        try? connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try connection.requests() == [])
        connection.pass(.seconds(1))
        #expect(!connection.channel.isActive)
    }

    @Test func `a mistake after an answer has begun is no second answer in it`() throws {
        let connection = try GuardedPipeline()
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.write(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "9"])))
        _ = try connection.received()
        try connection.send("\u{1}\u{2}\r\n\r\n")
        #expect(try connection.received() == "")
        #expect(!connection.channel.isActive)
    }

    @Test func `an answer to HEAD has the headers of one to GET and no byte after them`() throws {
        let connection = try GuardedPipeline()
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.answer("x")
        #expect(
            try connection.received()
                == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
        try connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.answer("x")
        #expect(try connection.received() == "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        connection.answer("x", headers: ["Content-Length": "1"])
        #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test func `bytes that never become a request are not collected`() throws {
        let connection = try GuardedPipeline()
        // Nothing behind an upgrade is parsed, and nobody upgrades here.
        try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
        connection.answer("x", headers: ["Content-Length": "1"])
        for _ in 0..<8 where connection.channel.isActive {
            try? connection.send(String(repeating: "x", count: 16_384))
        }
        connection.pass(.seconds(1))
        #expect(!connection.channel.isActive)
        #expect(connection.refusals() == ["head_too_large": 1])
    }
}
