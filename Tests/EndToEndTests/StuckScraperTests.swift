import Foundation
import Testing

/// Scrapers that ask for a long page and never read it.
@Suite struct StuckScraperTests {
    @Test(.timeLimit(.minutes(10))) func `delay nobody and cost less memory than their pages`() async throws {
        let workplace = try Workplace()
        let closed = try Workplace.freePort()
        let targets = (0..<400).map { "  - {name: t\($0), url: 'http://127.0.0.1:\(closed)/\($0)', interval: 10s}" }
        let file = try workplace.write("nines.yml", "targets:\n" + targets.joined(separator: "\n"))
        let port = try Workplace.freePort()
        let nines = try ChildProcess(
            Workplace.nines, ["serve", "--config", file, "--listen", "127.0.0.1:\(port)"], in: workplace)
        func page() async -> WebPage? { await WebPage.get("http://127.0.0.1:\(port)/metrics") }
        let last = "probe_success{job=\"nines\",instance=\"http://127.0.0.1:\(closed)/399\"}"
        let complete = try await poll {
            guard let page = await page(), page.text.contains(last) else { return nil as WebPage? }
            return page
        }
        let length = try #require(complete, "\(nines.text)").text.utf8.count
        #expect(length > 500_000)
        // Until memory that scrapes use again and again has been taken.
        for _ in 0..<20 { _ = await page() }
        let before = try #require(await page()).value("process_resident_memory_bytes")

        let stuck = try (0..<40).map { _ in try StuckScraper(asking: "/metrics", port: port) }
        // They stay stuck until the end of this test: whoever waits for one of them gets no page at all.
        for _ in 0..<10 { #expect(await page()?.text.utf8.count ?? 0 > length * 9 / 10) }
        let after = try #require(await page()).value("process_resident_memory_bytes")
        #expect((after - before) / Double(stuck.count) < Double(length), "\(after - before) of \(length)")
        withExtendedLifetime(stuck) {}
        #expect(nines.isRunning, "\(nines.text)")
    }
}
