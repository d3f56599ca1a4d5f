import TestSupport
import Testing

@testable import NinesSLO

@Suite struct RestartTests {
    @Test func `a restart at a slice's edge covers the slice that begins there, however wide kept slices are`() throws {
        let definition = try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(7),
            alerting: AlertPolicy(tiers: []))
        func instant(_ second: Int) -> Timestamp { Timestamp(secondsSinceEpoch: 1_800_000_000 + second) }
        var engine = SLOEngine(instance: "a", now: nil)
        _ = try engine.add(definition)
        for second in stride(from: 0, through: 600, by: 10) { engine.advance(to: instant(second)) }
        let state = try #require(engine.state(of: "availability", service: "shop"))
        engine = SLOEngine(instance: "a", now: nil)
        _ = try engine.add(definition)
        try engine.restore(state, at: instant(600))
        for second in stride(from: 600, through: 1_200, by: 10) { engine.advance(to: instant(second)) }
        // The window begins at the edge of an hour: 20 minutes and 7 days, of which the 20 minutes were watched.
        #expect(engine.statuses.first?.budgetWindow.coverage == 120.0 / 60_600.0)
    }

    @Test func `a restart loses nothing of what was written down, and the gap is unknown`() throws {
        var service = try SeededService(seed: 3, definition: .ladder())
        service.run(steps: 2_000)
        let before = try #require(service.status)
        try service.restart(from: try SLOState(decoding: service.state.encoded()))
        let after = try #require(service.status)
        #expect(after.windows.map(\.counts) == before.windows.map(\.counts))
        #expect(after.windows.map(\.coverage) == before.windows.map(\.coverage))
        #expect(after.budgetRemaining == before.budgetRemaining)
        #expect(after.events == .zero, "exported totals begin at 0 at each start")

        try service.restart(from: service.state, after: 600)
        let late = try #require(service.status)
        // The 5 min before now lie in the gap.
        #expect(late.windows.first?.counts == .zero)
        #expect(late.windows.first?.coverage == 0)
        #expect(late.burnRates.first == 0)
        #expect(late.windows.last?.counts == before.windows.last?.counts)
        for (window, old) in zip(late.windows, before.windows) { #expect(window.coverage <= old.coverage) }
    }

    /// Restarts at random moments from the state as it was some steps earlier: the steps since are lost, nothing else
    /// is, and nothing is counted twice.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `windows after any restarts are those of the events that were written down`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let definition = try SLODefinition.ladder()
        var service = try SeededService(seed: seed, definition: definition)
        var oracle = SliceOracle(base: 10)
        var kept = 0
        for _ in 0..<6 {
            service.run(steps: .random(in: 1...500, using: &random))
            oracle.add(service.events[kept...])
            kept = service.events.count
            let saved = service.state
            service.run(steps: .random(in: 0...20, using: &random))
            // Those died with the process.
            kept = service.events.count
            try service.restart(from: saved, after: .random(in: 0...4_000, using: &random))
            let status = try #require(service.status)
            for window in status.windows {
                #expect(window.counts == oracle.sum(window.length.components.seconds, at: service.second))
            }
            oracle.restart(at: service.second)
        }
    }

    @Test func `changes since a state complete it`() throws {
        var service = try SeededService(seed: 9, definition: .ladder())
        service.run(steps: 700)
        var (log, cursor) = (service.state, service.engine.changes(since: nil).until)
        for _ in 0..<200 {
            service.run(steps: 3)
            let (states, until) = service.engine.changes(since: cursor)
            let change = try #require(states.first)
            #expect(change.runs.flatMap(\.levels).allSatisfy { $0.slices.count <= 6 })
            log.merge(change)
            cursor = until
            #expect(log == service.state)
        }
    }

    @Test func `changes after a restart complete the state of before it`() throws {
        var service = try SeededService(seed: 10, definition: .ladder())
        service.run(steps: 300)
        var log = service.state
        try service.restart(from: log, after: 1_000)
        let cursor = service.now
        service.run(steps: 50)
        log.merge(try #require(service.engine.changes(since: cursor).states.first))
        #expect(log == service.state)
    }

    @Test func `a changed objective changes the budget and no count`() throws {
        var service = try SeededService(seed: 4, definition: .ladder(objective: 0.999))
        service.run(steps: 1_000)
        let counts = service.status?.windows.map(\.counts)
        let objective = try Objective(ratio: 0.9)
        try service.restart(from: service.state, definition: .ladder(objective: 0.9))
        let status = try #require(service.status)
        #expect(status.windows.map(\.counts) == counts)
        #expect(status.budgetRemaining == objective.budgetRemaining(of: try #require(counts?.last)))
    }

    /// Windows of 10 s, 1 min and 5 min slices before; of 2 s, 12 s, 1 min and 12 min slices after.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func `changed windows are filled from the kept counts, never with more than there were`(seed: UInt64) throws {
        var service = try SeededService(seed: seed, definition: .ladder())
        service.run(steps: 9_000)
        let before = service.state
        let long = try SLODefinition.sample(
            window: .seconds(5 * 86_400), tiers: [(.seconds(3_600), .seconds(60)), (.seconds(43_200), .seconds(600))])
        try service.restart(from: before, definition: long)
        var status = try #require(service.status)
        let total = service.total
        // All of it is within five days; a slice of the SLO's window is wider than any piece.
        #expect(status.windows.last?.counts == total)
        for window in status.windows {
            let oracle = service.events.filter { $0.second > service.second - window.length.components.seconds - 720 }
            let bound = oracle.reduce(0) { $0 + $1.counts.good }
            #expect(window.counts.good <= bound)
            #expect((0...1).contains(window.coverage))
        }
        let state = service.state
        #expect(state.events == total)
        #expect(state.runs.count == 1)
        #expect(state.runs.first?.incarnation == 2)
        #expect(before.merging(state) == state, "the restart folded the run before it")

        try service.restart(from: state, definition: .ladder())
        status = try #require(service.status)
        #expect(service.state.runs.first?.incarnation == 3)
        #expect(status.windows.last?.counts == total)
        // A day's history in slices that do not fit those of before is right to the width of the widest.
        let whole = service.state.runs.first?.levels.last?.slices.reduce(0) { $0 + $1.counts.good }
        #expect(whole == total.good)
    }

    @Test func `a piece wider than a slice is spread evenly and adds up`() throws {
        let run = SLOState.Run(
            instance: "a", incarnation: 1, absorbedThrough: 0, events: EventCounts(good: 100, bad: 7), last: 7_199,
            unit: "events",
            baseWidth: 60,
            levels: [
                SLOState.Level(
                    width: 3_600, first: 0,
                    slices: [SLOState.Slice(index: 1, counts: EventCounts(good: 100, bad: 7), covered: 60)])
            ])
        var ladder = SliceLadder(windows: [3_600], shortest: 300)
        ladder.restore([run], at: 7_200)
        let slices = try #require(ladder.levels(since: nil).first).slices
        #expect(slices.count == 360)
        #expect(slices.allSatisfy { $0.counts.good <= 1 && $0.counts.bad <= 1 && $0.covered == 1 })
        #expect(ladder.counts(window: 0) == EventCounts(good: 100, bad: 7))
        #expect(ladder.coverage(window: 0) == 1)
    }

    @Test func `slices ahead of the clock hold it for a minute, and are left out beyond that`() throws {
        var service = try SeededService(seed: 5, definition: .ladder())
        service.run(steps: 200)
        let counts = try #require(service.status?.windows.last?.counts)
        try service.restart(from: service.state, after: -60)
        #expect(service.status?.windows.last?.counts == counts)
        try service.restart(from: service.state, after: -400)
        let left = try #require(service.status?.windows.first?.counts)
        #expect(left.total < counts.total)
        service.run(steps: 200)
        #expect(try #require(service.status).windows.allSatisfy { (0...1).contains($0.coverage) })
    }

    @Test func `counts of another budgeting are no counts of this one`() throws {
        var service = try SeededService(seed: 6, definition: .ladder())
        service.run(steps: 500)
        let slices = try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(3),
            budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95)),
            alerting: service.definition.alerting)
        try service.restart(from: service.state, definition: slices)
        #expect(service.status?.windows.allSatisfy { $0.counts == .zero && $0.coverage == 0 } == true)
        service.run(steps: 500)
        let before = try #require(service.status?.windows.last?.counts)
        #expect((1...500).contains(before.total))
        try service.restart(from: service.state)
        #expect(service.status?.windows.last?.counts == before)
    }

    @Test func `a state is refused for an SLO that is unknown or runs already`() throws {
        let service = try SeededService(seed: 1, definition: .ladder())
        let state = service.state
        #expect(throws: SLOStateError.alreadyRunning(service: "shop", slo: "availability")) {
            try service.engine.restore(state, at: service.now)
        }
        #expect(throws: SLOStateError.unknownSLO(service: "shop", slo: "availability")) {
            try SLOEngine(now: nil).restore(state, at: service.now)
        }
    }

    /// The clock was hours ahead, was put right, and the process began again. What the wrong time counted is in slices
    /// of after now, and in wide slices that hold now as well.
    @Test(arguments: [120, 1_800, 7_200, 86_400] as [Int64])
    func `no window has counts of after the clock`(ahead: Int64) throws {
        let window = Duration.seconds(30 * 86_400)
        let definition = try SLODefinition.sample(window: window, tiers: [(.seconds(3_600), .seconds(300))])
        var service = try SeededService(seed: 5, definition: definition, second: 1_800_000_000)
        service.run(steps: 100, upTo: 1)
        let right = service.total
        let saved = service.second
        try service.restart(from: service.state, after: ahead)
        service.run(steps: 40, upTo: 1)
        let state = service.state
        let engine = SLOEngine(instance: "a", now: nil)
        _ = try engine.add(definition)
        let now = Timestamp(secondsSinceEpoch: Int(saved))
        try engine.restore(state, at: now)
        engine.advance(to: now)
        for window in try #require(engine.statuses.first).windows { #expect(window.counts == right, "\(window.name)") }
    }
}

extension SLOStatus {
    fileprivate var burnRates: [Double] { windows.map(\.burnRate) }
}
