import Testing

@testable import NinesSLO

@Suite struct AlertRestartTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(pending: Duration = .zero) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99),
            window: .rolling(.seconds(86_400)),
            alerting: AlertPolicy(tiers: [
                BurnRateTier(
                    severity: .page, factor: 10, longWindow: .seconds(3_600), shortWindow: .seconds(300),
                    pending: pending)
            ]))
    }

    private struct Life {
        let engine: SLOEngine
        let recorder: SLORecorder
        var transitions: [AlertTransition] = []
        var second: Int

        init(_ definition: SLODefinition, from state: SLOState? = nil, second: Int = 0) throws {
            engine = SLOEngine(instance: "a", now: nil)
            recorder = try engine.add(definition)
            self.second = second
            let instant = AlertRestartTests.start.advanced(by: .seconds(second))
            if let state { try engine.restore(SLOState(decoding: state.encoded()), at: instant) }
            transitions = engine.advance(to: instant)
        }

        mutating func run(to end: Int, bad: UInt64) {
            while second < end {
                recorder.record(EventCounts(good: 100 - bad, bad: bad))
                second += 10
                transitions += engine.advance(to: AlertRestartTests.start.advanced(by: .seconds(second)))
            }
        }

        var state: SLOState? { engine.state(of: "availability", service: "shop") }
    }

    @Test func `what fired before a restart goes on firing and is not told again`() throws {
        var first = try Life(definition())
        first.run(to: 600, bad: 50)
        #expect(first.transitions.map(\.to) == [.firing(since: Self.start.advanced(by: .seconds(10)))])
        var second = try Life(definition(), from: first.state, second: 630)
        second.run(to: 700, bad: 50)
        #expect(second.transitions == [])
        #expect(second.engine.statuses.first?.alerts.first?.state == first.transitions.first?.to)
        second.run(to: 3_600, bad: 0)
        #expect(second.transitions.map(\.to) == [.inactive])
        #expect(second.transitions.first?.from == first.transitions.first?.to)
    }

    @Test func `what ended while nobody looked is told at once`() throws {
        var first = try Life(definition())
        first.run(to: 600, bad: 50)
        let second = try Life(definition(), from: first.state, second: 7_200)
        #expect(second.transitions.map(\.to) == [.inactive])
    }

    @Test func `the time in which nobody looked does not count towards pending`() throws {
        let definition = try definition(pending: .seconds(600))
        var first = try Life(definition)
        first.run(to: 310, bad: 50)
        #expect(first.transitions.map(\.to) == [.pending(since: Self.start.advanced(by: .seconds(10)))])
        // 300 s of the 600 have passed, and the gap of 200 s is none of them.
        var second = try Life(definition, from: first.state, second: 510)
        second.run(to: 1_000, bad: 50)
        #expect(second.transitions.map(\.to) == [.firing(since: Self.start.advanced(by: .seconds(810)))])
    }

    @Test func `a tier that is another now begins anew`() throws {
        var first = try Life(definition())
        first.run(to: 600, bad: 50)
        let second = try Life(
            definition(pending: .seconds(60)).changed(
                alerting: AlertPolicy(tiers: [
                    BurnRateTier(severity: .page, factor: 11, longWindow: .seconds(3_600), shortWindow: .seconds(300))
                ])), from: first.state, second: 610)
        #expect(second.transitions.map(\.to) == [.inactive, .firing(since: Self.start.advanced(by: .seconds(610)))])
    }

    @Test func `what fired for a tier that is gone is told to have ended`() throws {
        var first = try Life(definition())
        first.run(to: 600, bad: 50)
        let tier = try #require(definition().alerting.tiers.first)
        var second = try Life(
            definition().changed(alerting: AlertPolicy(tiers: [])), from: first.state, second: 610)
        #expect(
            second.transitions == [
                AlertTransition(
                    service: "shop", slo: "availability", tier: tier, from: try #require(first.transitions.first?.to),
                    to: .inactive, at: Self.start.advanced(by: .seconds(610)))
            ])
        second.run(to: 700, bad: 50)
        #expect(second.transitions.count == 1)
    }

    @Test func `states of before have none, and are read`() throws {
        let quiet = try Life(definition())
        #expect(quiet.state?.encoded()[4] == 1)
        var burning = try Life(definition())
        burning.run(to: 600, bad: 50)
        let state = try #require(burning.state)
        #expect(state.encoded()[4] == 3)
        #expect(try SLOState(decoding: state.encoded()) == state)
    }
}
