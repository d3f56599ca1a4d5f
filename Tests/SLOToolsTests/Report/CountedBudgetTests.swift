import NinesSLO
import Testing

@testable import NinesSLOTools

/// That incidents are of what the budget counts: without maintenance, with what silence weighs, in timeslices.
@Suite struct CountedBudgetTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_793_491_200)
    private static let minute = Duration.seconds(60)
    private static let hour = Duration.seconds(3_600)

    /// Ten minutes, an hour from the beginning.
    private static var maintenance: MaintenanceWindow {
        let begin = start.advanced(by: hour)
        return .once(from: begin, to: begin.advanced(by: minute * 10))
    }

    private static func definition(
        _ window: SLOWindow = .rolling(hour * 6), budgeting: Budgeting = .occurrences, noData: NoDataPolicy = .ignore,
        maintenance: [MaintenanceWindow] = []
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: window,
            budgeting: budgeting, alerting: AlertPolicy(tiers: []), noData: noData, maintenance: maintenance)
    }

    /// Six hours in minutes of 600 events, of which those in a range are as given.
    private static func history(_ minutes: Range<Int>, _ counts: EventCounts) throws -> History {
        try History(
            (0..<360).map { index in
                let begin = start.advanced(by: minute * index)
                return HistorySlice(
                    from: begin, to: begin.advanced(by: minute),
                    counts: minutes ~= index ? counts : EventCounts(good: 600, bad: 0))
            })
    }

    private static func card(_ definition: SLODefinition, _ history: History) throws -> Scorecard {
        Scorecard(
            of: definition, over: .window(.rolling(hour * 6), to: try #require(history.end)), history: history)
    }

    private static func backtest(_ definition: SLODefinition, _ history: History) throws -> BacktestReport {
        try Backtest(of: definition, over: history).report(
            comparing: [NamedPolicy("own", definition.alerting)])
    }

    @Test func `failures during maintenance are no incident`() throws {
        let history = try Self.history(60..<70, EventCounts(good: 0, bad: 600))
        let card = try Self.card(Self.definition(maintenance: [Self.maintenance]), history)
        #expect(card.counts.bad == 6_000)
        #expect(card.budgetCounts == EventCounts(good: 210_000, bad: 0))
        #expect(card.budgetRemaining == 1)
        #expect(card.worstIncidents == [])
        let report = try Self.backtest(Self.definition(maintenance: [Self.maintenance]), history)
        #expect(report.incidents == [])
        #expect(report.history.counts == EventCounts(good: 210_000, bad: 0))
        #expect(report.history.watched == Self.hour * 6)
        #expect(report.text.contains("0% bad, 100% of the budget left at the end"), "\(report.text)")
        // Without it they are.
        #expect(try Self.backtest(Self.definition(), history).incidents.map(\.counts.bad) == [6_000])
    }

    @Test func `silence that counts as bad is an incident of the same share`() throws {
        let definition = try Self.definition(noData: .bad)
        let history = try Self.history(60..<70, .zero)
        let card = try Self.card(definition, history)
        let incident = try #require(card.worstIncidents.first)
        #expect(card.worstIncidents.count == 1)
        #expect(incident.start == Self.start.advanced(by: Self.hour))
        #expect(incident.end == Self.start.advanced(by: Self.hour + Self.minute * 10))
        #expect(incident.counts == EventCounts(good: 0, bad: 6_000))
        #expect(abs(incident.budgetShare - (1 - card.budgetRemaining)) < 1e-9)
        let report = try Self.backtest(definition, history)
        #expect(report.incidents.map(\.counts.bad) == [6_000])
        let left = try #require(report.policies.first?.budgetRemaining)
        #expect(abs(try #require(report.incidents.first).budgetShare - (1 - left)) < 1e-3)
    }

    @Test func `incidents of a budget of timeslices are of timeslices, also in a backtest`() throws {
        let definition = try Self.definition(
            budgeting: .timeslices(length: Self.minute, objective: try Objective(ratio: 0.5)))
        // A tenth of the events: no timeslice is bad for it.
        let few = try Self.backtest(definition, Self.history(60..<70, EventCounts(good: 540, bad: 60)))
        #expect(few.incidents == [])
        let many = try Self.backtest(definition, Self.history(60..<70, EventCounts(good: 240, bad: 360)))
        #expect(many.incidents.map(\.counts) == [EventCounts(good: 0, bad: 10)])
        #expect(many.history.counts == EventCounts(good: 350, bad: 10))
        #expect(many.text.contains("360 slices"), "\(many.text)")
    }

    @Test func `a backtest that ends with a month tells that month's budget`() throws {
        let month = try #require(ReportPeriod.month("2026-11"))
        let slices = (0..<720).map { hour in
            let begin = month.start.advanced(by: .seconds(hour * 3_600))
            let bad: UInt64 = hour == 700 ? 360 : 0
            return HistorySlice(
                from: begin, to: begin.advanced(by: Self.hour), counts: EventCounts(good: 1_000 - bad, bad: bad))
        }
        for budgeting in [Budgeting.occurrences, .ratioTimeslices(length: Self.minute)] {
            let definition = try Self.definition(.calendar(CalendarWindow(.month)), budgeting: budgeting)
            let report = try Self.backtest(definition, History(slices))
            // 360 of 7,200 that may be bad.
            let left = try #require(report.policies.first?.budgetRemaining)
            #expect(abs(left - 0.95) < 1e-4)
            #expect(report.text.contains("95% of the budget left at the end"), "\(report.text)")
            #expect(abs(try #require(report.incidents.first).budgetShare - 0.05) < 1e-4)
        }
    }

    @Test func `a composite's maintenance is its parts'`() throws {
        let history = try Self.history(60..<70, EventCounts(good: 0, bad: 600))
        func part(_ name: String, _ budgeting: Budgeting) throws -> SLODefinition {
            try SLODefinition(
                name: name, service: "shop", objective: Objective(ratio: 0.99), window: .rolling(Self.hour * 6),
                budgeting: budgeting, alerting: AlertPolicy(tiers: []), maintenance: [Self.maintenance])
        }
        let parts = [
            (definition: try part("a", .occurrences), history: history),
            (
                definition: try part("b", .timeslices(length: Self.minute, objective: Objective(ratio: 0.5))),
                history: try Self.history(200..<210, EventCounts(good: 0, bad: 600))
            ),
        ]
        let indicator = CompositeIndicator(
            rule: .serial, parts: ["a", "b"].map { CompositeIndicator.Part(service: "shop", slo: $0) })
        let combined = CompositeHistory(of: indicator, parts: parts).combined
        // The timeslices of the second weigh what it has in them: half of all events.
        let incidents = combined.incidents(
            in: combined.spansWorse(than: try Objective(ratio: 0.99), quiet: Self.hour),
            objective: try Objective(ratio: 0.99), window: Self.hour * 6)
        #expect(incidents.map(\.start) == [Self.start.advanced(by: Self.minute * 200)])
        #expect(incidents.map(\.end) == [Self.start.advanced(by: Self.minute * 210)])
        #expect(abs(combined.counts.errorRatio - 10.0 / 350) < 1e-3)
    }

    /// Of the hours before the period is known what silence weighs in it.
    @Test func `silence that began before the period counts in it, as the engine counts it`() throws {
        let definition = try Self.definition(noData: .bad)
        let history = try Self.history(180..<360, .zero)
        let period = ReportPeriod.window(.rolling(Self.hour * 2), to: try #require(history.end))
        let card = Scorecard(of: definition, over: period, history: history)
        #expect(card.budgetCounts == EventCounts(good: 0, bad: 72_000))
        #expect(card.achieved == 0)
    }

    @Test func `a timeslice is held as the last one before the period was`() throws {
        let definition = try Self.definition(
            budgeting: .timeslices(length: Self.minute, objective: Objective(ratio: 0.9)), noData: .hold)
        let history = try Self.history(240..<360, .zero)
        let period = ReportPeriod.window(.rolling(Self.hour), to: try #require(history.end))
        #expect(Scorecard(of: definition, over: period, history: history).counts == EventCounts(good: 60, bad: 0))
    }
}
