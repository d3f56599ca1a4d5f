import Synchronization
import Testing

@testable import NinesSLO

@Suite struct SampledIndicatorTests {
    private let engine = SLOEngine(now: nil)
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(_ name: String = "queue") throws -> SLODefinition {
        try SLODefinition(name: name, service: "shop", objective: Objective(ratio: 0.9), window: .days(7))
    }

    private func events() -> EventCounts? { engine.statuses.first?.events }

    @Test func `one look is taken in each period, at the first sample in it`() throws {
        let looks = Mutex(0)
        try engine.add(definition(), every: .seconds(60)) {
            looks.withLock { $0 += 1 }
            return .good
        }
        for second in stride(from: 0, through: 600, by: 7) { engine.advance(to: start.advanced(by: .seconds(second))) }
        #expect(looks.withLock { $0 } == 10)
        // Nobody looked meanwhile: one look, not an hour's.
        engine.advance(to: start.advanced(by: .seconds(4_200)))
        #expect(looks.withLock { $0 } == 11)
        #expect(events() == EventCounts(good: 11, bad: 0))
    }

    @Test func `a service that starts over and over has one look in each period`() throws {
        let total = Mutex(0.0)
        func life() throws -> SLOEngine {
            let engine = SLOEngine(instance: "a", now: nil)
            try engine.add(definition(), every: .seconds(3_600)) { .bad }
            try engine.add(
                definition("throughput"), every: .seconds(3_600),
                judging: .throughput(atLeast: 1) { total.withLock { $0 } })
            return engine
        }
        var engine = try life()
        engine.advance(to: start)
        for minute in 1...59 {
            let instant = start.advanced(by: .seconds(minute * 60))
            let states = engine.changes(since: nil).states
            engine = try life()
            for state in states { try engine.restore(state, at: instant) }
            engine.advance(to: instant)
            total.withLock { $0 += 120 }
        }
        #expect(engine.statuses.map(\.budgetWindow.counts) == [EventCounts(good: 0, bad: 1), .zero])
        // The look of the start, which was no event, is what the next one compares itself with.
        engine.advance(to: start.advanced(by: .seconds(3_600)))
        #expect(
            engine.statuses.map(\.budgetWindow.counts) == [EventCounts(good: 0, bad: 2), EventCounts(good: 1, bad: 0)])
    }

    @Test func `a gauge is good on its side of the limit, and NaN is no event`() throws {
        let depth = Mutex<Double?>(0)
        try engine.add(
            definition(), every: .seconds(1), judging: .gauge(atMost: 100) { depth.withLock { $0 } })
        for (second, value) in [99.0, 100, 100.5, .nan, nil, .infinity].enumerated() {
            depth.withLock { $0 = value }
            engine.advance(to: start.advanced(by: .seconds(second)))
        }
        #expect(events() == EventCounts(good: 2, bad: 2))
        let atLeast = SampledIndicator.gauge(atLeast: 3) { 3 }
        #expect(atLeast.judge(start) == .good)
    }

    @Test func `throughput is what a counter grew by in each second`() {
        let total = Mutex<Double?>(1_000)
        let indicator = SampledIndicator.throughput(atLeast: 2) { total.withLock { $0 } }
        func look(_ value: Double?, at second: Int) -> EventVerdict {
            total.withLock { $0 = value }
            return indicator.judge(start.advanced(by: .seconds(second)))
        }
        #expect(look(1_000, at: 0) == .ignored)
        #expect(look(1_120, at: 60) == .good)
        #expect(look(1_239, at: 120) == .bad)
        #expect(look(nil, at: 180) == .ignored)
        #expect(look(1_479, at: 240) == .good)
        #expect(look(120, at: 300) == .good, "it began again at 0")
        #expect(look(400, at: 300) == .ignored)
    }

    @Test func `freshness is the age of the last success`() {
        let start = start
        let success = Mutex<Timestamp?>(nil)
        let indicator = SampledIndicator.freshness(within: .seconds(60)) { success.withLock { $0 } }
        #expect(indicator.judge(start) == .bad)
        success.withLock { $0 = start }
        #expect(indicator.judge(start.advanced(by: .seconds(60))) == .good)
        #expect(indicator.judge(start.advanced(by: .seconds(61))) == .bad)
    }

    @Test func `what is removed is not looked at any more`() throws {
        let looks = Mutex(0)
        try engine.add(definition(), every: .seconds(1)) {
            looks.withLock { $0 += 1 }
            return .good
        }
        engine.advance(to: start)
        try engine.remove("queue", service: "shop")
        engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(looks.withLock { $0 } == 1)
    }

    @Test func `several SLOs judge one call, which is timed once`() async throws {
        struct Refusal: Error {}
        let clock = ManualClock()
        let names = ["availability", "p95", "p99"]
        let recorders = try names.map { try engine.add(definition($0)) }
        let rules = EventRules<Int>(
            (recorders[0], EventRule { $0 < 500 }), (recorders[1], EventRule(fasterThan: .milliseconds(300))),
            (recorders[2], EventRule(fasterThan: .seconds(1))))
        engine.advance(to: start)
        for (status, milliseconds) in [(200, 100), (500, 500), (200, 2_000)] {
            _ = rules.record(clock: clock) {
                clock.move(to: clock.now.advanced(by: .milliseconds(milliseconds)))
                return status
            }
        }
        _ = try? await rules.record { () async throws -> Int in throw Refusal() }
        engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(
            engine.statuses.map(\.events) == [
                EventCounts(good: 2, bad: 2), EventCounts(good: 1, bad: 3), EventCounts(good: 2, bad: 2),
            ])
    }

    @Test func `two SLOs that share an indicator are judged each by its own looks`() throws {
        let total = Mutex(0.0)
        let indicator = SampledIndicator.throughput(atLeast: 2) { total.withLock { $0 } }
        try engine.add(definition("orders"), every: .seconds(60), judging: indicator)
        try engine.add(definition("orders in five minutes"), every: .seconds(300), judging: indicator)
        try engine.add(definition("the same orders"), every: .seconds(60), judging: indicator)
        for minute in 0...10 {
            // None in the last minute of five.
            total.withLock { $0 = Double(minute - minute / 5) * 200 }
            engine.advance(to: start.advanced(by: .seconds(minute * 60)))
        }
        #expect(
            engine.statuses.map(\.events) == [
                EventCounts(good: 8, bad: 2), EventCounts(good: 2, bad: 0), EventCounts(good: 8, bad: 2),
            ])
    }

    @Test func `an infinite counter is no event`() {
        let total = Mutex(0.0)
        let indicator = SampledIndicator.throughput(atLeast: 2) { total.withLock { $0 } }
        let verdicts = [0.0, .infinity, .infinity, 400].enumerated().map { minute, value in
            total.withLock { $0 = value }
            return indicator.judge(start.advanced(by: .seconds(minute * 60)))
        }
        #expect(verdicts == [.ignored, .ignored, .ignored, .good])
    }
}
