import NinesMetrics
import Synchronization
import Testing

@testable import NinesSLO

private func queue(_ name: String) throws -> SLODefinition {
    try SLODefinition(
        name: name, service: "shop", objective: Objective(ratio: 0.9), window: .rolling(.seconds(3_600)),
        alerting: AlertPolicy(tiers: []))
}

@Suite struct ConcurrentChangeTests {
    @Test func `an SLO that is added while others change is looked at`() async throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(queue("changed"))
        let done = Atomic(false)
        async let changing: Void = {
            while !done.load(ordering: .relaxed) { try engine.replace(queue("changed")) }
        }()
        for number in 0..<1_000 { try engine.add(queue("queue \(number)"), every: .seconds(1)) { .good } }
        done.store(true, ordering: .relaxed)
        try await changing
        let count = engine.samplers.withLock { $0.count }
        #expect(count == 1_000)
    }
}
