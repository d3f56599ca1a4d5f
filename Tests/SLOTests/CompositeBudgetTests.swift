import NinesSLO
import Testing

/// The budgets of SLOs that are made of others.
@Suite struct CompositeBudgetTests {
    private let engine = SLOEngine(now: nil)
    /// The first of December 2026 in UTC.
    private let start = Timestamp(secondsSinceEpoch: 1_796_083_200)

    private func definition(
        _ name: String, objective: Double = 0.999, window: SLOWindow = .days(30), tiers: [BurnRateTier] = []
    ) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: objective), window: window,
            alerting: AlertPolicy(tiers: tiers))
    }

    private func parts(_ rule: CompositeIndicator.Rule, _ weights: Double...) -> CompositeIndicator {
        CompositeIndicator(
            rule: rule,
            parts: zip(["cart", "payment"], weights).map { .init(service: "shop", slo: $0, weight: $1) })
    }

    /// As that of an SLO that counts events: ten bad minutes at a month's beginning are ten minutes of a month.
    @Test func `a calendar period's budget is also told as its end finds it`() throws {
        let month = SLOWindow.calendar(try CalendarWindow(.month))
        let recorders = try ["cart", "payment"].map { try engine.add(definition($0, window: month)) }
        try engine.add(definition("purchase", window: month), composedOf: parts(.serial, 1, 1))
        engine.advance(to: start)
        for minute in 1...60 {
            recorders[0].record(EventCounts(good: minute > 10 ? 60 : 0, bad: minute > 10 ? 0 : 60))
            recorders[1].record(EventCounts(good: 60, bad: 0))
            for step in 1...6 { engine.advance(to: start.advanced(by: .seconds(minute * 60 - 60 + step * 10))) }
        }
        let (cart, purchase) = (try #require(engine.statuses.first), try #require(engine.statuses.last))
        #expect(purchase.definition.name == "purchase")
        let (own, whole) = (
            try #require(cart.budget.projectedRemaining), try #require(purchase.budget.projectedRemaining)
        )
        #expect(abs(own - (1 - 10 / 44.64)) < 1e-9)
        #expect(abs(whole - own) < 1e-9)
        #expect(purchase.budget.outageLeft == cart.budget.outageLeft)
    }

    /// A third of 0.05 and two thirds of it are 0.05, but not in doubles.
    @Test func `parts that spend their budgets exactly spend the whole's exactly`() throws {
        let tier = try BurnRateTier(
            severity: .page, factor: 1, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        let recorders = try ["cart", "payment"].map { try engine.add(definition($0, objective: 0.95, tiers: [tier])) }
        try engine.add(definition("purchase", objective: 0.95, tiers: [tier]), composedOf: parts(.weighted, 1, 2))
        engine.advance(to: start)
        for recorder in recorders { recorder.record(EventCounts(good: 95, bad: 5)) }
        #expect(engine.advance(to: start.advanced(by: .seconds(10))) == [])
        let purchase = try #require(engine.statuses.last)
        #expect(purchase.budgetRemaining == 0)
        #expect(purchase.grade == .d)
    }
}
