import Foundation
import TestSupport
import Testing

/// `nines serve` where descriptors are few.
@Suite struct DescriptorTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// With a soft and a hard limit of so many descriptors.
    private func serve(_ configuration: String, descriptors: Int) throws -> (process: ChildProcess, port: Int) {
        let port = try Workplace.freePort()
        let file = try workplace.write("nines.yml", configuration)
        let command = """
            ulimit -n \(descriptors) && exec '\(Workplace.nines)' serve '\(file)' --listen 127.0.0.1:\(port) \
            --log-level debug
            """
        return (try ChildProcess("sh", ["-c", command], in: workplace), port)
    }

    private func page(_ port: Int) async -> WebPage? { await WebPage.get("http://127.0.0.1:\(port)/metrics") }

    /// Eight targets each second, and an SLO over each: what would page if a probe failed.
    private static func configuration(nginx: Nginx) -> String {
        func lines(_ line: (Int) -> String) -> String { (0..<8).map(line).joined(separator: "\n") }
        return """
            targets:
            \(lines { "  - {name: t\($0), url: 'http://127.0.0.1:\(nginx.port)/\($0)', interval: 1s}" })
            slos:
            \(lines {
                "  - {name: s\($0), service: s, objective: 0.9, window: 1h, indicator: {probe: {target: t\($0)}}}"
            })
            """
    }

    /// The sum of a family's samples whose labels hold a text.
    private func sum(_ page: WebPage?, _ family: String, _ labels: String = "") -> Double {
        (page?.text ?? "").split(separator: "\n")
            .filter { $0.hasPrefix(family + "{") && (labels.isEmpty || $0.contains(labels)) }
            .compactMap { Double($0.drop { $0 != "}" }.dropFirst(2)) }.reduce(0, +)
    }

    private func successes(_ page: WebPage?) -> Double { sum(page, "nines_probes_total", "outcome=\"success\"") }

    /// A page on which so many more probes have succeeded than on another.
    private func page(
        _ port: Int, successes more: Double, after page: WebPage? = nil, within time: Duration = .hang
    ) async throws -> WebPage? {
        let before = successes(page)
        return try await poll(for: time) {
            let page = await self.page(port)
            return successes(page) >= before + more ? page : nil
        }
    }

    /// Whatever became of probes, nothing is said against a target.
    private func expectNothingBad(_ page: WebPage) {
        #expect(!page.text.contains("open files"))
        #expect(sum(page, "nines_probes_total", "outcome=\"failure\"") == 0)
        #expect(sum(page, "nines_slo_events_total", "outcome=\"bad\"") == 0)
        #expect(sum(page, "nines_slo_alert_state") == 0)
        let none = sum(page, "nines_probes_without_verdict_total")
        #expect(none == sum(page, "nines_probes_without_verdict_total", "reason=\"local_resources\""))
    }

    @Test(.timeLimit(.minutes(30))) func `clients that hold connections leave probes enough descriptors`() async throws
    {
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let (nines, port) = try serve(Self.configuration(nginx: nginx), descriptors: 64)
        let before = try #require(try await page(port, successes: 8), "\(nines.text)")
        var idle = (0..<100).compactMap { _ in try? RawClient(port: port) }
        #expect(idle.count == 100)
        // The page comes over a connection that was there before.
        let seconds = Double(ProcessInfo.processInfo.environment["NINES_IDLE_SECONDS"] ?? "") ?? 15
        let during = try #require(
            try await page(port, successes: 8 * seconds, after: before, within: .hang + .seconds(seconds)),
            "\(nines.text)")
        #expect(try during.value("nines_web_refusals_total{reason=\"connections\"}") >= 84)
        expectNothingBad(during)
        // None was kept from its probe: the server has a part of the descriptors, and probes have theirs.
        #expect(sum(during, "nines_probes_without_verdict_total") == 0)
        #expect(sum(during, "nines_slo_events_total", "outcome=\"good\"") > 8 * seconds)
        idle = []
        // Whoever comes now is served.
        let curl = ["-s", "-m", "60", "http://127.0.0.1:\(port)/-/healthy"]
        let isServed: Bool? = try await poll {
            try await ChildProcess.run("curl", curl, in: workplace).code == 0 ? true : nil
        }
        #expect(isServed == true)
        let after = try #require(try await page(port, successes: 16, after: during))
        expectNothingBad(after)
        withExtendedLifetime((nginx, nines)) {}
    }

    /// A part of another process's making takes all descriptors away.
    @Test(.timeLimit(.minutes(10))) func `a process that has no descriptor left says nothing against its targets`()
        async throws
    {
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let (nines, port) = try serve(Self.configuration(nginx: nginx), descriptors: 256)
        _ = try #require(try await page(port, successes: 8), "\(nines.text)")
        try await limit(5, of: nines)
        // Pages need descriptors too.
        let count = 16
        let isNoticed: Bool? = try await poll {
            nines.text.components(separatedBy: "reason=local_resources").count > count ? true : nil
        }
        #expect(isNoticed == true, "\(nines.text)")
        try await limit(256, of: nines)
        let recovered = try #require(await page(port), "\(nines.text)")
        #expect(sum(recovered, "nines_probes_without_verdict_total") >= Double(count))
        expectNothingBad(try #require(try await page(port, successes: 16, after: recovered), "\(nines.text)"))
        withExtendedLifetime(nginx) {}
    }

    /// Sets how many descriptors the process may have.
    private func limit(_ descriptors: Int, of nines: ChildProcess) async throws {
        let command = ["--pid", "\(nines.identifier)", "--nofile=\(descriptors):"]
        #expect(try await ChildProcess.run("prlimit", command, in: workplace).code == 0)
    }

    @Test(.timeLimit(.minutes(10))) func `a server without descriptors waits for some at rest and serves again`()
        async throws
    {
        let (nines, port) = try serve("targets: []", descriptors: 256)
        let cpu = "process_cpu_seconds_total"
        let before: WebPage? = try await poll { await page(port) }
        let used = try #require(before, "\(nines.text)").value(cpu)
        // Fewer than it has open.
        try await limit(5, of: nines)
        let curl = ["-s", "-m", "3", "http://127.0.0.1:\(port)/metrics"]
        // 28: nothing came in time.
        #expect(try await ChildProcess.run("curl", curl, in: workplace).code == 28)
        try await limit(256, of: nines)
        let after = try #require(await page(port))
        #expect(after.status == 200)
        // Of 3 s; a loop that asks again and again takes more than a third of them.
        #expect(try after.value(cpu) - used < 0.5)
    }
}
