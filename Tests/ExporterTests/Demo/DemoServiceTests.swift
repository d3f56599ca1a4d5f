import Foundation
import Logging
import Testing

@testable import nines

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The demo's service over a real loopback port.
@Suite(.timeLimit(.minutes(10))) struct DemoServiceTests {
    private struct Answer: Equatable {
        var status: Int
        var body: String
        var location: String?
    }

    /// A connection of its own, that does not follow redirects.
    private struct Client {
        let port: Int

        func send(
            _ method: String, _ path: String, headers: [String: String] = [:], timeout: TimeInterval = 20
        ) async throws -> Answer {
            var request = URLRequest(
                url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
            request.httpMethod = method
            for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
            // The one of the request is ignored on Linux.
            let configuration = URLSessionConfiguration.ephemeral
            configuration.timeoutIntervalForRequest = timeout
            let session = URLSession(configuration: configuration, delegate: StayHere(), delegateQueue: nil)
            defer { session.invalidateAndCancel() }
            let (data, response) = try await session.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            return Answer(
                status: http.statusCode, body: String(decoding: data, as: UTF8.self),
                location: http.value(forHTTPHeaderField: "Location"))
        }

        /// Why a GET got no answer; nil when it got one.
        func failure(_ path: String, timeout: TimeInterval) async -> URLError.Code? {
            do {
                _ = try await send("GET", path, timeout: timeout)
                return nil
            } catch {
                return (error as? URLError)?.code ?? .unknown
            }
        }

        func get(_ path: String) async throws -> Answer { try await send("GET", path) }
        func post(_ path: String) async throws -> Answer { try await send("POST", path) }
    }

    private final class StayHere: NSObject, URLSessionTaskDelegate {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            completionHandler(nil)
        }
    }

    /// Serves the demo's shipments, the timetable standing at `elapsed`.
    private func withClient(
        latency: Duration = .milliseconds(300), hold: Duration = .seconds(60), elapsed: Duration = .zero,
        _ body: (Client) async throws -> Void
    ) async throws {
        let target = DemoTarget(
            table: try ShipmentTable(), phases: PhaseSwitch(elapsed: { elapsed }), latency: latency, hold: hold)
        try await target.serve(logger: Logger(label: "test")) { port in try await body(Client(port: port)) }
    }

    @Test func `answers from the database`() async throws {
        try await withClient { client in
            #expect(
                try await client.get("/shipments/42")
                    == Answer(
                        status: 200,
                        body: #"{"customer":"Aurora Optics","from":"Bergen","id":42,"status":"at_customs","#
                            + #""to":"Esbjerg","updated_at":"2026-01-01T00:42:00Z","weight_grams":12848}"#))
            #expect(try await client.get("/health") == Answer(status: 200, body: #"{"shipments":500,"status":"ok"}"#))
            #expect(
                try await client.get("/shipments?limit=1&offset=499")
                    == Answer(
                        status: 200,
                        body: #"{"offset":499,"shipments":[{"customer":"Cedar & Sons","from":"Danzig","id":500,"#
                            + #""status":"booked","to":"Genoa","updated_at":"2026-01-01T08:20:00Z","#
                            + #""weight_grams":39750}],"total":500}"#))
            let page = try await client.get("/shipments")
            #expect(page.body.hasPrefix(#"{"offset":0,"shipments":[{"#))
            #expect(page.body.matches(of: #/"id":/#).count == 20)
        }
    }

    @Test(arguments: ["/shipments/0", "/shipments/501", "/shipments/x", "/shipments/99999999999999999999", "/nothing"])
    func `answers 404 for what is not there`(_ path: String) async throws {
        try await withClient { client in
            let answer = try await client.get(path)
            #expect(answer.status == 404)
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=1000000001"])
    func `refuses a page that is out of range`(_ query: String) async throws {
        try await withClient { client in
            let answer = try await client.get("/shipments?\(query)")
            #expect(answer.status == 400)
            #expect(answer.body.contains("\(query): it must be a number from "))
        }
    }

    @Test func `says and switches the phase`() async throws {
        try await withClient(elapsed: .milliseconds(72_500)) { client in
            let scheduled = Answer(
                status: 200, body: #"{"mode":"timetable","next":"good","phase":"errors","seconds_left":13}"#)
            #expect(try await client.get("/demo") == scheduled)
            for mode in Phase.allCases.map(\.rawValue) {
                let forced = Answer(status: 200, body: #"{"mode":"\#(mode)","phase":"\#(mode)"}"#)
                #expect(try await client.post("/demo/\(mode)") == forced)
                #expect(try await client.get("/demo") == forced)
            }
            #expect(try await client.post("/demo/timetable") == scheduled)
            let unknown = try await client.post("/demo/nonsense")
            #expect(unknown.status == 404)
            #expect(unknown.body.contains("no such mode; there are good, slow, errors, outage, timetable"))
            #expect(try await client.get("/demo") == scheduled)
        }
    }

    @Test func `sends a browser back to the page whose button was pressed`() async throws {
        try await withClient { client in
            func press(from page: String) async throws -> Answer {
                try await client.send(
                    "POST", "/demo/slow", headers: ["Accept": "text/html,*/*;q=0.8", "Referer": page])
            }
            let back = try await press(from: "http://127.0.0.1:9919/")
            #expect(back == Answer(status: 303, body: "", location: "http://127.0.0.1:9919/"))
            let elsewhere = try await press(from: "javascript:alert(1)")
            #expect(elsewhere.status == 200)
        }
    }

    @Test func `adds latency in a slow phase`() async throws {
        try await withClient(latency: .milliseconds(120)) { client in
            _ = try await client.post("/demo/slow")
            let start = ContinuousClock.now
            #expect(try await client.get("/health").status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(120))
        }
    }

    @Test func `fails three of four answers in a phase of errors`() async throws {
        try await withClient { client in
            _ = try await client.post("/demo/errors")
            var codes: [Int] = []
            for path in ["/shipments", "/shipments/42", "/health", "/shipments", "/shipments", "/health"] {
                codes.append(try await client.get(path).status)
            }
            #expect(codes == [500, 500, 500, 200, 500, 500])
        }
    }

    @Test func `accepts but never answers in an outage while the switch still does`() async throws {
        try await withClient { client in
            _ = try await client.post("/demo/outage")
            let errors = await withTaskGroup(of: URLError.Code?.self) { group in
                for path in ["/shipments", "/shipments/42", "/health"] {
                    group.addTask { await client.failure(path, timeout: 1) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors == [.timedOut, .timedOut, .timedOut])
            #expect(try await client.post("/demo/good").status == 200)
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test func `closes a connection that waits too long in an outage without an answer`() async throws {
        try await withClient(hold: .milliseconds(50)) { client in
            _ = try await client.post("/demo/outage")
            let error = try #require(await client.failure("/health", timeout: 20))
            // The one is what macOS says of an empty answer, the other what Linux does.
            #expect([.networkConnectionLost, .badServerResponse].contains(error))
        }
    }

    @Test func `ends at once though a request is held`() async throws {
        let start = ContinuousClock.now
        try await withClient(hold: .seconds(60)) { client in
            _ = try await client.post("/demo/outage")
            #expect(await client.failure("/health", timeout: 1) == .timedOut)
        }
        // Sooner than it would have been held.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `says when its port is taken`() async throws {
        try await withClient { client in
            let other = DemoTarget(table: try ShipmentTable(count: 1), phases: PhaseSwitch(elapsed: { .zero }))
            await #expect(throws: (any Error).self) {
                try await other.serve(port: client.port, logger: Logger(label: "test")) { _ in }
            }
        }
    }
}
