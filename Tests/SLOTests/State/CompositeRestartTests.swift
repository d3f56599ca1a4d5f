import Testing

@testable import NinesSLO

/// Composites across restarts: they have nothing but alerts.
@Suite struct CompositeRestartTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private static func definition(_ name: String) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: 0.99), window: .days(1),
            alerting: AlertPolicy(tiers: [
                BurnRateTier(
                    severity: .page, factor: 10, longWindow: .seconds(3_600), shortWindow: .seconds(300))
            ]))
    }

    private struct Life {
        let engine: SLOEngine
        let recorder: SLORecorder
        var told: [AlertTransition] = []
        var second: Int

        /// - Parameter name: the engine's; nil for one that nobody named.
        init(_ name: String? = "a", from states: [SLOState] = [], second: Int = 0) throws {
            engine = SLOEngine(instance: name, now: nil)
            recorder = try engine.add(definition("cart"))
            _ = try engine.add(definition("payment"))
            try engine.add(
                definition("purchase"),
                composedOf: CompositeIndicator(
                    rule: .serial,
                    parts: ["cart", "payment"].map { CompositeIndicator.Part(service: "shop", slo: $0) }))
            self.second = second
            let instant = start.advanced(by: .seconds(second))
            for state in states { try engine.restore(SLOState(decoding: state.encoded()), at: instant) }
            told = engine.advance(to: instant)
        }

        mutating func run(to end: Int, bad: UInt64) {
            while second < end {
                recorder.record(EventCounts(good: 100 - bad, bad: bad))
                second += 10
                told += engine.advance(to: start.advanced(by: .seconds(second)))
            }
        }
    }

    @Test func `what a composite told before a restart is not told again`() throws {
        var first = try Life()
        first.run(to: 600, bad: 50)
        #expect(first.told.map(\.slo) == ["cart", "purchase"])
        var second = try Life(nil, from: first.engine.changes(since: nil).states, second: 630)
        #expect(second.engine.instance == "a")
        second.run(to: 700, bad: 50)
        #expect(second.told == [])
        #expect(second.engine.statuses.last?.alerts.first?.state == first.told.last?.to)
        second.run(to: 3_600, bad: 0)
        #expect(second.told.map(\.slo) == ["cart", "purchase"])
        #expect(second.told.allSatisfy { $0.to == .inactive })
    }

    @Test func `its increments merge into its state, and the last one says what fires`() throws {
        var life = try Life()
        life.run(to: 600, bad: 50)
        let firing = try #require(life.engine.state(of: "purchase", service: "shop"))
        let until = life.engine.changes(since: nil).until
        life.run(to: 4_800, bad: 0)
        let later = try #require(life.engine.changes(since: until).states.last)
        #expect(later.slo == "purchase" && later != firing)
        #expect(firing.merging(later) == later && later.merging(firing) == later)
    }

    @Test func `an SLO that is made of others now goes on with its alerts, and its old counts take no part`() throws {
        var first = try Life()
        first.run(to: 600, bad: 50)
        let cart = try #require(first.engine.state(of: "cart", service: "shop"))
        let alone = SLOState(service: "shop", slo: "purchase", runs: cart.runs)
        let second = try Life(from: [cart, alone], second: 610)
        #expect(second.told == [])
        let state = try #require(second.engine.state(of: "purchase", service: "shop"))
        #expect(alone.merging(state) == state)
        #expect(state.events == .zero)
    }

    @Test func `a composite that was evaluated takes no state`() throws {
        var life = try Life()
        life.run(to: 600, bad: 50)
        let state = try #require(life.engine.state(of: "purchase", service: "shop"))
        #expect(throws: SLOStateError.alreadyRunning(service: "shop", slo: "purchase")) {
            try life.engine.restore(state, at: Self.start)
        }
    }
}
