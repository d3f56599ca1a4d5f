import Foundation
import NinesSLO
import TestSupport
import Testing

@testable import nines

/// A real `nines serve` whose files change under it while it probes and is scraped.
@Suite struct ReloadTests {
    /// Reloads; a soak sets 100.
    private static let rounds = ProcessInfo.processInfo.environment["NINES_RELOADS"].flatMap { Int($0) } ?? 10

    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func serve(_ file: String) async throws -> Server {
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let process = try ChildProcess(
            Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        let isUp: Bool? = try await poll {
            guard process.isRunning else { return false }
            return await WebPage.get("http://\(address)/-/healthy") == nil ? nil : true
        }
        guard isUp == true else { throw Unexpected("nines does not serve:\n\(process.text)") }
        return Server(process: process, address: address)
    }

    /// The targets are ports that nobody listens on: every probe fails, at once.
    private static func group(_ names: String...) -> String {
        let targets = names.map { "{\"targets\": [\"127.0.0.1:9\"], \"labels\": {\"instance\": \"\($0)\"}}" }
        return "[\(targets.joined(separator: ", "))]"
    }

    @Test(.timeLimit(.minutes(20))) func `target files that change apply at once and a broken one keeps its targets`()
        async throws
    {
        let file = try workplace.write(
            "nines.yml", "discovery: [{job: web, interval: 100ms, files: [t.json, 'more/*.yml']}]\n")
        func write(_ text: String) throws { _ = try workplace.write("t.json", text) }
        try write(Self.group("a"))
        let server = try await serve(file)
        try await server.wait("a is probed") { try $0.failures("a") ?? 0 > 0 }
        var last = try await server.page().failures("a") ?? 0
        func checkKept() async throws {
            let now = try await server.page().failures("a") ?? 0
            #expect(now >= last, "a counter fell")
            last = now
        }
        // Nobody asks: it looks.
        try write(Self.group("a", "b"))
        try await server.wait("b is probed") { try $0.failures("b") ?? 0 > 0 }
        try await checkKept()
        try write("[{\"targets\": [")
        try await server.wait("the file cannot be used") { try $0.value(Self.unusable) == 2 }
        let before = try await server.page().failures("b") ?? 0
        try await server.wait("b is probed on") { try $0.failures("b") ?? 0 > before }
        try await checkKept()
        // A reload that is asked for keeps them too.
        #expect(try await server.reload().status == 200)
        server.process.signal(SIGHUP)
        try await checkKept()
        #expect(try await server.page().failures("b") != nil)
        // Mended, and a folder that was not there.
        try write(Self.group("a"))
        try FileManager.default.createDirectory(at: workplace.path("more"), withIntermediateDirectories: true)
        _ = try workplace.write("more/c.yml", Self.group("c"))
        server.process.signal(SIGHUP)
        try await server.wait("c is probed and b is gone") { try $0.failures("c") ?? 0 > 0 && $0.failures("b") == nil }
        #expect(try await server.page().value(Self.unusable) == 0)
        try await checkKept()
        try write(Self.group("d", "a"))
        #expect(
            try await server.reload().text
                == "reloaded; targets: 1 added, 2 as they were; SLOs: none\n")
        try await server.wait("d is probed") { try $0.failures("d") ?? 0 > 0 }
        try await checkKept()
    }

    private static let unusable = #"nines_discovery_unusable_files{job="web"}"#

    @Test(.timeLimit(.minutes(60))) func `reloads under probes and scrapes lose no count and move no budget`()
        async throws
    {
        var numbers = SeededNumbers(seed: 11)
        func write() throws -> String {
            func pick(_ choices: [String]) -> String { choices.randomElement(using: &numbers) ?? "" }
            var lines = ["targets:"]
            func target(_ name: String, _ more: String = "") -> String {
                "  - {name: \(name), url: 'http://127.0.0.1:9/\(name)', interval: 100ms\(more)}"
            }
            lines += [target("kept"), target("labelled", ", labels: {team: \(pick(["a", "b", "c"]))}")]
            for index in 0..<20 where Bool.random(using: &numbers) {
                lines.append(target("t\(index)", ", job: \(pick(["a", "b"]))"))
            }
            lines.append("discovery: [{job: web, interval: 100ms, files: [t.json]}]")
            lines.append(
                """
                slos:
                  - {name: up, service: s, objective: 0.9, window: 1h, indicator: {probe: {target: kept}}}
                  - {name: other, service: s, objective: \(pick(["0.9", "0.99"])), window: 1h, \
                indicator: {probe: {target: labelled}}}
                """)
            _ = try workplace.write(
                "t.json", Bool.random(using: &numbers) ? Self.group("d", "x") : Self.group("y", "d"))
            return try workplace.write("nines.yml", lines.joined(separator: "\n"))
        }
        let server = try await serve(try write())
        let names = ["http://127.0.0.1:9/kept", "http://127.0.0.1:9/labelled", "d"]
        try await server.wait("all are probed") { page in try names.allSatisfy { try page.failures($0) ?? 0 > 0 } }
        var last: [String: Double] = [:]
        var lastEvents: [String: Double] = [:]
        var early: ProcessFootprint?
        for round in 1...Self.rounds {
            let before = try await server.page()
            for name in names {
                let now = try #require(try before.failures(name), "\(name) is gone in round \(round)")
                #expect(now >= last[name] ?? 0, "a counter of \(name) fell in round \(round)")
                last[name] = now
            }
            for slo in ["up", "other"] {
                let labels = "service=\"s\",slo=\"\(slo)\""
                let now = try before.value("nines_slo_events_total{\(labels),outcome=\"bad\"}")
                #expect(now >= lastEvents[slo] ?? 0, "\(slo) lost events in round \(round)")
                #expect(try before.value("nines_slo_events_total{\(labels),outcome=\"good\"}") == 0)
                lastEvents[slo] = now
            }
            // All events are bad.
            let budget = try before.value(#"nines_slo_error_budget_remaining_ratio{service="s",slo="up"}"#)
            #expect(abs(budget + 9) < 1e-9, "the budget is \(budget) in round \(round)")
            _ = try write()
            if round % 2 == 0 {
                #expect(try await server.reload().status == 200)
            } else {
                let time = try before.value(Self.reloadedAt)
                server.process.signal(SIGHUP)
                try await server.wait("the signal was heard") { try $0.value(Self.reloadedAt) > time }
            }
            if round == max(1, Self.rounds / 10) { early = ProcessFootprint(of: "\(server.process.identifier)") }
        }
        guard let early, let late = ProcessFootprint(of: "\(server.process.identifier)") else { return }
        print("reloads end to end: \(Self.rounds), after the first tenth \(early), after the last \(late)")
        guard Self.rounds >= 100 else { return }
        #expect(late.threads <= early.threads)
        #expect(late.anonymous <= early.anonymous + 3 << 20)
        // Those of probes come and go.
        let same: Bool? = try await poll(for: .seconds(60)) {
            ProcessFootprint(of: "\(server.process.identifier)")?.descriptors == early.descriptors ? true : nil
        }
        #expect(same == true, "\(late.descriptors) descriptors after \(early.descriptors)")
    }

    private static let reloadedAt = "nines_config_last_reload_success_timestamp_seconds"

    @Test(.timeLimit(.minutes(20))) func `a kill during a reload leaves one configuration whole and the counts`()
        async throws
    {
        let path = workplace.path("nines.db").path()
        func write(_ generation: Int) throws -> String {
            var lines = ["targets:"]
            lines.append("  - {name: kept, url: 'http://127.0.0.1:9/kept', interval: 100ms}")
            lines += (0..<300).map { "  - {name: g\(generation)-\($0), url: 'http://127.0.0.1:9/\(generation)/\($0)'}" }
            lines.append("slos:")
            lines.append(
                "  - {name: kept, service: s, objective: 0.9, window: 1h, alerting: {tiers: []}, "
                    + "indicator: {probe: {target: kept}}}")
            lines += (0..<20).map {
                "  - {name: g\(generation)-\($0), service: s, objective: 0.9, window: 1h, alerting: {tiers: []}, "
                    + "indicator: {probe: {target: g\(generation)-\($0)}}}"
            }
            lines.append("state: {path: \"\(path)\", interval: 100ms}")
            return try workplace.write("nines.yml", lines.joined(separator: "\n"))
        }
        var generation = 0
        for round in 0..<3 {
            let file = try write(generation)
            let server = try await serve(file)
            // One whole configuration, and the counts of before.
            let page = try await server.page()
            let slos = page.text.split(separator: "\n").filter { $0.hasPrefix("nines_slo_objective_ratio{") }
            #expect(slos.count == 21)
            #expect(slos.count { $0.contains("slo=\"g\(generation)-") } == 20)
            let persisted = try await written(at: server)
            generation += 1
            _ = try write(generation)
            server.process.signal(SIGHUP)
            // The moment of the kill is arbitrary by design: no seed would make it the same.
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...60)))
            server.process.signal(SIGKILL)
            #expect(try await server.process.exitCode() != nil)
            let now = try Self.counts(in: path)
            #expect(now >= persisted, "round \(round): \(now) of at least \(persisted) events")
        }
    }

    /// How many events of the SLO `kept` the file surely has: those on a page before which a write began and ended.
    private func written(at server: Server) async throws -> UInt64 {
        let persistedAt = "nines_state_last_persist_success_timestamp_seconds"
        let events = #"nines_slo_events_total{service="s",slo="kept",outcome="bad"}"#
        try await server.wait("there are events") { try $0.value(events) > 0 }
        let page = try await server.page()
        var last = try page.value(persistedAt)
        for _ in 0..<2 {
            try await server.wait("it is written") { try $0.value(persistedAt) > last }
            last = try await server.page().value(persistedAt)
        }
        return UInt64(try page.value(events))
    }

    private static func counts(in path: String) throws -> UInt64 {
        var bad: UInt64 = 0
        let damages = try Database(reading: path).read { connection in
            try SLOTable(connection: connection).readAll { if $0.slo == "kept" { bad = $0.events.bad } }
        }
        #expect(damages == [])
        return bad
    }

    private struct Server {
        let process: ChildProcess
        let address: String

        func page() async throws -> WebPage {
            let page: WebPage? = try await poll { await WebPage.get("http://\(address)/metrics") }
            guard let page else { throw Unexpected("no page:\n\(process.text)") }
            return page
        }

        func reload() async throws -> WebPage {
            guard let page = await WebPage.post("http://\(address)/-/reload") else {
                throw Unexpected("no answer:\n\(process.text)")
            }
            return page
        }

        func wait(_ what: String, until holds: (WebPage) throws -> Bool) async throws {
            let found: Bool? = try await poll(for: .seconds(120)) { try holds(try await page()) ? true : nil }
            guard found == true else { throw Unexpected("not true: \(what)\n\(process.text)") }
        }
    }
}

extension WebPage {
    /// How many probes of an instance have failed; nil where it has no series. Whatever its other labels.
    fileprivate func failures(_ instance: String) throws -> Double? {
        let lines = text.split(separator: "\n").filter {
            $0.hasPrefix("nines_probes_total{") && $0.contains("instance=\"\(instance)\"")
                && $0.contains("outcome=\"failure\"")
        }
        guard lines.count <= 1 else { throw Unexpected("\(lines)") }
        return lines.first.flatMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    }
}
