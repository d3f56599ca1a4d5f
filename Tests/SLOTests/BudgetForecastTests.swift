import NinesSLO
import TestSupport
import Testing

@testable import struct NinesSLO.BudgetWalk

@Suite struct BudgetForecastTests {
    private func definition(days: Int = 30) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(days))
    }

    @Test func `a spent budget returns when the errors leave the window`() throws {
        var simulation = try Simulation(definition())
        // An hour of failures in a week spends it.
        simulation.run(to: 3_600, badPerSecond: 100_000)
        simulation.run(to: 7 * 86_400, step: 300)
        let status = try #require(simulation.engine.statuses(forecasting: true).first)
        let forecast = try #require(status.budget.forecast)
        // The page's long window, an hour for 30 days.
        #expect(forecast.rateWindow == .seconds(3_600))
        // 167 good hours allow 1.68 bad ones: the hour fits.
        #expect(status.budget.remaining > 0)
        #expect(forecast.exhaustion == nil)
        #expect(forecast.recovery == nil)

        var worse = try Simulation(definition())
        worse.run(to: 10 * 3_600, badPerSecond: 100_000)
        worse.run(to: 20 * 3_600, step: 60)
        let spent = try #require(worse.forecast)
        #expect(spent.exhaustion == .zero)
        // 1,000 hours would allow ten bad ones; 30 days have 720, so it returns when 2.8 h of failures have left.
        let recovery = try #require(spent.recovery)
        let expected = Duration.seconds(720 * 3_600 + 10_080 - 20 * 3_600)
        #expect(recovery >= expected)
        #expect(recovery <= expected + .seconds(3_600))
    }

    @Test func `a budget is exhausted when errors at the present rate have used it up`() throws {
        var simulation = try Simulation(definition())
        simulation.run(to: 10 * 86_400, step: 300)
        simulation.run(to: 10 * 86_400 + 3_600, step: 10, badPerSecond: 2_000)
        // Twice the budget's rate: (240 + u) x 0.01 = (1 + u) x 0.02 with hours from the start of the errors.
        let exhaustion = try #require(simulation.forecast?.exhaustion)
        #expect(abs(exhaustion / .seconds(3_600) - 239) < 0.01)
        #expect(simulation.forecast?.recovery == nil)
    }

    @Test func `without events, nothing is exhausted`() throws {
        let simulation = try Simulation(definition())
        let budget = try #require(simulation.engine.statuses(forecasting: true).first?.budget)
        #expect(budget.remaining == 1)
        #expect(budget.eventsLeft == 0)
        #expect(budget.outageLeft == .seconds(25_920))
        #expect(budget.forecast?.exhaustion == nil)
        #expect(simulation.status?.budget.forecast == nil)
    }

    @Test func `events and minutes left`() throws {
        var simulation = try Simulation()
        simulation.step(good: 99_950, bad: 50)
        let budget = try #require(simulation.status?.budget)
        #expect(budget.remaining == 0.5)
        #expect(budget.eventsLeft == 50)
        // Half of the 43.2 minutes.
        #expect(budget.outageLeft == .seconds(1_296))
        simulation.step(good: 0, bad: 100)
        #expect(simulation.status?.budget.eventsLeft == -50)
        #expect(try #require(simulation.status?.budget.outageLeft) < .zero)
    }

    /// The walk against stepping through the same future by small steps.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `the walk finds what stepping finds`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let expiries = (0..<20).map { index in
            let good = Double.random(in: 0...1_000, using: &random)
            let bad = Double.random(in: 0...30, using: &random)
            return BudgetWalk.Expiry(after: Double(index * 10 + 10), bad: bad, total: good + bad)
        }
        let bad = expiries.reduce(0) { $0 + $1.bad }
        let total = expiries.reduce(0) { $0 + $1.total }
        let badRate = Double.random(in: 0...3, using: &random)
        let walk = BudgetWalk(
            budgetRatio: 0.015, badRate: badRate, totalRate: badRate + .random(in: 0...100, using: &random))
        func isSpent(_ after: Double) -> Bool {
            let gone = expiries.filter { $0.after <= after }
            let nowBad = bad - gone.reduce(0) { $0 + $1.bad } + walk.badRate * after
            let nowTotal = total - gone.reduce(0) { $0 + $1.total } + walk.totalRate * after
            return nowBad > 1e-9 && nowBad >= 0.015 * nowTotal
        }
        let start = isSpent(0)
        let stepped = stride(from: 0, through: 200, by: 0.25).first { isSpent($0) != start }
        let found = walk.change(bad: bad, total: total, isSpent: start, expiries: expiries, end: 200)
        guard let stepped, let found else {
            #expect((stepped == nil) == (found == nil) || (found ?? stepped ?? 0) > 199.7)
            return
        }
        #expect(found <= stepped + 1e-6)
        #expect(found > stepped - 0.2501)
    }
}
