import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct ProbeListenerTests {
    @Test func `counts a success that is too slow as bad, and no probe without verdict`() throws {
        let engine = SLOEngine(now: nil)
        let listeners = try [nil, 125, 124].map { milliseconds in
            let definition = try SLODefinition(
                name: "latency \(milliseconds ?? 0)", service: "shop", objective: Objective(ratio: 0.9),
                window: .rolling(.seconds(600)), alerting: AlertPolicy(tiers: []))
            return ProbeListener(
                recorder: try engine.add(definition), fasterThan: milliseconds.map { .milliseconds($0) })
        }
        engine.advance(to: Timestamp(secondsSinceEpoch: 0))
        for listener in listeners {
            for report in [PublishedResults.success, PublishedResults.refusal, PublishedResults.nothing] {
                listener.hear(report)
            }
        }
        engine.advance(to: Timestamp(secondsSinceEpoch: 1))
        #expect(
            engine.statuses.map(\.events) == [
                EventCounts(good: 1, bad: 1), EventCounts(good: 1, bad: 1), EventCounts(good: 0, bad: 2),
            ])
    }
}
