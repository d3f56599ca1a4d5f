import Foundation
import NinesSLO
import Testing

@testable import nines

/// How `nines serve` ends, and by what it does not.
@Suite struct StoppingTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func serve(_ file: String) async throws -> (process: ChildProcess, port: Int) {
        let port = try Workplace.freePort()
        let nines = try ChildProcess(
            Workplace.nines, ["serve", "--config", file, "--listen", "127.0.0.1:\(port)"], in: workplace)
        let isUp: Bool? = try await poll {
            guard nines.isRunning else { return false }
            return await WebPage.get("http://127.0.0.1:\(port)/-/healthy") == nil ? nil : true
        }
        guard isUp == true else { throw Unexpected("nines does not serve:\n\(nines.text)") }
        return (nines, port)
    }

    /// Targets of a server that accepts and never answers, so many that a page does not fit into the system's buffers.
    private func configuration(silent port: Int) throws -> String {
        var lines = ["modules: {patient: {prober: http, timeout: 60s}}", "targets:"]
        let note = String(repeating: "x", count: 900)
        lines += (0..<400).map {
            "  - {name: t\($0), url: 'http://127.0.0.1:\(port)/\($0)', module: patient, interval: 60s, "
                + "labels: {note: \(note)}}"
        }
        lines += [
            "slos: [{name: s, service: shop, objective: 0.9, window: 1h, indicator: {probe: {target: t0}}}]",
            "state: {path: '\(workplace.path("nines.db").path())', interval: 1h}",
        ]
        return try workplace.write("nines.yml", lines.joined(separator: "\n"))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stuck scraper and probes that hang delay the end by less than ten seconds and no state is lost`()
        async throws
    {
        let silent = try SilentServer(in: workplace)
        let (nines, port) = try await serve(configuration(silent: try await silent.port()))
        func page() async -> WebPage? { await WebPage.get("http://127.0.0.1:\(port)/metrics") }
        // A page's length does not depend on results, and some probes hang by now.
        let isProbing: Bool? = try await poll { silent.connections > 0 ? true : nil }
        #expect(isProbing == true)
        let stuck = try StuckScraper(asking: "/metrics", port: port)
        let began = ContinuousClock.now
        nines.signal(SIGTERM)
        let ready: WebPage? = try await poll {
            guard let page = await WebPage.get("http://127.0.0.1:\(port)/-/ready"), page.text == "stopping\n" else {
                return nines.isRunning ? nil : WebPage(status: 0, contentType: "", text: "")
            }
            return page
        }
        #expect(ready?.status == 503)
        // Probes have their grace, and the exporter still says so.
        let connections = silent.connections
        #expect(await page()?.status == 200)
        #expect(try await nines.exitCode() == 0, "\(nines.text)")
        #expect(began.duration(to: .now) < .seconds(10))
        // One or two may have been on their way when the signal came.
        #expect(silent.connections <= connections + 2)
        var slos: [String] = []
        try Database(reading: workplace.path("nines.db").path()).read { connection in
            _ = try SLOTable(connection: connection).readAll { slos.append($0.slo) }
        }
        #expect(slos == ["s"])
        withExtendedLifetime(stuck) {}
    }

    @Test(.timeLimit(.minutes(10))) func `a hangup ends nothing and has the configuration read again`() async throws {
        let closed = try Workplace.freePort()
        let file = try workplace.write(
            "nines.yml", "targets: [{name: t, url: 'http://127.0.0.1:\(closed)/', interval: 1s}]")
        let (nines, port) = try await serve(file)
        nines.signal(SIGHUP)
        let said: Bool? = try await poll {
            guard nines.isRunning else { return false }
            return nines.text.contains("trigger=signal") ? true : nil
        }
        #expect(said == true, "\(nines.text)")
        #expect(await WebPage.get("http://127.0.0.1:\(port)/-/healthy")?.status == 200)
        nines.signal(SIGTERM)
        #expect(try await nines.exitCode() == 0, "\(nines.text)")
    }

    /// Its terminal has gone, and there is no file to read again.
    @Test(.timeLimit(.minutes(10))) func `a hangup ends a demo as a stop does`() async throws {
        let port = try Workplace.freePort()
        let demo = try ChildProcess(Workplace.nines, ["demo", "--listen", "127.0.0.1:\(port)"], in: workplace)
        _ = try await poll { await WebPage.get("http://127.0.0.1:\(port)/-/healthy") }
        demo.signal(SIGHUP)
        #expect(try await demo.exitCode() == 0, "\(demo.text)")
    }
}

/// A server that accepts connections, counts them, and never says a word.
private final class SilentServer {
    private let process: ChildProcess

    init(in workplace: Workplace) throws {
        let script = """
            import socket
            server = socket.create_server(("127.0.0.1", 0), backlog=512)
            print(server.getsockname()[1], flush=True)
            held = []
            while True:
                held.append(server.accept())
                print("accepted", flush=True)
            """
        process = try ChildProcess("python3", ["-c", script], in: workplace)
    }

    func port() async throws -> Int {
        let port = try await poll { () -> Int? in
            let lines = process.text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.count > 1 ? Int(lines[0]) : nil
        }
        guard let port else { throw Unexpected("the server does not listen:\n\(process.text)") }
        return port
    }

    /// So far.
    var connections: Int { process.text.split(separator: "\n").count { $0 == "accepted" } }
}
