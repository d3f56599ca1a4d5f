import Foundation
import NinesMetrics
import Testing

@testable import nines

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Pages over a real loopback port.
@Suite(.timeLimit(.minutes(10))) struct WebServerTests {
    private struct Answer {
        let status: Int
        let contentType: String?
        let contentEncoding: String?
        /// Unpacked by the client.
        let text: String
    }

    private struct Client {
        let port: Int

        func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Answer {
            var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
            for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
            let session = URLSession(configuration: .ephemeral)
            defer { session.invalidateAndCancel() }
            let (data, response) = try await session.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            return Answer(
                status: http.statusCode, contentType: http.value(forHTTPHeaderField: "Content-Type"),
                contentEncoding: http.value(forHTTPHeaderField: "Content-Encoding"),
                text: String(decoding: data, as: UTF8.self))
        }
    }

    /// Serves two families: `depths`, of many chunks, and `lights`.
    private func withClient(_ body: (Client) async throws -> Void) async throws {
        let site = ServedSite(overview: { String(repeating: "<!doctype html>", count: 1_000) })
        let depths = try site.registry.gauge("depths", help: "Metres.", labelNames: ["buoy"])
        for buoy in 0..<8_000 { try depths.labels(["buoy": "\(buoy)"]).set(Double(buoy) * 1.1) }
        try site.registry.gauge("lights", help: "Lit.").set(3)
        try await site.serve { try await body(Client(port: $0)) }
    }

    @Test func `a gzipped page is the page in full`() async throws {
        try await withClient { client in
            let plain = try await client.get("/metrics?name[]=depths", ["Accept-Encoding": "identity"])
            #expect(plain.status == 200)
            #expect(plain.contentEncoding == nil)
            #expect(plain.contentType == "text/plain; version=0.0.4; charset=utf-8")
            #expect(plain.text.utf8.count > 131_072)
            #expect(plain.text.hasPrefix("# HELP depths Metres.\n# TYPE depths gauge\ndepths{buoy=\"0\"} 0\n"))
            let packed = try await client.get("/metrics?name[]=depths", ["Accept-Encoding": "gzip"])
            #expect(packed.status == 200)
            #expect(packed.contentEncoding == "gzip")
            #expect(packed.contentType == plain.contentType)
            #expect(packed.text == plain.text)
        }
    }

    @Test func `a query picks families`() async throws {
        try await withClient { client in
            #expect(
                try await client.get("/metrics?name[]=lights").text
                    == "# HELP lights Lit.\n# TYPE lights gauge\nlights 3\n")
            let two = try await client.get("/metrics?name%5B%5D=lights&name%5B%5D=nines_web_connections").text
            #expect(
                two.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
                    == ["# TYPE lights gauge", "# TYPE nines_web_connections gauge"])
            #expect(try await client.get("/metrics?name[]=nothing").text == "")
            let openMetrics = try await client.get(
                "/metrics?name[]=lights", ["Accept": "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8"])
            #expect(
                openMetrics.contentType
                    == "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8")
            #expect(openMetrics.text == "# TYPE lights gauge\n# HELP lights Lit.\nlights 3.0\n# EOF\n")
        }
    }

    @Test func `the overview is gzipped for those who ask for it`() async throws {
        try await withClient { client in
            let plain = try await client.get("/", ["Accept-Encoding": "identity"])
            #expect(plain.contentEncoding == nil)
            #expect(plain.text.utf8.count == 15_000)
            let packed = try await client.get("/", ["Accept-Encoding": "gzip"])
            #expect(packed.contentEncoding == "gzip")
            #expect(packed.text == plain.text)
        }
    }
}
