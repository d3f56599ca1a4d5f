import TestSupport
import Testing

@testable import NinesSLO

@Suite struct SilenceWeightTests {
    private func definition(
        _ noData: NoDataPolicy, tiers: [BurnRateTier]? = nil, maintenance: [MaintenanceWindow] = [],
        window: SLOWindow = .days(30)
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: window,
            alerting: tiers.map { AlertPolicy(tiers: $0) }, noData: noData, maintenance: maintenance)
    }

    /// An hour of 1,000 events in 10 s, then an outage that keeps all requests away. It begins within a slice, which
    /// still had that many.
    @Test(arguments: [1_000, 500, 100, 3, 1])
    func `when an outage begins within a slice does not matter`(straggling: Int) throws {
        var simulation = try Simulation(definition(.bad))
        for _ in 0..<360 { simulation.step(good: 1_000, bad: 0) }
        simulation.step(good: straggling, bad: 0)
        while simulation.second < 7_200 { simulation.step(good: 0, bad: 0) }
        #expect(simulation.firing(.page) == 3_720, "two minutes into the outage")
        let counts = try #require(simulation.status?.budgetWindow.counts)
        // 59 of 119 silent minutes, each of (60 x 6,000 + straggling) / 61.
        let weight = (360_000 + straggling + 30) / 61
        #expect(counts.bad >= UInt64(weight - 1) * 59 && counts.bad <= UInt64(weight + 1) * 59)
        #expect(counts.errorRatio > 0.49 && counts.errorRatio < 0.5)
    }

    /// A second model of the rule: a list of every slice, looked through for each silent one.
    @Test(arguments: 0..<16 as Range<UInt64>)
    func `the weight is the mean of the judged slices, made up ones too, of the longest page window`(
        seed: UInt64
    ) throws {
        var random = SeededNumbers(seed: seed)
        let hour = 3_600
        let tiers = try [
            BurnRateTier(severity: .page, factor: 14.4, longWindow: .seconds(1_800), shortWindow: .seconds(300)),
            BurnRateTier(severity: .page, factor: 6, longWindow: .seconds(hour), shortWindow: .seconds(300)),
            BurnRateTier(severity: .ticket, factor: 1, longWindow: .seconds(6 * hour), shortWindow: .seconds(1_800)),
        ]
        let begin = Simulation.start
        let maintenance = MaintenanceWindow.once(
            from: begin.advanced(by: .seconds(2_000)), to: begin.advanced(by: .seconds(2_600)))
        let policy: NoDataPolicy = [.good, .bad, .hold][Int(seed % 3)]
        var simulation = try Simulation(definition(policy, tiers: tiers, maintenance: [maintenance]))
        var judged: [(minute: Int, events: Int)] = []
        var last: (good: Int, bad: Int)?
        var weight = 0
        var expected = EventCounts.zero
        for minute in 0..<400 {
            let isQuiet = minute < 3 || Int.random(in: 0..<3, using: &random) == 0
            let isExcluded = (2_000..<2_600).overlaps(minute * 60..<minute * 60 + 60)
            // Late by a slice: the minute is not watched from edge to edge.
            let isLate = Int.random(in: 0..<10, using: &random) == 0
            var sum = (good: 0, bad: 0)
            for step in 0..<6 {
                if isLate, step == 2 { continue }
                let good = isQuiet ? 0 : Int.random(in: 0...90, using: &random)
                let bad = isQuiet ? 0 : Int.random(in: 0...5, using: &random)
                let isOut = (2_000..<2_600).contains(minute * 60 + step * 10)
                if !isOut { sum = (sum.good + good, sum.bad + bad) }
                simulation.step(isLate && step == 3 ? 20 : 10, good: good, bad: bad)
            }
            expected.add(EventCounts(good: UInt64(sum.good), bad: UInt64(sum.bad)))
            let isWhole = !isLate && !isExcluded
            if sum.good + sum.bad > 0 {
                last = sum
                guard isWhole else { continue }
                judged.append((minute, sum.good + sum.bad))
            } else if isWhole, let last, !judged.isEmpty {
                let recent = judged.filter { $0.minute >= minute - hour / 60 }
                if !recent.isEmpty {
                    let total = recent.reduce(0) { $0 + $1.events }
                    weight = (total * 2 + recent.count) / (2 * recent.count)
                }
                judged.append((minute, weight))
                let share = policy == .good ? 0 : policy == .bad ? 1 : Double(last.bad) / Double(last.good + last.bad)
                let bad = Int((Double(weight) * share).rounded())
                expected.add(EventCounts(good: UInt64(weight - bad), bad: UInt64(bad)))
            }
            #expect(simulation.status?.budgetWindow.counts == expected, "minute \(minute)")
        }
    }

    @Test func `the time looked at is the longest page's, else the longest tier's, else the window`() throws {
        func tier(_ severity: Severity, hours: Int) throws -> BurnRateTier {
            try BurnRateTier(
                severity: severity, factor: 2, longWindow: .seconds(hours * 3_600), shortWindow: .seconds(300))
        }
        #expect(try SilenceWeight.span(definition(.bad)) == .seconds(6 * 3_600))
        #expect(
            try SilenceWeight.span(definition(.bad, tiers: [tier(.ticket, hours: 9), tier(.ticket, hours: 4)]))
                == .seconds(9 * 3_600))
        #expect(try SilenceWeight.span(definition(.bad, tiers: [])) == .seconds(30 * 86_400))
    }

    @Test func `a slice in the longest window that there may be keeps its mean`() throws {
        var simulation = try Simulation(definition(.bad, tiers: [], window: .days(366)))
        for _ in 0..<12 { simulation.step(good: 10, bad: 0) }
        while simulation.second < 86_400 { simulation.step(good: 0, bad: 0) }
        #expect(simulation.status?.budgetWindow.counts == EventCounts(good: 120, bad: (1_440 - 2) * 60))
    }

    @Test(arguments: [NoDataPolicy.good, .bad, .hold])
    func `a restart in the middle of an outage keeps the weight`(policy: NoDataPolicy) throws {
        let definition = try definition(policy)
        func outage(restartingAt restart: Int?) throws -> EventCounts? {
            var engine = SLOEngine(instance: "a", now: nil)
            var recorder = try engine.add(definition)
            for step in 0...720 {
                let instant = Simulation.start.advanced(by: .seconds(step * 10))
                if step < 360 { recorder.record(EventCounts(good: 90, bad: 10)) }
                engine.advance(to: instant)
                if step == restart {
                    let state = try #require(engine.state(of: "availability", service: "shop"))
                    engine = SLOEngine(instance: "a", now: nil)
                    recorder = try engine.add(definition)
                    try engine.restore(SLOState(decoding: state.encoded()), at: instant)
                    engine.advance(to: instant)
                }
            }
            return engine.statuses.first?.budgetWindow.counts
        }
        let expected = try outage(restartingAt: nil)
        // At a slice's edge, where no slice is in progress.
        #expect(try outage(restartingAt: 480) == expected)
        #expect(expected?.total == 71_999 + 1)
    }

    @Test func `other tiers after a restart keep the weight of slices of other lengths`() throws {
        let before = try definition(.bad)
        let page = try BurnRateTier(
            severity: .page, factor: 14.4, longWindow: .seconds(1_800), shortWindow: .seconds(150))
        let engine = SLOEngine(instance: "a", now: nil)
        let recorder = try engine.add(before)
        for step in 0...360 {
            if step > 0 { recorder.record(EventCounts(good: 100, bad: 0)) }
            engine.advance(to: Simulation.start.advanced(by: .seconds(step * 10)))
        }
        let state = try #require(engine.state(of: "availability", service: "shop"))
        let next = SLOEngine(instance: "a", now: nil)
        _ = try next.add(definition(.bad, tiers: [page]))
        let restart = Simulation.start.advanced(by: .seconds(3_600))
        try next.restore(state, at: restart)
        let good = try #require(
            {
                next.advance(to: restart)
                return next.statuses.first?.budgetWindow.counts.good
            }())
        for step in 1...12 { next.advance(to: restart.advanced(by: .seconds(step * 5))) }
        // Slices of 30 s instead of 60: two silent ones in a minute, each of half the events.
        #expect(next.statuses.first?.budgetWindow.counts == EventCounts(good: good, bad: 600))
    }
}
