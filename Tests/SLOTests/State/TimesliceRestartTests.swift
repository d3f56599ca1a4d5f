import TestSupport
import Testing

@testable import NinesSLO

@Suite struct TimesliceRestartTests {
    private static let length: Int64 = 60

    private static func timeslices(policy: AlertPolicy? = nil) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(3),
            budgeting: .timeslices(length: .seconds(length), objective: Objective(ratio: 0.95)),
            alerting: policy ?? SLODefinition.ladder().alerting)
    }

    private static func counts(_ service: SeededService) -> EventCounts? { service.status?.windows.last?.counts }

    /// Restarts at random moments, most of them within the timeslice in progress, from the state as it was a moment
    /// before: what was written down of the timeslice counts when it is judged.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `a timeslice is judged by all that was written down of it, whatever restarts it has seen`(seed: UInt64) throws
    {
        var random = SeededNumbers(seed: seed)
        var service = try SeededService(seed: seed, definition: Self.timeslices())
        var oracle = SliceOracle(base: 10)
        var kept = 0
        for _ in 0..<80 {
            service.run(steps: .random(in: 0...9, using: &random), upTo: 8)
            oracle.add(service.events[kept...])
            let saved = try SLOState(decoding: service.state.encoded())
            service.run(steps: .random(in: 0...2, using: &random), upTo: 8)
            // Those died with the process.
            kept = service.events.count
            let gap: ClosedRange<Int64> = Bool.random(using: &random) ? 0...15 : 0...300
            try service.restart(from: saved, after: .random(in: gap, using: &random))
            oracle.restart(at: service.second)
            #expect(
                Self.counts(service)
                    == oracle.judged(Self.length, objective: try Objective(ratio: 0.95), at: service.second))
        }
        #expect(try #require(Self.counts(service)).total > 20)
    }

    /// A log of what changed, as a file has it, and processes that die without a word.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a log of changes is worth as much as the whole state, across restarts`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        var service = try SeededService(seed: seed, definition: Self.timeslices())
        var log = service.state
        var cursor: Timestamp? = service.now
        for _ in 0..<150 {
            service.run(steps: .random(in: 0...6, using: &random), upTo: 8)
            let (states, until) = service.engine.changes(since: cursor)
            log.merge(try #require(states.first))
            cursor = until
            #expect(log == service.state)
            guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
            try service.restart(from: log, after: .random(in: 0...200, using: &random))
            cursor = service.now
        }
    }

    @Test func `a merge with an older state does not judge a timeslice twice`() throws {
        var service = try SeededService(seed: 7, definition: Self.timeslices(), second: 1_800_000_000)
        service.run(steps: 3, upTo: 10)
        let older = service.state
        #expect(older.runs.first?.timeslice?.start == 1_800_000_000)
        while service.second < 1_800_000_060 { service.run(steps: 1, upTo: 3) }
        #expect(Self.counts(service)?.total == 1)
        let merged = try #require(service.state.merging(older))
        #expect(merged == older.merging(service.state))
        try service.restart(from: merged, after: 600)
        #expect(Self.counts(service)?.total == 1)
    }

    @Test func `a timeslice goes on under other windows, and not under another length`() throws {
        var service = try SeededService(seed: 8, definition: Self.timeslices())
        service.run(steps: 2, upTo: 3)
        let state = service.state
        let events = try #require(state.runs.first?.timeslice?.counts)
        #expect(events.total > 0)
        // Narrower slices: of 2 s.
        let narrow = try Self.timeslices(
            policy: AlertPolicy(
                tiers: [
                    try BurnRateTier(
                        severity: .page, factor: 2, longWindow: .seconds(3_600), shortWindow: .seconds(120))
                ]))
        try service.restart(from: state, definition: narrow)
        #expect(service.state.runs.first?.incarnation == 2)
        #expect(service.state.runs.first?.timeslice?.counts == events)
        let longer = try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(3),
            budgeting: .timeslices(length: .seconds(120), objective: Objective(ratio: 0.95)),
            alerting: SLODefinition.ladder().alerting)
        try service.restart(from: state, definition: longer)
        #expect(service.state.runs.first?.timeslice?.counts == .zero)
    }

    @Test func `a timeslice far ahead of the clock is left out, and any number that was read is added to`() throws {
        var service = try SeededService(seed: 9, definition: Self.timeslices())
        service.run(steps: 20)
        var state = service.state
        state.runs[0].timeslice = SLOState.OpenTimeslice(
            start: service.second / 60 * 60, counts: EventCounts(good: .max, bad: .max), covered: .max)
        try service.restart(from: state)
        service.run(steps: 30)
        #expect(service.state.runs.first?.timeslice?.start == service.second / 60 * 60)
        state.runs[0].timeslice?.start = service.second / 60 * 60 + 6_000
        try service.restart(from: state)
        #expect(service.state.runs.first?.timeslice?.start == service.second / 60 * 60)
    }

    @Test func `silence is held as the last timeslice was, across a restart`() throws {
        let held = try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(3),
            budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95)),
            alerting: SLODefinition.ladder().alerting, noData: .hold)
        func engine(_ state: SLOState? = nil, at instant: Timestamp) throws -> (SLOEngine, SLORecorder) {
            let engine = SLOEngine(instance: "a", now: nil)
            let recorder = try engine.add(held)
            if let state { try engine.restore(state, at: instant) }
            engine.advance(to: instant)
            return (engine, recorder)
        }
        let start = Timestamp(secondsSinceEpoch: 1_800_000_000)
        let (first, recorder) = try engine(at: start)
        recorder.record(EventCounts(good: 1, bad: 1))
        for step in 1...12 { first.advance(to: start.advanced(by: .seconds(step * 10))) }
        #expect(first.statuses.first?.budgetWindow.counts == EventCounts(good: 0, bad: 2))
        let saved = try #require(first.state(of: "availability", service: "shop"))
        let (second, _) = try engine(
            SLOState(decoding: saved.encoded()), at: start.advanced(by: .seconds(120)))
        #expect(second.state(of: "availability", service: "shop") == saved)
        for step in 13...18 { second.advance(to: start.advanced(by: .seconds(step * 10))) }
        #expect(second.statuses.first?.budgetWindow.counts == EventCounts(good: 0, bad: 3))
    }
}
