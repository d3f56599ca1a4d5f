import NinesSLO
import Synchronization
import Testing

@Suite struct EngineTests {
    private func definition(_ name: String = "availability", service: String = "shop") throws -> SLODefinition {
        try SLODefinition(
            name: name, service: service, objective: Objective(ratio: 0.999), window: .days(30))
    }

    @Test func `an SLO without events has its whole budget, and watches nothing yet`() throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition())
        for _ in 0..<2 {
            let status = try #require(engine.statuses.first)
            #expect(status.budgetRemaining == 1)
            #expect(status.events == .zero)
            #expect(
                status.windows.map(\.length.components.seconds) == [
                    300, 1_800, 3_600, 7_200, 21_600, 86_400, 259_200, 2_592_000,
                ])
            #expect(status.windows.allSatisfy { $0.burnRate == 0 && $0.burnRate.sign == .plus && $0.coverage == 0 })
            #expect(status.alerts.allSatisfy { $0.state == .inactive })
            engine.advance(to: Simulation.start)
        }
    }

    @Test(arguments: [(1, 0, 1), (0, 1, -999), (1_000, 0, 1), (0, 1_000, -999), (999, 1, 0)] as [(Int, Int, Double)])
    func `the budget is what the events leave of it`(good: Int, bad: Int, budget: Double) throws {
        var simulation = try Simulation()
        simulation.step(good: good, bad: bad)
        let status = try #require(simulation.status)
        #expect(abs(status.budgetRemaining - budget) < 1e-9)
        #expect(status.events == EventCounts(good: UInt64(good), bad: UInt64(bad)))
    }

    @Test func `events leave the windows one after the other, and never the total`() throws {
        var simulation = try Simulation()
        simulation.step(good: 0, bad: 1)
        simulation.run(to: 300, step: 10)
        #expect(simulation.window(.seconds(300))?.counts.bad == 1)
        simulation.step(good: 0, bad: 0)
        #expect(simulation.window(.seconds(300))?.counts.bad == 0)
        #expect(simulation.window(.seconds(3_600))?.counts.bad == 1)
        #expect(simulation.status?.events.bad == 1)
    }

    @Test func `events between an edge and the sample are of the slice that the sample closes`() throws {
        var simulation = try Simulation()
        simulation.step(12, good: 7, bad: 0)
        // They leave the window of 5 minutes with the slice from 0 s to 10 s: after 300 s, and before 310 s.
        simulation.step(297, good: 0, bad: 0)
        #expect(simulation.window(.seconds(300))?.counts.good == 7)
        simulation.step(1, good: 0, bad: 0)
        #expect(simulation.window(.seconds(300))?.counts.good == 0)
    }

    @Test func `coverage grows with the time watched`() throws {
        var simulation = try Simulation()
        for _ in 0..<15 { simulation.step(good: 1, bad: 0) }
        #expect(simulation.window(.seconds(300))?.coverage == 0.5)
        for _ in 0..<15 { simulation.step(good: 1, bad: 0) }
        #expect(simulation.window(.seconds(300))?.coverage == 1)
        let hour = try #require(simulation.window(.seconds(3_600)))
        #expect(abs(hour.coverage - 300.0 / 3_600) < 1e-12)
    }

    @Test func `the slice in which watching began is not covered`() throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition())
        for second in stride(from: 4, through: 300, by: 4) {
            engine.advance(to: Simulation.start.advanced(by: .seconds(second)))
        }
        #expect(engine.statuses.first?.windows.first?.coverage == 29.0 / 30)
        engine.advance(to: Simulation.start.advanced(by: .seconds(310)))
        #expect(engine.statuses.first?.windows.first?.coverage == 1)
    }

    @Test func `sampling late lowers the coverage, and loses no event`() throws {
        var simulation = try Simulation()
        for _ in 0..<60 { simulation.step(good: 1, bad: 0) }
        // Late by less than a slice: nothing is unknown.
        simulation.step(19, good: 1, bad: 0)
        simulation.step(1, good: 1, bad: 0)
        #expect(simulation.window(.seconds(300))?.coverage == 1)
        // Late by eleven slices, which are unknown.
        simulation.step(120, good: 12, bad: 0)
        #expect(simulation.window(.seconds(300))?.coverage == 19.0 / 30)
        #expect(simulation.status?.events.good == 74)
        #expect(simulation.window(.seconds(300))?.counts.good == 16 + 2 + 12)
    }

    @Test func `a gap is unknown, not good: an outage before it is not thinned out`() throws {
        var simulation = try Simulation()
        simulation.run(to: 3_600, badPerSecond: 2_000)
        #expect(simulation.firing(.page) != nil)
        simulation.step(1_800, good: 0, bad: 0)
        let hour = try #require(simulation.window(.seconds(3_600)))
        #expect(hour.counts.errorRatio == 0.02)
        #expect(hour.coverage == 181.0 / 360)
        // Longer than every window: nothing is known any more.
        simulation.step(40 * 86_400, good: 0, bad: 0)
        let status = try #require(simulation.status)
        #expect(status.windows.allSatisfy { $0.counts == .zero })
        #expect(status.budgetRemaining == 1)
        #expect(status.alerts.allSatisfy { $0.state == .inactive })
    }

    @Test func `a clock that goes back moves nothing, and events count where time stands`() throws {
        var simulation = try Simulation()
        for _ in 0..<30 { simulation.step(good: 1, bad: 0) }
        let before = try #require(simulation.status)
        simulation.recorder.record(EventCounts(good: 5, bad: 0))
        simulation.engine.advance(to: Simulation.start.advanced(by: .seconds(-86_400)))
        let after = try #require(simulation.status)
        #expect(after.events.good == 35)
        #expect(after.windows.map(\.counts.good) == before.windows.map { $0.counts.good + 5 })
        #expect(after.windows.map(\.coverage) == before.windows.map(\.coverage))
        // Once time catches up, it goes on as if nothing had been.
        simulation.step(good: 1, bad: 0)
        #expect(simulation.window(.seconds(300))?.coverage == 1)
        #expect(simulation.status?.events.good == 36)
    }

    @Test func `an alert that changes while the clock is back changes at the latest instant`() throws {
        var simulation = try Simulation()
        for _ in 0..<30 { simulation.step(good: 1, bad: 0) }
        simulation.recorder.record(EventCounts(good: 0, bad: 5))
        let changes = simulation.engine.advance(to: Simulation.start)
        #expect(Set(changes.map(\.at)) == [Simulation.start.advanced(by: .seconds(300))])
    }

    @Test func `the first sample may come at any instant, and the last`() throws {
        for nanoseconds in [Int64.min, -1, 0, .max] {
            let engine = SLOEngine(now: nil)
            let recorder = try engine.add(definition())
            recorder.recordGood()
            engine.advance(to: Timestamp(nanosecondsSinceEpoch: nanoseconds))
            engine.advance(to: Timestamp(nanosecondsSinceEpoch: .max))
            #expect(engine.statuses.first?.events.good == 1)
        }
    }

    @Test func `an SLO is added once for each service and name`() throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition())
        _ = try engine.add(definition("latency"))
        _ = try engine.add(definition(service: "search"))
        let error = #expect(throws: SLOError.self) { try engine.add(definition()) }
        #expect(
            error?.description
                == "SLO \"availability\" of service \"shop\": the service has an SLO of that name already")
        #expect(engine.statuses.map(\.definition.name) == ["availability", "latency", "availability"])
    }

    @Test func `a recorder tells good from bad`() throws {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition())
        recorder.recordGood()
        recorder.recordBad()
        recorder.record(good: true)
        recorder.record(good: false)
        recorder.record(.milliseconds(200), within: .milliseconds(200))
        recorder.record(.milliseconds(201), within: .milliseconds(200))
        recorder.record(EventCounts(good: 10, bad: 20))
        engine.advance(to: Simulation.start)
        #expect(engine.statuses.first?.events == EventCounts(good: 13, bad: 23))
    }

    @Test func `every change of an alert is reported once and in order`() throws {
        let seen = Mutex<[AlertTransition]>([])
        let engine = SLOEngine(now: nil, onTransition: { transition in seen.withLock { $0.append(transition) } })
        let recorder = try engine.add(definition())
        var returned: [AlertTransition] = []
        for second in stride(from: 0, through: 4_000, by: 10) {
            recorder.record(EventCounts(good: 90, bad: second < 600 ? 10 : 0))
            returned += engine.advance(to: Timestamp(secondsSinceEpoch: second))
        }
        #expect(seen.withLock { $0 } == returned)
        #expect(returned.map(\.tier.factor) == [14.4, 6, 3, 1, 14.4, 6])
        #expect(returned.map { $0.to == .inactive } == [false, false, false, false, true, true])
    }

    @Test func `the observer may advance the engine, and is not called again before it returns`() throws {
        struct Calls {
            var engine: SLOEngine?
            var depth = 0
            var deepest = 0
            var isFiring: [Bool] = []
        }
        let calls = Mutex(Calls())
        let engine = SLOEngine(
            now: nil,
            onTransition: { transition in
                let engine = calls.withLock { calls in
                    calls.depth += 1
                    calls.deepest = max(calls.deepest, calls.depth)
                    calls.isFiring.append(transition.to != .inactive)
                    return calls.engine
                }
                // Every window is empty forty days later, so this ends all alerts.
                engine?.advance(to: Timestamp(secondsSinceEpoch: 40 * 86_400))
                calls.withLock { $0.depth -= 1 }
            })
        calls.withLock { $0.engine = engine }
        defer { calls.withLock { $0.engine = nil } }
        let recorder = try engine.add(definition())
        recorder.record(EventCounts(good: 0, bad: 10))
        engine.advance(to: Timestamp(secondsSinceEpoch: 0))
        calls.withLock { calls in
            #expect(calls.deepest == 1)
            #expect(calls.isFiring == [true, true, true, true, false, false, false, false])
        }
    }

    @Test func `events that threads record during sampling are all counted`() async throws {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition())
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    for event in 0..<20_000 { recorder.record(good: event % 10 != 0) }
                }
            }
            group.addTask {
                for second in 0..<2_000 {
                    engine.advance(to: Timestamp(secondsSinceEpoch: second))
                    _ = engine.statuses
                }
            }
        }
        engine.advance(to: Timestamp(secondsSinceEpoch: 2_000))
        let status = try #require(engine.statuses.first)
        #expect(status.events == EventCounts(good: 72_000, bad: 8_000))
        #expect(status.windows.last?.counts == status.events)
    }
}
