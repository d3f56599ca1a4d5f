import NinesSLO
import Testing

@testable import NinesSLOTools

/// That the picture of a backtest, its tables and its advice say the same.
@Suite struct BacktestBudgetTests {
    private static let day = Duration.seconds(86_400)

    private static func definition(
        _ window: SLOWindow = .days(30), alerting: AlertPolicy? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.999), window: window, alerting: alerting)
    }

    private static func report(
        _ definition: SLODefinition, _ history: History, picture: Bool = true
    ) throws -> BacktestReport {
        let start = try #require(history.start)
        let end = try #require(history.end)
        return try Backtest(of: definition, over: history).report(
            comparing: [NamedPolicy("own", definition.alerting)], picture: picture ? start..<end : nil)
    }

    // MARK: The budget in the picture

    @Test func `an incident lowers the budget in the picture by the share that the table has`() throws {
        let scenario = Scenario(
            traffic: .even(perSecond: 10),
            incidents: [
                SyntheticIncident(start: Self.day, length: .seconds(3_600), shape: .step(ratio: 0.072))
            ], length: Self.day * 6, sliceLength: .seconds(300))
        let report = try Self.report(Self.definition(.days(6)), scenario.history())
        let share = try #require(report.incidents.first?.budgetShare)
        #expect(abs(share - 0.5) < 1e-6)
        let policy = try #require(report.policies.first)
        let budget = try #require(policy.timeline).columns.map(\.budgetRemaining)
        #expect(abs(try #require(budget.min()) - (1 - share)) < 0.01)
        // All of the window is known at the end, so it is what the engine says: the last look at it is less than a
        // sixth of the shortest window (1m) before the end, in which the half that is spent counts for 10 s more of 6
        // days.
        let left = try #require(policy.status).budgetRemaining
        #expect(abs(try #require(budget.last) - left) < 0.5 * 10 / 518_400)
        #expect(report.text.contains("50% of the budget left at the end"))
    }

    @Test func `ten bad minutes at a month's beginning are ten minutes of a month`() throws {
        let month = try CalendarWindow(.month, timeZone: "Europe/Berlin")
        let begin = try #require(ReportPeriod.month("2026-11", timeZone: "Europe/Berlin")).start
        let scenario = Scenario(
            traffic: .even(perSecond: 10),
            incidents: [SyntheticIncident(start: .zero, length: .seconds(600), shape: .step(ratio: 1))],
            length: Self.day * 3, sliceLength: .seconds(60), start: begin)
        let report = try Self.report(Self.definition(.calendar(month)), scenario.history())
        // 10 of the 43.2 minutes that 30 days allow.
        let budget = try #require(report.policies.first?.timeline).columns.map(\.budgetRemaining)
        #expect(budget.allSatisfy { $0 > 0.76 && $0 <= 1 }, "\(budget.min() ?? 0)")
        #expect(report.text.contains("76.85% of the budget left at the end"), "\(report.text.prefix(300))")
        let svg = try #require(report.svg)
        #expect(svg.contains(">time (Europe/Berlin)<"))
        #expect(svg.contains(">2026-11-02<"))
        #expect(report.text.contains("1  2026-11-01T00:00:00+01:00"))
    }

    @Test func `shares are of the budget of the period that is played`() throws {
        let begin = try #require(ReportPeriod.month("2027-02", timeZone: "UTC")).start
        let scenario = Scenario(
            traffic: .even(perSecond: 10),
            incidents: [SyntheticIncident(start: .zero, length: .seconds(600), shape: .step(ratio: 1))],
            length: Self.day * 3, sliceLength: .seconds(60), start: begin)
        let report = try Self.report(Self.definition(.calendar(CalendarWindow(.month))), scenario.history())
        // 10 of the 40.32 minutes that 28 days allow.
        let share = try #require(report.incidents.first?.budgetShare)
        let left = try #require(report.policies.first?.budgetRemaining)
        #expect(abs(share - 10 / 40.32) < 1e-9 && abs(share + left - 1) < 1e-9, "\(share) \(left)")
    }

    @Test func `a picture that ends with a period ends with what the table has`() throws {
        // A start at which a look falls on the end.
        let begin = try #require(Timestamp(rfc3339: "2026-11-28T00:04:00Z"))
        let end = try #require(Timestamp(rfc3339: "2026-12-01T00:00:00Z"))
        let scenario = Scenario(
            traffic: .even(perSecond: 10),
            incidents: [SyntheticIncident(start: .zero, length: .seconds(600), shape: .step(ratio: 1))],
            length: end.duration(since: begin), sliceLength: .seconds(60), start: begin)
        let report = try Self.report(Self.definition(.calendar(CalendarWindow(.month))), scenario.history())
        let left = try #require(report.policies.first?.budgetRemaining)
        let column = try #require(report.policies.first?.timeline?.columns.last)
        #expect(column.instant < end && abs(column.budgetRemaining - left) < 1e-3, "\(column) \(left)")
    }

    @Test func `ticks are round where the SLO's clock is, also when it changes`() throws {
        let begin = try #require(Timestamp(rfc3339: "2026-10-24T00:00:00+02:00"))
        let axis = TimeAxis(
            start: begin, end: begin.advanced(by: .seconds(73 * 3_600)), clock: LocalClock("Europe/Berlin"), left: 0,
            width: 73)
        // Sunday the 25th has 25 hours.
        #expect(
            axis.ticks.map(\.label) == [
                "2026-10-24", "12:00", "2026-10-25", "12:00", "2026-10-26", "12:00", "2026-10-27",
            ])
        #expect(axis.ticks.map { $0.x.rounded() } == [0, 12, 24, 37, 49, 61, 73])
    }

    @Test func `a window of two tiers is one line in the color of one`() throws {
        let scenario = Scenario(traffic: .even(perSecond: 10), length: Self.day, sliceLength: .seconds(300))
        let svg = try #require(Self.report(Self.definition(), scenario.history()).svg)
        let lines = svg.split(separator: "\n").filter { $0.contains("class=\"long") || $0.contains("class=\"short") }
        #expect(
            lines.compactMap { $0.split(separator: "class=\"").last?.prefix(8) } == [
                "long c0\"", "short c0", "long c1\"", "short c1", "long c2\"", "short c2", "long c3\"",
            ])
        #expect(svg.contains(">solid: long window, thin: short window; short of 3d: the 6h line<"))
    }

    // MARK: What the tables leave open

    @Test func `dashes are explained`() throws {
        func reason(_ ratio: Double?) throws -> String? {
            let scenario = Scenario(
                traffic: .even(perSecond: 10),
                incidents: ratio.map {
                    [SyntheticIncident(start: Self.day, length: .seconds(600), shape: .step(ratio: $0))]
                } ?? [], length: Self.day * 2, sliceLength: .seconds(60))
            return try Self.report(Self.definition(), scenario.history(), picture: false).text
                .split(separator: "\n").first { $0.contains("are unknown (-)") }.map(String.init)
        }
        #expect(try reason(1) == nil)
        #expect(
            try reason(0.05)
                == "No incident is significant, so recall, detection, reset and spent are unknown (-): the worst spent "
                + "1.16% of the budget, and one counts from 2% on. Lower that with --significant-page and "
                + "--significant-ticket.")
        #expect(try reason(nil) == "There was no incident, so recall, detection, reset and spent are unknown (-).")
    }

    // MARK: Advice

    /// Four days with two events a minute, and on the last one so many failures in a row.
    private static func thin(failures: Int) throws -> History {
        let start = Timestamp(secondsSinceEpoch: 0)
        return try History(
            (0..<5_760).map { minute in
                let bad: UInt64 = (5_000..<5_000 + failures / 2 + failures % 2).contains(minute) ? 2 : 0
                let begin = start.advanced(by: .seconds(minute * 60))
                return HistorySlice(
                    from: begin, to: begin.advanced(by: .seconds(60)), counts: EventCounts(good: 2 - bad, bad: bad))
            })
    }

    @Test func `a tier is said to fire at a handful of failures if and only if it does`() throws {
        for confidence in [nil, 0.95, 0.999] {
            var own = AlertPolicy.workbook(for: Self.day * 30)
            own.minFailures = 6
            own.confidence = try confidence.map { try ConfidenceGuard(level: $0) }
            let definition = try Self.definition(alerting: own)
            let policy = try #require(
                Self.report(definition, Self.thin(failures: 6), picture: false).policies.first)
            for alerts in policy.alerts {
                let isTold = policy.advice.contains {
                    $0.kind == .fewFailures && $0.severity == alerts.tier.severity
                        && $0.longWindow == alerts.tier.longWindow
                }
                #expect(isTold == !alerts.intervals.isEmpty, "\(alerts.tier.title) at \(confidence ?? 0)")
            }
        }
    }

    @Test func `what hits every policy is told of every policy`() throws {
        let definition = try Self.definition()
        let sloth = try #require(NamedPolicy.named("sloth", for: Self.day * 30))
        // 120 events an hour: more than 70, of which one failure is below 14.4, and fewer than 140.
        let report = try Backtest(of: definition, over: Self.thin(failures: 0)).report(
            comparing: [NamedPolicy("own", definition.alerting), sloth])
        for policy in report.policies {
            #expect(
                policy.advice.map(\.message).contains {
                    $0.hasPrefix("page 1h/5m 14.4: 2 failures alone fire it in 100% of the time")
                }, "\(policy.name): \(policy.advice.map(\.message))")
        }
    }

    // MARK: Composites

    private static let both = CompositeIndicator(
        rule: .serial, parts: [.init(service: "s", slo: "x"), .init(service: "s", slo: "y")])

    private static func parts() throws -> [SLODefinition] {
        // Their own tiers do not matter: alerts are the composite's.
        try ["x", "y"].map {
            try SLODefinition(
                name: $0, service: "s", objective: Objective(ratio: 0.9), window: .days(30),
                alerting: AlertPolicy(tiers: []))
        }
    }

    @Test func `a composite is played its parts' events`() throws {
        let lead = Duration.seconds(7_200)
        let outage = SyntheticIncident(start: lead, length: .seconds(600), shape: .step(ratio: 0.15))
        let good = Scenario(traffic: .even(perSecond: 1_000), length: lead + .seconds(3_600))
        var bad = good
        bad.incidents = [outage]
        let parts = zip(try Self.parts(), [try good.history(), try bad.history()]).map { (definition: $0, history: $1) }
        let definition = try Self.definition()
        for policy in ["workbook", "sloth"] {
            let named = try #require(NamedPolicy.named(policy, for: Self.day * 30))
            let report = try Backtest(of: definition, composedOf: CompositeHistory(of: Self.both, parts: parts))
                .report(comparing: [named])
            let incident = try #require(report.incidents.first)
            #expect(report.incidents.count == 1)
            #expect(incident.start == Timestamp(nanosecondsSinceEpoch: 0).advanced(by: lead))
            let page = try #require(report.policies.first?.scores.first { $0.tier?.factor == 14.4 })
            // As an SLO with the second part's events alone.
            #expect(page.detectionTime == .seconds(350))
            #expect(page.resetTime == .seconds(280))
        }
    }

    @Test func `made-up trouble is that of a composite's first part`() throws {
        var scenario = Scenario(
            traffic: .even(perSecond: 100),
            incidents: [SyntheticIncident(start: Self.day, length: .seconds(600), shape: .step(ratio: 1))],
            length: Self.day + .seconds(3_600))
        scenario.seed = 3
        let definition = try Self.definition()
        let report = try Backtest(of: definition, composedOf: Self.both, parts: Self.parts(), in: scenario)
            .report(comparing: [NamedPolicy("own", definition.alerting)])
        // Half of all events are the second part's; the composite is bad all the same.
        #expect(report.incidents.map { $0.counts.errorRatio > 0.999 } == [true])
        #expect(report.policies.first?.scores.first?.alerts == 1)
        #expect(report.text.contains("Backtest of s/a"))
    }

    @Test func `a gap of one part is not one of the composite`() throws {
        let half = Scenario(traffic: .even(perSecond: 10), length: .seconds(3_600), sliceLength: .seconds(60))
        var late = half
        late.start = Timestamp(secondsSinceEpoch: 7_200)
        let parts = zip(try Self.parts(), [try half.history(), try late.history()]).map {
            (definition: $0, history: $1)
        }
        let combined = CompositeHistory(of: Self.both, parts: parts).combined
        #expect(combined.watched == .seconds(7_200))
        #expect(combined.counts == EventCounts(good: 72_000, bad: 0))
        let definition = try Self.definition()
        let status = try #require(
            Backtest(of: definition, composedOf: CompositeHistory(of: Self.both, parts: parts))
                .report(comparing: [NamedPolicy("own", definition.alerting)]).policies.first?.status)
        #expect(status.definition.name == "a")
        #expect(status.budgetRemaining == 1)
    }
}
