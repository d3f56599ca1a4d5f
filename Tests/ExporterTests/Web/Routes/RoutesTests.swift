import Foundation
import NinesMetrics
import TestSupport
import Testing

@testable import nines

/// What answers where, byte by byte.
@Suite(.timeLimit(.minutes(10))) struct RoutesTests {
    /// Without the lines that are different each time.
    private func answer(_ method: String, _ path: String, _ headers: String = "", port: Int) async throws -> String {
        let request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\(headers)\r\n"
        return try await RawClient.exchange(request, port: port).components(separatedBy: "\r\n")
            .filter { !$0.hasPrefix("Date: ") && !$0.hasPrefix("Server: ") }.joined(separator: "\n")
    }

    @Test func `what is not served says so in a line`() async throws {
        try await ServedSite().serve { (port) async throws in
            for path in ["/nothing", "/metricsx", "/-/reload", "/-"] {
                #expect(
                    try await answer("GET", path, port: port) == """
                        HTTP/1.1 404 Not Found
                        Content-Type: text/plain; charset=utf-8
                        Content-Length: 31
                        X-Content-Type-Options: nosniff

                        nothing is served at this path

                        """)
            }
        }
    }

    @Test func `another method is refused with those that there are`() async throws {
        try await ServedSite(reload: { ReloadAnswer(status: 200, text: "") }).serve { (port) async throws in
            for method in ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "M-SEARCH"] {
                #expect(
                    try await answer(method, "/metrics", port: port) == """
                        HTTP/1.1 405 Method Not Allowed
                        Content-Type: text/plain; charset=utf-8
                        Content-Length: 18
                        Allow: GET, HEAD
                        X-Content-Type-Options: nosniff

                        only GET and HEAD

                        """)
            }
            for path in ["/", "/-/healthy", "/-/ready"] {
                #expect(try await answer("POST", path, port: port).hasPrefix("HTTP/1.1 405 "))
            }
            #expect(try await answer("GET", "/-/reload", port: port).contains("\nAllow: POST\n"))
        }
    }

    @Test func `HEAD says what GET would and nothing else`() async throws {
        let site = ServedSite(overview: { "<!doctype html>" })
        try site.registry.gauge("lights", help: "Lit.").set(3)
        try await site.serve { (port) async throws in
            for (path, length) in [("/", "Content-Length: 15"), ("/-/healthy", "Content-Length: 8")] {
                let get = try await answer("GET", path, port: port)
                let head = try await answer("HEAD", path, port: port)
                #expect(head.contains("\n\(length)\n"))
                #expect(head == get.components(separatedBy: "\n\n")[0] + "\n\n")
            }
            #expect(
                try await answer("HEAD", "/metrics", port: port) == """
                    HTTP/1.1 200 OK
                    Content-Type: text/plain; version=0.0.4; charset=utf-8
                    X-Content-Type-Options: nosniff
                    transfer-encoding: chunked


                    """)
        }
    }

    @Test func `the overview posts nowhere unless its forms have a target`() async throws {
        try await ServedSite().serve { (port) async throws in
            #expect(
                try await answer("GET", "/", port: port) == """
                    HTTP/1.1 200 OK
                    Content-Type: text/html; charset=utf-8
                    Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; \
                    frame-ancestors 'none'; base-uri 'none'
                    Cache-Control: no-store
                    Content-Length: 15
                    X-Content-Type-Options: nosniff

                    <!doctype html>
                    """)
        }
        try await ServedSite(formTargets: ["'self'", "http://127.0.0.1:1"]).serve { (port) async throws in
            #expect(
                try await answer("GET", "/", port: port).contains("; form-action 'self' http://127.0.0.1:1; "))
        }
    }

    @Test func `an exporter that is not ready says why`() async throws {
        for (readiness, text) in [
            (Readiness.starting(pending: 2, targets: 5), "2 of 5 targets not probed yet"), (.stopping, "stopping"),
        ] {
            try await ServedSite(readiness: readiness).serve { (port) async throws in
                let answer = try await answer("GET", "/-/ready", port: port)
                #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\n"))
                #expect(answer.hasSuffix("\n\n\(text)\n"))
            }
        }
        try await ServedSite().serve { (port) async throws in
            #expect(try await answer("GET", "/-/ready", port: port).hasSuffix("\n\nready\n"))
        }
    }

    @Test func `a reload is answered with what became of it unless a page from elsewhere asks`() async throws {
        let reloads = Lock(0)
        let site = ServedSite(reload: {
            reloads.withLock { $0 += 1 }
            return ReloadAnswer(status: 500, text: "nines.yml:3: interval: \"5\" is no duration")
        })
        try await site.serve { (port) async throws in
            #expect(
                try await answer("POST", "/-/reload", port: port) == """
                    HTTP/1.1 500 Internal Server Error
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 42
                    X-Content-Type-Options: nosniff

                    nines.yml:3: interval: "5" is no duration

                    """)
            #expect(reloads.withLock { $0 } == 1)
            #expect(
                try await answer("POST", "/-/reload", "Origin: http://evil.example\r\n", port: port) == """
                    HTTP/1.1 403 Forbidden
                    Content-Type: text/plain; charset=utf-8
                    Content-Length: 47
                    X-Content-Type-Options: nosniff

                    this request comes from a page of another site

                    """)
            let own = "Origin: http://127.0.0.1:\(port)\r\nSec-Fetch-Site: same-origin\r\n"
            #expect(try await answer("POST", "/-/reload", own, port: port).hasPrefix("HTTP/1.1 500 "))
            let foreign = "Sec-Fetch-Site: cross-site\r\n"
            #expect(try await answer("POST", "/-/reload", foreign, port: port).hasPrefix("HTTP/1.1 403 "))
            #expect(reloads.withLock { $0 } == 2)
        }
        #expect(site.value("nines_web_refusals_total", ["reason": "origin"]) == 2)
    }
}
