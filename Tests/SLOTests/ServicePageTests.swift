import Foundation
import Synchronization
import Testing

@testable import NinesSLO

/// The program of `docs/slo-in-a-service.md` is this one, and prints what the page says.
@Suite struct ServicePageTests {
    /// What the page takes for granted.
    private final class Queue: Sendable {
        let state = Mutex(0.0)
        var depth: Double { state.withLock { $0 } }
        var total: Double { state.withLock { $0 } }
    }

    @Test func `the page's program prints what the page says`() throws {
        let (queue, orders) = (Queue(), Queue())
        let engine = SLOEngine(now: nil)

        // page begins
        func promise(_ name: String, _ objective: Double) throws -> SLODefinition {
            try SLODefinition(name: name, service: "shop", objective: Objective(ratio: objective), window: .days(7))
        }

        let availability = try engine.add(promise("availability", 0.999))
        let limits = [("p50", 0.5, 100), ("p95", 0.95, 300), ("p99", 0.99, 1_000)]
        let latencies = try limits.map { (try engine.add(promise($0, $1)), Duration.milliseconds($2)) }
        try engine.add(promise("queue", 0.99), every: .seconds(60), judging: .gauge(atMost: 100) { queue.depth })
        try engine.add(promise("orders", 0.9), every: .seconds(60), judging: .throughput(atLeast: 2) { orders.total })

        func answered(_ status: Int, in duration: Duration) {
            availability.record(good: status < 500)
            for (recorder, limit) in latencies { recorder.record(duration, within: limit) }
        }

        func percent(_ ratio: Double) -> String { "\((ratio * 10_000).rounded() / 100) %" }

        func health() -> String {
            var lines = ""
            for name in ["availability", "p50", "p95", "p99", "queue", "orders"] {
                guard let status = engine.status(of: name, service: "shop") else { continue }
                let hour = status.burnRate(over: .seconds(3_600)) ?? 0
                let day = status.burnRate(over: .seconds(86_400)) ?? 0
                let trend = hour > day * 2 ? "degrading" : hour * 2 < day ? "improving" : "steady"
                lines += "\(name): \(percent(status.achieved ?? 1)) of \(percent(status.definition.objective.ratio)), "
                lines += "\(status.state.rawValue), budget left \(percent(status.budgetRemaining)), "
                lines += "grade \(status.grade.rawValue), \(trend)\n"
            }
            return lines
        }
        // page ends

        // A day without errors, then an hour in which one of 500 requests fails, and the queue grows.
        let start = Timestamp(secondsSinceEpoch: 1_800_000_000)
        engine.advance(to: start)
        for step in 1...9_000 {
            let isLastHour = step > 8_640
            for request in 0..<10 {
                let number = step * 10 + request
                answered(
                    isLastHour && number % 500 == 0 ? 503 : 200,
                    in: .milliseconds(number % 200 == 0 ? 2_000 : number % 10 == 0 ? 200 : 20))
            }
            queue.state.withLock { $0 = isLastHour ? 150 : 5 }
            orders.state.withLock { $0 += 30 }
            engine.advance(to: start.advanced(by: .seconds(step * 10)))
        }
        let blocks = try page()
        #expect(blocks.contains("```swift\nimport NinesSLO\n\nlet engine = SLOEngine()\n\n" + (try source()) + "```"))
        #expect(blocks.contains("```text\n" + health() + "```"))
    }

    /// The nearest folder above that has the page: tests may be built through a link to them.
    private func page() throws -> String {
        var folder = URL(filePath: #filePath)
        while folder.pathComponents.count > 1 {
            folder.deleteLastPathComponent()
            let page = folder.appending(path: "docs/slo-in-a-service.md")
            if FileManager.default.fileExists(atPath: page.path) {
                return try String(contentsOf: page, encoding: .utf8)
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// The lines between the marks, without their indentation.
    private func source() throws -> String {
        let lines = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let begin = try #require(lines.firstIndex { $0.hasSuffix("// page begins") })
        let end = try #require(lines.firstIndex { $0.hasSuffix("// page ends") })
        return lines[(begin + 1)..<end].map { $0.dropFirst(8) + "\n" }.joined()
    }
}
