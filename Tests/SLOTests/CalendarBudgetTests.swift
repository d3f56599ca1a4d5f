import NinesSLO
import Testing

@Suite struct CalendarBudgetTests {
    private func definition(_ unit: CalendarWindow.Unit, _ zone: String) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99),
            window: .calendar(CalendarWindow(unit, timeZone: zone)), alerting: AlertPolicy(tiers: [hour]))
    }

    /// A tier with slices of 10 s, for every period.
    private let hour: BurnRateTier

    init() throws {
        hour = try BurnRateTier(
            severity: .page, factor: 14.4, longWindow: .seconds(3_600), shortWindow: .seconds(300))
    }

    private func instant(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test func `a month's budget begins anew at local midnight, to the slice`() throws {
        // November begins in Kolkata at 18:30 UTC, inside an hour.
        var simulation = try Simulation(definition(.month, "Asia/Kolkata"), start: instant("2026-10-31T18:00:00Z"))
        simulation.run(to: 1_790, badPerSecond: 5_000)
        #expect(try #require(simulation.status).budgetRemaining == -4)
        // The slice that ends with the month is the month's.
        simulation.step(10, good: 0, bad: 1)
        let first = try #require(simulation.status?.budgetWindow)
        #expect(first.counts == .zero)
        #expect(first.coverage == 0)
        #expect(first.name == "month")
        simulation.step(10, good: 199, bad: 1)
        let status = try #require(simulation.status)
        #expect(status.budgetWindow.counts == EventCounts(good: 199, bad: 1))
        #expect(status.budgetWindow.coverage == 1)
        #expect(status.budgetRemaining == 0.5)
        #expect(status.windows.last == status.budgetWindow)
        // Rolling windows do not end with the month.
        #expect(simulation.window(.seconds(3_600))?.counts.bad == 1_790 * 5_000 + 2)
    }

    @Test func `an engine that starts inside a period covers what is left of it`() throws {
        var simulation = try Simulation(definition(.week, "UTC"), start: instant("2026-11-18T00:00:00Z"))
        simulation.run(to: 2 * 86_400, step: 10, badPerSecond: 0)
        let own = try #require(simulation.status?.budgetWindow)
        #expect(own.coverage == 0.5)
        #expect(own.counts.total == 2 * 86_400 * 100_000)
    }

    @Test func `a gap over a period's end leaves the new period with what was found in it`() throws {
        var simulation = try Simulation(definition(.week, "UTC"), start: instant("2026-11-22T23:00:00Z"))
        simulation.run(to: 1_800, badPerSecond: 100_000)
        simulation.step(7_200, good: 9, bad: 1)
        let own = try #require(simulation.status?.budgetWindow)
        #expect(own.counts == EventCounts(good: 9, bad: 1))
        #expect(own.coverage == 1.0 / 540)
    }

    @Test func `a month in which clocks change is as long as it is`() throws {
        var simulation = try Simulation(definition(.month, "Europe/Berlin"), start: instant("2026-02-28T23:00:00Z"))
        simulation.step(10, good: 100, bad: 0)
        let longest = try #require(simulation.status?.budget.outageLeft)
        // 1 % of 31 days less an hour.
        #expect(longest == .milliseconds(Int64((31 * 24 - 1) * 3_600) * 10))
    }

    @Test func `the projection assumes that traffic goes on and nothing else is bad`() throws {
        var simulation = try Simulation(definition(.week, "UTC"), start: instant("2026-11-16T00:00:00Z"))
        simulation.step(10, good: 98, bad: 2)
        for _ in 1..<60_480 / 7 { simulation.step(10, good: 100, bad: 0) }
        let budget = try #require(simulation.status?.budget)
        // A seventh has passed: of 1 % of all events, two were bad.
        let events = 60_480 / 7 * 100.0
        #expect(abs(budget.remaining - (1 - 2 / (events * 0.01))) < 1e-12)
        #expect(abs((budget.projectedRemaining ?? 0) - (1 - 2 / (events * 7 * 0.01))) < 1e-12)
        #expect(budget.eventsLeft == 8_638)
    }

    @Test func `the end of a period is the latest at which a budget returns`() throws {
        var simulation = try Simulation(definition(.week, "UTC"), start: instant("2026-11-22T22:00:00Z"))
        simulation.run(to: 3_600, badPerSecond: 50_000)
        let spent = try #require(simulation.forecast)
        #expect(spent.exhaustion == .zero)
        #expect(spent.recovery == .seconds(3_600))
        // At half the allowed rate what is left lasts.
        var calm = try Simulation(definition(.week, "UTC"), start: instant("2026-11-22T22:00:00Z"))
        calm.run(to: 3_600, badPerSecond: 500)
        let lasting = try #require(calm.forecast)
        #expect(lasting.exhaustion == nil)
        #expect(lasting.recovery == nil)
    }
}
