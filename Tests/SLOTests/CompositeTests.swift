import NinesMetrics
import NinesSLO
import Testing

/// SLOs made of others, in the engine.
@Suite struct CompositeTests {
    private let engine = SLOEngine(now: nil)
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(
        _ name: String, window: SLOWindow = .days(30), alerting: AlertPolicy? = nil,
        budgeting: Budgeting = .occurrences
    ) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: 0.999), window: window, budgeting: budgeting,
            alerting: alerting)
    }

    private func parts(_ names: (String, Double)..., rule: CompositeIndicator.Rule = .serial) -> CompositeIndicator {
        CompositeIndicator(rule: rule, parts: names.map { .init(service: "shop", slo: $0.0, weight: $0.1) })
    }

    private func close(_ value: Double?, _ expected: Double) -> Bool {
        abs((value ?? .nan) - expected) <= 1e-9 * abs(expected)
    }

    @Test(
        arguments: [
            // 1 - 0.9 x 0.8, and (3 x 0.1 + 1 x 0.2) / 4.
            (.serial, 0.28), (.weighted, 0.125),
        ] as [(CompositeIndicator.Rule, Double)])
    func `each window's error ratio is made of the parts' ratios over it`(
        rule: CompositeIndicator.Rule, ratio: Double
    ) throws {
        let (cart, payment) = (try engine.add(definition("cart")), try engine.add(definition("payment")))
        try engine.add(definition("purchase"), composedOf: parts(("cart", 3), ("payment", 1), rule: rule))
        engine.advance(to: start)
        #expect(engine.statuses.map(\.achieved) == [nil, nil, nil])
        cart.record(EventCounts(good: 90, bad: 10))
        payment.record(EventCounts(good: 80_000, bad: 20_000))
        engine.advance(to: start.advanced(by: .seconds(10)))
        let status = try #require(engine.statuses.last)
        #expect(close(status.achieved, 1 - ratio))
        #expect(status.definition.name == "purchase")
        #expect(status.parts?.rule == rule)
        #expect(status.windows.map(\.name) == ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"])
        for window in status.windows {
            #expect(close(window.burnRate, ratio / 0.001))
            #expect(window.counts == EventCounts(good: 80_090, bad: 20_010))
        }
        #expect(close(status.budgetRemaining, 1 - ratio / 0.001))
        #expect(close(status.budget.outageLeft / .seconds(1), (1 - ratio / 0.001) * 2_592))
        #expect(status.events == .zero && status.budget.eventsLeft == 0)
        #expect(status.windows.first?.coverage == engine.statuses.first?.windows.first?.coverage)
        // Past the shortest window only the longer ones still know.
        engine.advance(to: start.advanced(by: .seconds(400)))
        #expect(engine.statuses.last?.windows.map { $0.burnRate > 0 } == [false] + Array(repeating: true, count: 7))
    }

    @Test func `small ratios keep their digits, and a part without events has none`() throws {
        let (cart, _) = (try engine.add(definition("cart")), try engine.add(definition("payment")))
        try engine.add(definition("purchase"), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        #expect(engine.statuses.last?.budgetRemaining == 1)
        cart.record(EventCounts(good: 999_999_999_999_999, bad: 1))
        engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(engine.statuses.last?.budgetWindow.burnRate == engine.statuses.first?.budgetWindow.burnRate)
        #expect(close(engine.statuses.last?.budgetWindow.burnRate, 1e-12))
    }

    @Test func `alerts when the whole burns, though no part does, and after its parts`() throws {
        let (cart, payment) = (try engine.add(definition("cart")), try engine.add(definition("payment")))
        try engine.add(definition("purchase"), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        // 10 times the budget each: below 14.4, together above it.
        for recorder in [cart, payment] { recorder.record(EventCounts(good: 990, bad: 10)) }
        let transitions = engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(transitions.map(\.slo).suffix(4) == Array(repeating: "purchase", count: 4))
        let paging = transitions.filter { $0.tier.factor == 14.4 }
        #expect(paging.map(\.slo) == ["purchase"])
        #expect(engine.statuses.last?.alerts.map { $0.state != .inactive } == [true, true, true, true])
        #expect(engine.statuses.first?.alerts.map { $0.state != .inactive } == [false, true, true, true])
    }

    @Test func `least failures and events are those of all parts together`() throws {
        var alerting = AlertPolicy.workbook(for: .seconds(30 * 86_400))
        alerting.minFailures = 4
        alerting.minEvents = 5
        let (cart, payment) = (try engine.add(definition("cart")), try engine.add(definition("payment")))
        try engine.add(
            definition("purchase", alerting: alerting), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        func isFiring(after second: Int) -> Bool {
            engine.advance(to: start.advanced(by: .seconds(second)))
            return engine.statuses.last?.alerts.first?.state != .inactive
        }
        cart.record(EventCounts(good: 0, bad: 2))
        payment.record(EventCounts(good: 10, bad: 1))
        #expect(!isFiring(after: 10))
        payment.recordBad()
        #expect(isFiring(after: 20))
    }

    @Test func `a calendar window is that of the parts`() throws {
        let month = SLOWindow.calendar(try CalendarWindow(.month))
        let (cart, _) = (
            try engine.add(definition("cart", window: month)), try engine.add(definition("payment", window: month))
        )
        try engine.add(definition("purchase", window: month), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        cart.record(EventCounts(good: 1, bad: 1))
        engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(engine.statuses.last?.budgetWindow.name == "month")
        #expect(close(engine.statuses.last?.budgetRemaining, -499))
        #expect(engine.statuses.last?.windows.last == engine.statuses.last?.budgetWindow)
    }

    @Test func `ratio timeslices count as slices among the parts' events`() throws {
        let cart = try engine.add(definition("cart", budgeting: .ratioTimeslices(length: .seconds(60))))
        _ = try engine.add(definition("payment"))
        let alerting = AlertPolicy.workbook(for: .seconds(30 * 86_400), timeslice: .seconds(60))
        try engine.add(
            definition("purchase", alerting: alerting), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        for second in stride(from: 10, through: 180, by: 10) {
            cart.record(good: false)
            engine.advance(to: start.advanced(by: .seconds(second)))
        }
        #expect(engine.statuses.last?.budgetWindow.counts == EventCounts(good: 0, bad: 3))
        #expect(close(engine.statuses.last?.budgetRemaining, -999))
    }

    @Test func `refuses what makes no composite, and then has none`() throws {
        _ = (try engine.add(definition("cart")), try engine.add(definition("payment")))
        _ = try engine.add(definition("weekly", window: .days(7)))
        func refused(_ message: String, _ definition: SLODefinition, _ parts: CompositeIndicator) {
            let error = #expect(throws: SLOError.self) { try engine.add(definition, composedOf: parts) }
            #expect(error?.description == message)
        }
        let purchase = try definition("purchase")
        let both = parts(("cart", 1), ("payment", 1))
        refused("a composite is made of at least two SLOs, each named once", purchase, parts(("cart", 1)))
        refused("a composite is made of at least two SLOs, each named once", purchase, parts(("cart", 1), ("cart", 1)))
        refused(
            "SLO \"stock\" of service \"shop\": there is no SLO of that name that counts events itself", purchase,
            parts(("cart", 1), ("stock", 1)))
        refused(
            "the weight of a composite's part must be above 0 and at most 10^9", purchase,
            parts(("cart", 1), ("payment", .nan)))
        refused(
            "window 30d: SLO \"weekly\" of service \"shop\", a part, has the window 7d", purchase,
            parts(("cart", 1), ("weekly", 1)))
        refused(
            "SLO \"cart\" of service \"shop\": the service has an SLO of that name already", try definition("cart"),
            both)
        let tier = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(7_000), shortWindow: .seconds(300))
        refused(
            "a tier's window 1h56m40s: SLO \"cart\" of service \"shop\", a part, has none of that length",
            try definition("purchase", alerting: AlertPolicy(tiers: [tier])), both)
        refused(
            "a composite's parts say how events are budgeted, what silence means and when there is maintenance, and its "
                + "alerts take no confidence",
            try definition("purchase", budgeting: .ratioTimeslices(length: .seconds(60))), both)
        #expect(engine.statuses.count == 3)
        try engine.add(purchase, composedOf: both)
        #expect(throws: SLOError.self) { try engine.add(purchase) }
        #expect(throws: SLOError.self) { try engine.add(purchase, composedOf: both) }
    }

    @Test func `exports its gauges and no events, which its parts have`() throws {
        let registry = Registry()
        try registry.register(engine)
        let cart = try engine.add(definition("cart"))
        _ = try engine.add(definition("payment"))
        try engine.add(definition("purchase"), composedOf: parts(("cart", 1), ("payment", 1)))
        engine.advance(to: start)
        cart.record(EventCounts(good: 999, bad: 1))
        engine.advance(to: start.advanced(by: .seconds(10)))
        let snapshot = registry.collect()
        let labels = ["service": "shop", "slo": "purchase"]
        #expect(close(snapshot.value(of: "nines_slo_burn_rate", labels: labels.merging(["window": "30d"]) { $1 }), 1))
        #expect(snapshot.value(of: "nines_slo_objective_ratio", labels: labels) == 0.999)
        for family in ["nines_slo_events_total", "nines_slo_window_events"] {
            let family = try #require(snapshot.family(family))
            #expect(family.count == 4)
            #expect((0..<4).allSatisfy { !family.labels.labels($0).contains(Label("slo", "purchase")) })
        }
    }
}
