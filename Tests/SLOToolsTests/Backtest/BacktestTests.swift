import NinesSLO
import NinesSLOTools
import Testing

/// The backtest finds with the engine what "The Site Reliability Workbook", chapter 5, says of its alerts.
@Suite struct BacktestTests {
    private static let day = Duration.seconds(86_400)
    private static let month = Duration.seconds(30 * 86_400)

    private static func definition(
        objective: Double = 0.999, window: Duration = month, alerting: AlertPolicy? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: objective), window: .rolling(window),
            alerting: alerting)
    }

    /// Three good days, then this.
    private static func scenario(
        _ shape: ErrorShape, lasting length: Duration, after: Duration = .seconds(7_200), days: Int = 3
    ) -> Scenario {
        let lead = day * days
        return Scenario(
            traffic: .even(perSecond: 10_000),
            incidents: [SyntheticIncident(start: lead, length: length, shape: shape)],
            length: lead + length + after)
    }

    private static func report(_ scenario: Scenario, objective: Double = 0.999) throws -> PolicyReport {
        let definition = try definition(objective: objective)
        let report = try Backtest(of: definition, in: scenario)
            .report(comparing: [NamedPolicy("workbook", definition.alerting)])
        return try #require(report.policies.first)
    }

    /// The seconds from the incident's start until the first alert of a severity; nil when there is none.
    private static func detection(_ severity: Severity, _ report: PolicyReport, start: Duration) -> Double? {
        let fired = report.alerts.filter { $0.tier.severity == severity }.flatMap(\.intervals).map(\.firedAt).min()
        let begin = Timestamp(nanosecondsSinceEpoch: 0).advanced(by: start)
        return fired.map { $0.duration(since: begin) / .seconds(1) }
    }

    @Test(
        arguments: [
            (1, 51.84, 259.2), (0.15, 345.6, 1_728), (0.0144, 9_000, 18_000), (0.006, nil, 43_200), (0.001, nil, nil),
        ] as [(Double, Double?, Double?)])
    func `a constant error ratio is detected when the formula says`(
        ratio: Double, page: Double?, ticket: Double?
    ) throws {
        // As long as it takes and a little, sampled as finely as the windows that see it can tell.
        let last = max(page ?? 0, ticket ?? 0)
        let length = Duration.seconds(Int((last == 0 ? 43_200 : last + 660) / 300) * 300)
        var scenario = Self.scenario(.step(ratio: ratio), lasting: length, after: .zero)
        scenario.sliceLength = last > 3_600 ? .seconds(60) : .seconds(10)
        let report = try Self.report(scenario)
        // The slices of the tier that sees it: of its long window, 10 s up to 1 h, 1 min up to 6 h, else 5 min.
        for (severity, expected, slice) in [
            (Severity.page, page, (page ?? 0) <= 3_600 && last <= 3_600 ? 10.0 : 60), (.ticket, ticket, 300),
        ] {
            let found = Self.detection(severity, report, start: Self.day * 3)
            #expect((found == nil) == (expected == nil), "\(severity) after \(found ?? .nan) s")
            guard let found, let expected else { continue }
            #expect(found >= expected)
            #expect(found <= expected + slice)
        }
    }

    @Test func `15 % of errors for 10 minutes page after 6 minutes and reset within 5`() throws {
        let report = try Self.report(
            Self.scenario(.step(ratio: 0.15), lasting: .seconds(600), after: .seconds(21_600), days: 2))
        let fast = try #require(report.scores.first { $0.tier?.factor == 14.4 })
        // Exactly 345.6 s and 271.2 s, each at the next edge of a slice.
        #expect(fast.detectionTime == .seconds(350))
        #expect(fast.resetTime == .seconds(280))
        #expect(fast.precision == 1)
        #expect(fast.recall == 1)
        #expect(fast.significantShare == 0.02)
        // 350 s of 15 % of 30 d of 0.1 %.
        #expect(abs(try #require(fast.budgetSpent) - 0.02025) < 1e-4)
        // It spends 3.5 %: nothing for the tiers of 5 and 10 %.
        #expect(report.scores.filter { $0.tier != nil }.map(\.alerts) == [1, 0, 0, 0])
        #expect(report.scores.filter { $0.tier != nil }.map(\.significantIncidents) == [1, 0, 0, 0])
        #expect(report.scores.map(\.falseAlertsPerMonth) == [0, 0, 0, 0, 0, 0])
    }

    @Test func `a spike every ten minutes pages, though no hour of waiting would see it`() throws {
        let spikes = ErrorShape.spikes(ratio: 1, every: .seconds(600), lasting: .seconds(60))
        let report = try Self.report(Self.scenario(spikes, lasting: Self.day / 4, days: 1))
        let page = try #require(report.scores.first)
        #expect(page.tier == nil)
        #expect(page.recall == 1)
        #expect(page.detectionTime == .seconds(60))
    }

    @Test func `an alert for less than matters is a false one`() throws {
        let definition = try Self.definition()
        let scenario = Self.scenario(.step(ratio: 0.15), lasting: .seconds(600), after: .seconds(21_600), days: 2)
        let report = try Backtest(of: definition, in: scenario, significance: .init(page: 0.05))
            .report(comparing: [NamedPolicy("own", definition.alerting)])
        let page = try #require(report.policies.first?.scores.first)
        #expect(page.precision == 0)
        #expect(page.recall == nil)
        // One in 2 days, 6 hours and 10 minutes.
        #expect(abs(page.falseAlertsPerMonth - 13.292) < 0.001)
    }

    @Test func `ratios are weighted by traffic: busy days and quiet nights`() throws {
        // 16 h at 100 per second with 1 % bad, 8 h at 1 per second without: the mean of ratios would say 0.667 %.
        let incidents = (0..<3).map { day in
            SyntheticIncident(
                start: Self.day * day, length: .seconds(16 * 3_600), shape: .step(ratio: 0.01))
        }
        let scenario = Scenario(
            traffic: .dayAndNight(day: 100, night: 1), incidents: incidents, length: Self.day * 3,
            sliceLength: .seconds(60))
        let definition = try Self.definition(window: Self.day * 3)
        let report = try Backtest(of: definition, in: scenario)
            .report(comparing: [NamedPolicy("workbook", definition.alerting)])
        let windows = try #require(report.policies.first?.status?.windows)
        let ratio = try #require(windows.last?.counts.errorRatio)
        #expect(FigureText.percent(ratio, decimals: 3) == "0.995%")
        #expect(report.history.counts == windows.last?.counts)
    }

    @Test func `the same incidents are found in a history as are put into it`() throws {
        var scenario = Self.scenario(.step(ratio: 0.15), lasting: .seconds(600), after: .seconds(21_600), days: 2)
        scenario.incidents.append(
            SyntheticIncident(start: Self.day * 2 + .seconds(9_000), length: .seconds(300), shape: .step(ratio: 1)))
        scenario.backgroundErrorRatio = 0.0002
        scenario.seed = 7
        let definition = try Self.definition()
        let found = try Backtest(of: definition, over: scenario.history())
            .report(comparing: []).incidents.filter { $0.budgetShare > 0.01 }
        let known = try Backtest(of: definition, in: scenario).report(comparing: []).incidents
        #expect(found.count == 2)
        for (found, known) in zip(found, known) {
            #expect(found.start == known.start)
            #expect(found.end == known.end)
            #expect(found.counts == known.counts)
        }
    }

    @Test func `the same seed gives the same report, another seed another`() throws {
        var scenario = Self.scenario(.ramp(to: 0.2), lasting: .seconds(3_600), days: 1)
        scenario.traffic = .even(perSecond: 3)
        var counts: [EventCounts] = []
        for seed: UInt64 in [1, 1, 2] {
            scenario.seed = seed
            counts.append(try scenario.history().counts)
        }
        #expect(counts[0] == counts[1])
        #expect(counts[0] != counts[2])
        // 97,200 s at 3 per second; six standard deviations are 3,240.
        #expect(abs(Int(counts[0].total) - 291_600) < 3_240)
    }

    @Test func `a gap is no time of good events`() throws {
        let start = Timestamp(secondsSinceEpoch: 0)
        func slice(_ second: Int, bad: UInt64) -> HistorySlice {
            HistorySlice(
                from: start.advanced(by: .seconds(second)), to: start.advanced(by: .seconds(second + 10)),
                counts: EventCounts(good: 100 - bad, bad: bad))
        }
        let slices =
            (0..<360).map { slice($0 * 10, bad: 0) } + (720..<1_080).map { slice($0 * 10, bad: $0 < 760 ? 100 : 0) }
        let definition = try Self.definition()
        let report = try Backtest(of: definition, over: History(slices))
            .report(comparing: [NamedPolicy("own", definition.alerting)])
        let status = try #require(report.policies.first?.status)
        let coverage = try #require(status.windows.first { $0.length == .seconds(21_600) }?.coverage)
        #expect(abs(coverage - 2.0 / 6) < 1e-9)
        #expect(report.history.watched == .seconds(7_200))
        // The hour before the gap is in no window of an hour any more.
        #expect(Self.detection(.page, try #require(report.policies.first), start: .seconds(7_200)) == 10)
    }

    @Test func `wide slices are spread, narrow ones collected`() throws {
        let definition = try Self.definition()
        for width in [2, 300] {
            var scenario = Self.scenario(.step(ratio: 1), lasting: .seconds(1_800), after: .zero, days: 0)
            scenario.sliceLength = .seconds(width)
            let report = try Backtest(of: definition, in: scenario)
                .report(comparing: [NamedPolicy("own", definition.alerting)])
            #expect(Self.detection(.page, try #require(report.policies.first), start: .zero) == 10)
            #expect(report.policies.first?.status?.events == report.history.counts)
        }
    }

    @Test func `slices wider than every window do not stop the advice`() throws {
        var scenario = Self.scenario(.step(ratio: 1), lasting: .seconds(600), after: .zero, days: 0)
        scenario.sliceLength = .seconds(60)
        let definition = try Self.definition(window: .seconds(3_600))
        let report = try Backtest(of: definition, in: scenario)
            .report(comparing: [NamedPolicy("own", definition.alerting)])
        #expect(report.policies.first?.advice.contains { $0.kind == .coarse } == true)
    }

    @Test func `the workbook's policy has no two tiers with the same windows for a short window`() throws {
        let definition = try SLODefinition(
            name: "short", service: "shop", objective: Objective(ratio: 0.999), window: .rolling(.seconds(300)))
        let policy = try #require(NamedPolicy.named("workbook", for: .seconds(300)))
        let scenario = Scenario(traffic: .even(perSecond: 10), length: .seconds(1_200))
        let report = try Backtest(of: definition, in: scenario).report(comparing: [policy])
        #expect(report.policies.first?.policy.tiers.map(\.factor) == [6, 3, 1])
    }
}
