import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What is left of the budgets of a `nines serve` that is killed in the middle of its work.
@Suite struct KillTests {
    private static let slos = 40
    /// Kills; a soak sets many.
    private static let rounds = ProcessInfo.processInfo.environment["NINES_KILL_ROUNDS"].flatMap { Int($0) } ?? 3

    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private var path: String { workplace.path("nines.db").path() }

    private func configuration(port: Int) throws -> String {
        // A probe that runs into its timeout is bad, whatever the target says it answered, so there is time.
        var lines = ["modules: {patient: {prober: http, timeout: 5s}}", "targets:"]
        for index in 0..<Self.slos {
            lines.append(
                "  - {name: t\(index), url: \"http://127.0.0.1:\(port)/\(index)\", module: patient, interval: 5s}")
        }
        lines.append("slos:")
        for index in 0..<Self.slos {
            lines.append(
                "  - {name: s\(index), service: shop, objective: 0.9, window: 1h, alerting: {tiers: []}, "
                    + "indicator: {probe: {target: t\(index)}}}")
        }
        lines.append("state: {path: \"\(path)\", interval: 200ms}")
        return try workplace.write("nines.yml", lines.joined(separator: "\n"))
    }

    /// Counts and the time of the last sample of each SLO, as the file has them.
    private func persisted() throws -> [String: (counts: EventCounts, at: Double)] {
        var all: [String: (EventCounts, Double)] = [:]
        let damages = try Database(reading: path).read { connection in
            try SLOTable(connection: connection).readAll { state in
                let last = state.lastSample?.nanosecondsSinceEpoch ?? 0
                all[state.slo] = (state.events, Double(last / 1_000_000_000))
            }
        }
        #expect(damages == [])
        return all
    }

    private func serve(_ file: String) async throws -> (process: ChildProcess, address: String) {
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let arguments = ["serve", "--config", file, "--listen", address]
        let process = try ChildProcess(Workplace.nines, arguments, in: workplace)
        let isUp: Bool? = try await poll {
            guard process.isRunning else { return false }
            return await WebPage.get("http://\(address)/-/healthy") == nil ? nil : true
        }
        guard isUp == true else { throw Unexpected("nines does not serve:\n\(process.text)") }
        return (process, address)
    }

    @Test(.timeLimit(.minutes(120))) func `a kill loses nothing that was written and nothing is counted twice`()
        async throws
    {
        let target = try CountingTarget(in: workplace, paths: Self.slos)
        let port = try await target.port()
        let file = try configuration(port: port)
        var kept: [String: EventCounts] = [:]
        for _ in 0..<Self.rounds {
            let (process, address) = try await serve(file)
            let (answered, page) = try await pageWithEvents(at: address, of: target)
            try checkBudgets(on: page, after: kept)
            // A write's time is that of its counts, and on the page once the write is done. So the second one that is
            // new to the page began after the page was made: it, and whatever comes after it, has the page's counts.
            var written = try page.value(Self.persisted)
            for _ in 0..<2 { written = try await nextWrite(after: written, at: address) }
            // The moment of the kill is arbitrary by design: no seed would make it the same.
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...1_500)))
            process.signal(SIGKILL)
            #expect(try await process.exitCode() != nil)
            let answers = try target.answers(endingRound: true)
            let now = try persisted()
            for index in 0..<Self.slos {
                let state = try #require(now["s\(index)"], "\(process.text)")
                let before = kept["s\(index)", default: .zero]
                let new = EventCounts(good: state.counts.good - before.good, bad: state.counts.bad - before.bad)
                // Never more than the target answered.
                let all = answers.counts(path: index)
                #expect(new.good <= all.good && new.bad <= all.bad, "\(new) of \(all)")
                // All that the process had counted. It had counted every answer but two: a target has one probe at a
                // time, and one of the process before it may have been answered after the kill. Times are cut to
                // seconds.
                #expect(state.at >= written.rounded(.down))
                let least = try Self.counts(of: index, on: page)
                #expect(new.good >= least.good && new.bad >= least.bad, "\(new) of at least \(least)")
                #expect(least.total + 2 >= answered.counts(path: index).total, "\(least)")
                kept["s\(index)"] = state.counts
            }
        }
        #expect(kept.values.allSatisfy { $0.total > 0 })
    }

    private static let persisted = "nines_state_last_persist_success_timestamp_seconds"

    /// The first page on which every SLO has events, and what the target had answered before it was asked for.
    private func pageWithEvents(
        at address: String, of target: CountingTarget
    ) async throws -> (answered: CountingTarget.Answers, page: WebPage) {
        let pair: (CountingTarget.Answers, WebPage)? = try await poll {
            let answered = try target.answers(endingRound: false)
            guard let page = await WebPage.get("http://\(address)/metrics") else { return nil }
            let isEnough = try (0..<Self.slos).allSatisfy { try Self.counts(of: $0, on: page).total > 0 }
            return isEnough ? (answered, page) : nil
        }
        return try #require(pair)
    }

    private func nextWrite(after last: Double, at address: String) async throws -> Double {
        let next: Double? = try await poll {
            guard let page = await WebPage.get("http://\(address)/metrics") else { return nil }
            let written = try page.value(Self.persisted)
            return written > last ? written : nil
        }
        return try #require(next)
    }

    /// What this process has counted.
    private static func counts(of index: Int, on page: WebPage) throws -> EventCounts {
        func events(_ outcome: String) throws -> UInt64 {
            let labels = "service=\"shop\",slo=\"s\(index)\",outcome=\"\(outcome)\""
            return UInt64(try page.value("nines_slo_events_total{\(labels)}"))
        }
        return EventCounts(good: try events("good"), bad: try events("bad"))
    }

    /// Each budget is that of what was kept and of what this process counted.
    private func checkBudgets(on page: WebPage, after kept: [String: EventCounts]) throws {
        for index in 0..<Self.slos {
            let labels = "service=\"shop\",slo=\"s\(index)\""
            let before = kept["s\(index)", default: .zero]
            let new = try Self.counts(of: index, on: page)
            let (good, bad) = (Double(before.good + new.good), Double(before.bad + new.bad))
            let budget = try page.value("nines_slo_error_budget_remaining_ratio{\(labels)}")
            let expected = good + bad > 0 ? 1 - bad / (good + bad) / 0.1 : 1
            #expect(abs(budget - expected) < 1e-9, "round after \(before)")
        }
    }
}

/// A service whose answers are good or bad at random, and that writes each of them down before it gives it.
private final class CountingTarget {
    private let process: ChildProcess
    private let log: URL
    private var offset = 0

    init(in workplace: Workplace, paths: Int) throws {
        log = workplace.path("answers.log")
        let script = """
            import http.server, random, socketserver, sys
            random.seed(7)
            log = open(sys.argv[1], "ab", buffering=0)
            class Answer(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    code = 200 if random.random() < 0.8 else 500
                    log.write(b"%s %d\\n" % (self.path[1:].encode(), code))
                    self.send_response(code)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                def log_message(self, *arguments): pass
            class Server(http.server.ThreadingHTTPServer):
                request_queue_size = 128
                daemon_threads = True
            server = Server(("127.0.0.1", 0), Answer)
            print(server.server_address[1], flush=True)
            server.serve_forever()
            """
        try Data().write(to: log)
        process = try ChildProcess("python3", ["-c", script, log.path()], in: workplace)
    }

    func port() async throws -> Int {
        guard let port = try await poll({ Int(self.process.text.dropLast()) }) else {
            throw Unexpected("the target does not serve:\n\(process.text)")
        }
        return port
    }

    /// The answers since the last round ended.
    func answers(endingRound isOver: Bool) throws -> Answers {
        let bytes = try Data(contentsOf: log)
        let new = String(decoding: bytes[offset...], as: UTF8.self)
        if isOver { offset = bytes.count }
        return Answers(
            lines: new.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: " ")
                guard parts.count == 2, let path = Int(parts[0]) else { return nil }
                return (path, parts[1] == "200")
            })
    }

    struct Answers {
        let lines: [(path: Int, isGood: Bool)]

        func counts(path: Int) -> EventCounts {
            lines.reduce(into: .zero) { counts, line in
                guard line.path == path else { return }
                if line.isGood { counts.good += 1 } else { counts.bad += 1 }
            }
        }
    }
}
