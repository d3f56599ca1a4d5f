import NIOCore
import NinesMetrics
import TestSupport
import Testing

@testable import nines

/// Limits over real connections, shortened.
@Suite(.timeLimit(.minutes(10))) struct WebServerLimitTests {
    /// Makes a page of 8 MB: twice what the system takes for a client that reads nothing.
    private static func fill(_ registry: Registry) throws {
        let depths = try registry.gauge("depths", help: "Metres.", labelNames: ["buoy"])
        let long = String(repeating: "x", count: 4_000)
        for buoy in 0..<2_000 { try depths.labels(["buoy": "\(buoy)\(long)"]).set(1) }
    }

    @Test func `a client beyond the last connection is told so and closed and the place is free again`() async throws {
        var site = ServedSite()
        site.limits.connections = 2
        try await site.serve { port in
            try await RawClient.blocking { [site] in
                let request = "GET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n"
                var clients: [RawClient] = []
                for _ in 0..<2 {
                    let client = try RawClient(port: port)
                    try client.send(request)
                    #expect(client.receive(15) == "HTTP/1.1 200 OK")
                    clients.append(client)
                }
                #expect(
                    try RawClient(port: port).receiveAll() == """
                        HTTP/1.1 503 Service Unavailable\r
                        Content-Type: text/plain; charset=utf-8\r
                        X-Content-Type-Options: nosniff\r
                        Retry-After: 1\r
                        Connection: close\r
                        Content-Length: 38\r
                        \r
                        too many connections; try again later

                        """)
                #expect(site.value("nines_web_refusals_total", ["reason": "connections"]) == 1)
                #expect(site.value("nines_web_connections") == 2)
                clients.removeLast()
                #expect(Latch.comes { site.value("nines_web_connections") == 1 })
                let next = try RawClient(port: port)
                try next.send(request)
                #expect(next.receive(15) == "HTTP/1.1 200 OK")
            }
        }
    }

    @Test func `slow and stuck clients are gone and the others are served`() async throws {
        var site = ServedSite()
        site.limits.headTime = .milliseconds(200)
        site.limits.bodyTime = .milliseconds(200)
        site.limits.stallTime = .milliseconds(300)
        site.limits.lingerTime = .milliseconds(100)
        try Self.fill(site.registry)
        try await site.serve { port in
            try await RawClient.blocking { [site] in
                let stuck = try RawClient(port: port, receiveBuffer: 2_048)
                try stuck.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(stuck.receive(15) == "HTTP/1.1 200 OK")
                let slowHead = try RawClient(port: port)
                try slowHead.send("GET / HTTP/1.1\r\nHost: ")
                let slowBody = try RawClient(port: port)
                try slowBody.send("POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx")
                #expect(slowHead.receiveAll().hasPrefix("HTTP/1.1 408 "))
                #expect(slowBody.receiveAll().hasPrefix("HTTP/1.1 404 "))
                // Once it is gone: it may have the bytes that were on their way.
                #expect(Latch.comes { site.value("nines_web_refusals_total", ["reason": "stalled_reader"]) == 1 })
                #expect(stuck.receiveAll().utf8.count < 5_000_000)
                #expect(site.value("nines_web_refusals_total", ["reason": "slow_head"]) == 1)
                #expect(site.value("nines_web_refusals_total", ["reason": "slow_body"]) == 1)
                #expect(Latch.comes { site.value("nines_web_connections") == 0 })
                let client = try RawClient(port: port)
                try client.send("GET /-/healthy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(client.receiveAll().hasSuffix("\r\n\r\nhealthy\n"))
            }
        }
    }

    @Test func `an answer that nobody takes holds up a shutdown for as long as it may`() async throws {
        var site = ServedSite()
        site.limits.drainTime = .milliseconds(200)
        try Self.fill(site.registry)
        let clients = Lock<[RawClient]>([])
        // Ends, or the time limit of the suite does: the stall limit is 30 s.
        let began = ContinuousClock.now
        try await site.serve { port in
            try await RawClient.blocking {
                let stuck = try RawClient(port: port, receiveBuffer: 2_048)
                try stuck.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(stuck.receive(15) == "HTTP/1.1 200 OK")
                clients.withLock { $0.append(stuck) }
            }
        }
        #expect(began.duration(to: .now) < .seconds(25))
    }
}
