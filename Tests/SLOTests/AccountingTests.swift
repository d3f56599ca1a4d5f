import NinesSLO
import Testing

@Suite struct AccountingTests {
    private func simulation(
        _ budgeting: Budgeting = .occurrences, noData: NoDataPolicy = .ignore, maintenance: [MaintenanceWindow] = [],
        objective: Double = 0.9
    ) throws -> Simulation {
        let hour = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        return try Simulation(
            SLODefinition(
                name: "availability", service: "shop", objective: Objective(ratio: objective), window: .days(30),
                budgeting: budgeting, alerting: AlertPolicy(tiers: [hour]), noData: noData, maintenance: maintenance))
    }

    private func minutes(_ objective: Double) throws -> Budgeting {
        .timeslices(length: .seconds(60), objective: try Objective(ratio: objective))
    }

    /// What the SLO's window counts after a minute for each pair of good and bad events, sampled every 10 s.
    private func counts(
        _ minutes: [(good: Int, bad: Int)], _ simulation: Simulation
    ) throws -> EventCounts {
        var simulation = simulation
        for minute in minutes {
            for _ in 0..<6 { simulation.step(good: minute.good, bad: minute.bad) }
        }
        return try #require(simulation.status?.budgetWindow.counts)
    }

    @Test func `a timeslice is good when its share of good events reaches the slice's objective`() throws {
        let traffic = [(95, 5), (949, 51), (1, 0), (0, 1), (9_500, 500), (0, 0), (95, 6)]
        #expect(try counts(traffic, simulation(minutes(0.95))) == EventCounts(good: 3, bad: 3))
    }

    @Test func `a timeslice counts once it is over, however often it is sampled`() throws {
        var simulation = try simulation(minutes(0.95))
        for second in 1...59 {
            simulation.step(1, good: second == 30 ? 0 : 1, bad: second == 30 ? 1 : 0)
            #expect(simulation.status?.budgetWindow.counts == .zero)
        }
        simulation.step(1, good: 1, bad: 0)
        for _ in 0..<30 {
            #expect(simulation.status?.budgetWindow.counts == EventCounts(good: 1, bad: 0))
            simulation.step(1, good: 0, bad: 0)
        }
        #expect(simulation.status?.events == EventCounts(good: 59, bad: 1))
    }

    @Test func `ratio timeslices weigh a quiet minute as much as a busy one`() throws {
        var simulation = try simulation(.ratioTimeslices(length: .seconds(60)))
        for minute in [(1, 1), (1_000_000, 0), (0, 0), (2, 1)] {
            simulation.step(60, good: minute.0, bad: minute.1)
        }
        let own = try #require(simulation.status?.budgetWindow)
        #expect(own.counts == EventCounts(good: 2_166_666_667, bad: 833_333_333))
        #expect(abs(own.counts.errorRatio - (0.5 + 0 + 1.0 / 3) / 3) < 1e-9)
        // The guards count slices: not two of them were bad.
        #expect(simulation.transitions.isEmpty)
        simulation.step(60, good: 0, bad: 1)
        #expect(simulation.transitions.isEmpty)
        simulation.step(60, good: 0, bad: 1)
        #expect(simulation.firing(.page) == 360)
        #expect(simulation.status?.budget.eventsLeft == -3)
    }

    @Test(
        arguments: [
            (.ignore, EventCounts(good: 1, bad: 1)), (.good, EventCounts(good: 3, bad: 1)),
            (.bad, EventCounts(good: 1, bad: 3)), (.hold, EventCounts(good: 1, bad: 3)),
        ] as [(NoDataPolicy, EventCounts)])
    func `an empty timeslice is what the policy says`(policy: NoDataPolicy, expected: EventCounts) throws {
        let traffic = [(10, 0), (0, 10), (0, 0), (0, 0)]
        #expect(try counts(traffic, simulation(minutes(0.95), noData: policy)) == expected)
    }

    @Test(
        arguments: [
            (.ignore, EventCounts(good: 54, bad: 6)), (.good, EventCounts(good: 174, bad: 6)),
            (.bad, EventCounts(good: 54, bad: 126)), (.hold, EventCounts(good: 162, bad: 18)),
        ] as [(NoDataPolicy, EventCounts)])
    func `an empty minute weighs as much as the last one with events`(
        policy: NoDataPolicy, expected: EventCounts
    ) throws {
        #expect(try counts([(9, 1), (0, 0), (0, 0)], simulation(noData: policy)) == expected)
    }

    @Test func `before the first event silence has no weight, and a timeslice is one timeslice`() throws {
        let silence = [(0, 0), (0, 0)]
        for policy in [NoDataPolicy.good, .bad, .hold] {
            #expect(try counts(silence, simulation(noData: policy)) == .zero)
        }
        #expect(try counts(silence, simulation(minutes(0.95), noData: .good)) == EventCounts(good: 2, bad: 0))
        #expect(try counts(silence, simulation(minutes(0.95), noData: .hold)) == .zero)
        // Those slices are no part of the mean either: 60 events, not 20.
        let late = silence + [(10, 0), (0, 0)]
        #expect(try counts(late, simulation(noData: .bad)) == EventCounts(good: 60, bad: 60))
    }

    @Test func `silence that means failure pages`() throws {
        var simulation = try simulation(noData: .bad)
        for _ in 0..<360 { simulation.step(good: 10, bad: 0) }
        #expect(simulation.transitions.isEmpty)
        while simulation.second < 7_200, simulation.firing(.page) == nil { simulation.step(good: 0, bad: 0) }
        // A burn rate of 2 is 20 %: 12 of the hour's 60 minutes, and then as soon as more good events left the window.
        #expect(simulation.firing(.page) == 3_600 + 12 * 60 + 10)
    }

    @Test(arguments: NoDataPolicy.allCases)
    func `time that nobody watched is unknown under every policy`(policy: NoDataPolicy) throws {
        for budgeting in [.occurrences, try minutes(0.95)] {
            var simulation = try simulation(budgeting, noData: policy)
            for _ in 0..<6 { simulation.step(good: 1, bad: 0) }
            let counts = simulation.status?.budgetWindow.counts
            // Late by an hour, in which there were no events as far as the counters know.
            simulation.step(3_600, good: 0, bad: 0)
            #expect(simulation.status?.budgetWindow.counts == counts)
            #expect(simulation.window(.seconds(300))?.coverage == 1.0 / 30)
        }
    }

    @Test func `events during maintenance count neither good nor bad`() throws {
        let start = Simulation.start
        let once = MaintenanceWindow.once(
            from: start.advanced(by: .seconds(600)), to: start.advanced(by: .seconds(1_200)))
        var simulation = try simulation(maintenance: [once])
        simulation.run(to: 600, badPerSecond: 1)
        simulation.run(to: 1_200, badPerSecond: 100_000)
        simulation.run(to: 1_800, badPerSecond: 1)
        let status = try #require(simulation.status)
        #expect(status.budgetWindow.counts == EventCounts(good: 1_200 * 99_999, bad: 1_200))
        #expect(status.events.total == 1_800 * 100_000)
        // It was watched all the same.
        #expect(simulation.window(.seconds(300))?.coverage == 1)
        #expect(simulation.transitions.isEmpty)
    }

    @Test func `maintenance is no silence, and takes its part out of a timeslice`() throws {
        let start = Simulation.start
        let once = MaintenanceWindow.once(
            from: start.advanced(by: .seconds(90)), to: start.advanced(by: .seconds(180)))
        for (budgeting, expected) in [
            (try minutes(0.95), EventCounts(good: 2, bad: 1)), (.occurrences, EventCounts(good: 9, bad: 6)),
        ] {
            var simulation = try simulation(budgeting, noData: .bad, maintenance: [once])
            for second in stride(from: 0, to: 240, by: 10) {
                let isBad = second >= 90 && second < 180 || second >= 180
                simulation.step(good: isBad ? 0 : 1, bad: isBad ? 1 : 0)
            }
            #expect(simulation.status?.budgetWindow.counts == expected)
        }
    }

    @Test func `a nightly window leaves every night out`() throws {
        // Time begins at 08:00 UTC.
        let nightly = MaintenanceWindow.every(try Recurrence(.daily, at: "02:00", for: .seconds(3_600)))
        var simulation = try simulation(maintenance: [nightly])
        for hour in 0..<72 {
            let isMaintained = hour % 24 == 18
            for _ in 0..<60 { simulation.step(60, good: isMaintained ? 0 : 60, bad: isMaintained ? 60 : 0) }
        }
        #expect(simulation.status?.budgetWindow.counts == EventCounts(good: 69 * 3_600, bad: 0))
        #expect(simulation.status?.events.bad == 3 * 3_600)
    }
}
