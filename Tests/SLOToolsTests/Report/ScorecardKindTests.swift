import Foundation
import NinesSLO
import Testing

@testable import NinesSLOTools

/// Scorecards of what is not simply events over a well watched period: timeslices, SLOs made of others, gaps, zones.
@Suite struct ScorecardKindTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_793_491_200)
    private static let hour = Duration.seconds(3_600)
    private static let minute = Duration.seconds(60)

    /// An hour to the end of the history.
    private static var period: ReportPeriod { .window(.rolling(hour), to: start.advanced(by: hour)) }

    /// Minutes of 100 events, of which the tenth has 70 bad ones.
    private static func minutes() throws -> History {
        try History(
            (0..<60).map { index in
                let begin = start.advanced(by: minute * index)
                let bad: UInt64 = index == 10 ? 70 : 0
                return HistorySlice(
                    from: begin, to: begin.advanced(by: minute), counts: EventCounts(good: 100 - bad, bad: bad))
            })
    }

    private static func slices(_ budgeting: Budgeting) throws -> SLODefinition {
        try SLODefinition(
            name: "pages", service: "shop", objective: Objective(ratio: 0.98), window: .days(1), budgeting: budgeting)
    }

    /// What an engine keeps of the same events.
    private static func kept(_ definition: SLODefinition) throws -> History {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition)
        engine.advance(to: start)
        for slice in try minutes().slices {
            recorder.record(slice.counts)
            engine.advance(to: slice.end)
        }
        return try #require(engine.state(of: "pages", service: "shop")).history
    }

    // MARK: Timeslices

    @Test(
        arguments: [
            (nil, 0.5), (0.95, 0.2),
        ] as [(Double?, Double)])
    func `a budget of timeslices is told in slices, wherever its events were kept`(
        _ objective: Double?, _ left: Double
    ) throws {
        let definition = try Self.slices(
            objective.map { .timeslices(length: Self.minute, objective: try Objective(ratio: $0)) }
                ?? .ratioTimeslices(length: Self.minute))
        for history in [try Self.minutes(), try Self.kept(definition)] {
            let card = Scorecard(of: definition, over: Self.period, history: history)
            #expect(card.counts == EventCounts(good: 59, bad: 1))
            #expect(card.budgetCounts == card.counts)
            // 60 slices may have 1.2 bad ones.
            #expect(abs(card.badLeft - left) < 1e-6)
            #expect(card.worstIncidents.map(\.counts.bad) == [1])
            #expect(abs(card.budgetRemaining - left / 1.2) < 1e-6)
            let share = try #require(card.worstIncidents.first?.budgetShare)
            #expect(abs(share - (1 - left / 1.2)) < 1e-6)
            let lines = ScorecardReport([card]).text.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("SLO ") && $0.contains("  SLICES  ") }, "\(lines)")
            let json = String(decoding: try JSONEncoder().encode(ScorecardReport([card])), as: UTF8.self)
            #expect(json.contains(#""counted":"slices""#))
        }
    }

    @Test func `events and slices in one table are told apart`() throws {
        let budgeting = Budgeting.ratioTimeslices(length: Self.minute)
        let cards = try [Self.slices(.occurrences), Self.slices(budgeting)].map {
            Scorecard(of: $0, over: Self.period, history: try Self.minutes())
        }
        let table = ScorecardReport(cards).text.split(separator: "\n")
        #expect(table.contains { $0.contains("  6,000  ") })
        #expect(table.contains { $0.contains("  60 slices  ") })
    }

    @Test func `a backtest tells slices that a state kept as slices`() throws {
        let definition = try Self.slices(.ratioTimeslices(length: Self.minute))
        let report = try Backtest(of: definition, over: Self.kept(definition)).report(comparing: [])
        #expect(report.text.contains(": 60 slices, 1.1667% bad"))
        #expect(report.incidents.map(\.counts.bad) == [1])
    }

    // MARK: Composites

    private static func part(_ name: String, bad: UInt64) throws -> (definition: SLODefinition, history: History) {
        let definition = try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: 0.99), window: .days(30))
        let slices = (0..<60).map { index in
            let begin = start.advanced(by: minute * index)
            let bad = index == 10 ? bad : 0
            return HistorySlice(
                from: begin, to: begin.advanced(by: minute), counts: EventCounts(good: 1_000 - bad, bad: bad))
        }
        return (definition, try History(slices))
    }

    private static func composite(
        _ rule: CompositeIndicator.Rule, _ parts: [(definition: SLODefinition, history: History)]
    ) throws -> Scorecard {
        let weights = [3.0, 1]
        let indicator = CompositeIndicator(
            rule: rule,
            parts: zip(parts, weights).map {
                .init(service: "shop", slo: $0.definition.name, weight: $1)
            })
        return Scorecard(
            of: try SLODefinition(name: "both", service: "shop", objective: Objective(ratio: 0.995), window: .days(30)),
            composedOf: indicator, over: period, parts: parts)
    }

    @Test func `an SLO made of others is graded by its parts`() throws {
        // 0.1 % and 0.2 % bad.
        let parts = [try Self.part("a", bad: 60), try Self.part("b", bad: 120)]
        let serial = try Self.composite(.serial, parts)
        #expect(abs(try #require(serial.achieved) - 0.999 * 0.998) < 1e-12)
        #expect(abs(serial.budgetRemaining - (1 - 0.002998 / 0.005)) < 1e-9)
        #expect(serial.grade == .c)
        #expect(serial.worstIncidents.map(\.counts.bad) == [120, 60])
        #expect(abs(serial.worstIncidents[0].budgetShare - 0.002 * 0.999 / 0.005) < 1e-9)
        let weighted = try Self.composite(.weighted, parts)
        #expect(abs(weighted.budgetRemaining - (1 - 0.00125 / 0.005)) < 1e-9)
        #expect(abs(weighted.worstIncidents[0].budgetShare - 0.001 * 0.75 / 0.005) < 1e-9)
    }

    @Test func `of an SLO made of others no events are counted twice`() throws {
        let report = ScorecardReport([try Self.composite(.serial, [Self.part("a", bad: 60), Self.part("b", bad: 120)])])
        let row = try #require(report.text.split(separator: "\n").first { $0.hasPrefix("shop/both  C") })
        #expect(
            row.split(separator: " ") == [
                "shop/both", "C", "99.5%", "99.7002%", "40.04%", "-", "-", "100%", "improving",
            ])
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains(#""parts":["shop\/a","shop\/b"]"#))
        #expect(!json.contains("bad_left"))
    }

    @Test func `a part that nothing is known of leaves its composite without a grade`() throws {
        var silent = try Self.part("b", bad: 0)
        silent.history = .empty
        let card = try Self.composite(.serial, [Self.part("a", bad: 60), silent])
        #expect(card.coverage == 0)
        #expect(card.grade == nil)
        let report = ScorecardReport([card])
        #expect(report.services.map(\.unknown) == [1])
        #expect(report.text.contains("- shop/both: no grade. 0% of the period was watched; a grade takes 25%."))
    }

    // MARK: Coverage

    @Test(arguments: [
        (1.0, 0.8, BudgetGrade.a), (0.75, 0.8, .a), (0.74, 0.8, .b), (0.49, 0.8, .c), (0.25, 0.8, .c),
        (0.067, 0.8, nil),
        (0.067, 0.1, nil), (0.3, 0.1, .d), (0.067, -0.1, .f), (0, -0.1, .f), (0.6, 0.3, .c),
    ])
    func `no grade is better than the share of the period that was watched`(
        _ coverage: Double, _ remaining: Double, _ grade: BudgetGrade?
    ) {
        #expect(BudgetGrade(remaining: remaining, coverage: coverage) == grade)
    }

    // MARK: Zones

    @Test func `times are those of the SLO's zone`() throws {
        let month = try #require(ReportPeriod.month("2026-11", timeZone: "Europe/Berlin"))
        let begin = month.start
        let history = try History(
            (0..<720).map { index in
                let hour = begin.advanced(by: Self.hour * index)
                let bad: UInt64 = index == 30 ? 1_000 : 0
                return HistorySlice(
                    from: hour, to: hour.advanced(by: Self.hour), counts: EventCounts(good: 3_600 - bad, bad: bad))
            })
        let definition = try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.99),
            window: .calendar(CalendarWindow(.month, timeZone: "Europe/Berlin")))
        let text = ScorecardReport([Scorecard(of: definition, over: month, history: history)]).text
        #expect(text.hasPrefix("Service levels, 2026-11 (Europe/Berlin)\n"))
        #expect(text.contains("s/a  2026-11-02T06:00:00+01:00      1h  1,000"), "\(text)")
        let window = ReportPeriod.window(definition.window, to: begin.advanced(by: Self.hour))
        #expect(window.title == "month (Europe/Berlin) to 2026-11-01T01:00:00+01:00")
        let rolling = ReportPeriod.window(.days(7), to: begin, timeZone: "Asia/Kolkata")
        #expect(rolling.title == "7d to 2026-11-01T04:30:00+05:30")
    }
}
