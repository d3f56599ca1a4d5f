import NinesSLO
import Testing

@testable import NinesSLOTools

/// That a composite in a backtest is what an engine would have made of it.
@Suite struct CompositeReplayTests {
    private static let indicator = CompositeIndicator(
        rule: .serial, parts: ["x", "y"].map { CompositeIndicator.Part(service: "s", slo: $0) })

    private static func definition(
        _ name: String, window: SLOWindow = .days(30), budgeting: Budgeting = .occurrences, longest: Int = 21_600,
        noData: NoDataPolicy = .ignore
    ) throws -> SLODefinition {
        let tiers = try [(14.4, 3_600, 600), (6, 21_600, 1_800)].filter { $0.1 <= longest }.map {
            try BurnRateTier(
                severity: .page, factor: $0, longWindow: .seconds($1), shortWindow: .seconds($2))
        }
        return try SLODefinition(
            name: name, service: "s", objective: Objective(ratio: 0.999), window: window, budgeting: budgeting,
            alerting: AlertPolicy(tiers: tiers), noData: noData)
    }

    @Test func `silence of a part weighs what it weighs in a service, whatever the composite's tiers are`() throws {
        let parts = try ["x", "y"].map { try Self.definition($0, noData: .bad) }
        let composite = try Self.definition("both", longest: 3_600)
        let engine = SLOEngine(now: nil)
        let recorders = try parts.map { try engine.add($0) }
        try engine.add(composite, composedOf: Self.indicator)
        var slices: [HistorySlice] = []
        engine.advance(to: Timestamp(secondsSinceEpoch: 0))
        for second in stride(from: 0, to: 20_400, by: 10) {
            // Four busy hours, a quiet one, and silence.
            let counts = EventCounts(good: second < 14_400 ? 300 : second < 18_000 ? 10 : 0, bad: 0)
            let end = Timestamp(secondsSinceEpoch: second + 10)
            slices.append(HistorySlice(from: Timestamp(secondsSinceEpoch: second), to: end, counts: counts))
            for recorder in recorders { recorder.record(counts) }
            engine.advance(to: end)
        }
        let history = try History(slices)
        let report = try Backtest(
            of: composite, composedOf: CompositeHistory(of: Self.indicator, parts: parts.map { ($0, history) })
        ).report(comparing: [NamedPolicy("own", composite.alerting)])
        let played = try #require(report.policies.first?.status)
        let live = try #require(engine.status(of: "both", service: "s"))
        #expect(live.budgetRemaining < 0)
        #expect(played.windows == live.windows)
        #expect(played.budgetRemaining == live.budgetRemaining)
    }

    /// Nobody watched the second part for an hour, which is no silence that its policy could call bad.
    @Test func `a gap in what is known of one part is not its silence`() throws {
        let parts = try ["x", "y"].map { try Self.definition($0, noData: $0 == "y" ? .bad : .ignore) }
        let composite = try Self.definition("both", longest: 3_600)
        func history(_ hours: Int...) throws -> History {
            try History(
                hours.flatMap { hour in
                    (hour * 60..<hour * 60 + 60).map { minute in
                        HistorySlice(
                            from: Timestamp(secondsSinceEpoch: minute * 60),
                            to: Timestamp(secondsSinceEpoch: minute * 60 + 60), counts: EventCounts(good: 600, bad: 0))
                    }
                })
        }
        let known = zip(parts, [try history(0, 1, 2, 3), try history(0, 1, 3)]).map { (definition: $0, history: $1) }
        let report = try Backtest(
            of: composite, composedOf: CompositeHistory(of: Self.indicator, parts: known)
        ).report(comparing: [NamedPolicy("own", composite.alerting)])
        let policy = try #require(report.policies.first)
        #expect(policy.budgetRemaining == 1 && policy.alerts.allSatisfy(\.intervals.isEmpty))
    }

    /// Shares of the budget are of the time in which either part was watched.
    @Test func `what one part spends counts in whole while another was not watched`() throws {
        let parts = try ["x", "y"].map { try Self.definition($0) }
        func history(_ hours: Int, bad: UInt64) throws -> History {
            try History([
                HistorySlice(
                    from: Timestamp(secondsSinceEpoch: 0), to: Timestamp(secondsSinceEpoch: hours * 3_600),
                    counts: EventCounts(good: UInt64(hours) * 36_000 - bad, bad: bad))
            ])
        }
        let known = zip(parts, [try history(4, bad: 144), try history(2, bad: 0)]).map { (definition: $0, history: $1) }
        let composite = try Self.definition("both")
        let report = try Backtest(
            of: composite, composedOf: CompositeHistory(of: Self.indicator, parts: known)
        ).report(comparing: [NamedPolicy("own", composite.alerting)])
        // A burn rate of 1 for 4 of 720 hours.
        let left = try #require(report.policies.first?.budgetRemaining)
        #expect(abs(left - (1 - 4.0 / 720)) < 1e-6, "\(left)")
    }

    @Test func `a tier too short for a part's timeslices is left out, and said to be`() throws {
        let slices = Budgeting.timeslices(length: .seconds(300), objective: try Objective(ratio: 0.99))
        let parts = try ["x", "y"].map { try Self.definition($0, budgeting: slices) }
        let composite = try Self.definition("both")
        let scenario = Scenario(traffic: .even(perSecond: 10), length: .seconds(7_200))
        let backtest = try Backtest(of: composite, composedOf: Self.indicator, parts: parts, in: scenario)
        let sloth = try #require(NamedPolicy.named("sloth", for: .seconds(30 * 86_400)))
        let policy = try #require(try backtest.report(comparing: [sloth]).policies.first)
        let unreachable = policy.advice.filter { $0.kind == .unreachable }
        #expect(unreachable.map(\.longWindow) == [.seconds(3_600)])
        #expect(unreachable.first?.message.contains("of its part \"x\": ") == true, "\(unreachable)")
        #expect(policy.policy.tiers.count == 3)
    }

    @Test func `the workbook's policy leaves room for timeslices, as the defaults do`() throws {
        let definition = try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.99), window: .days(1),
            budgeting: .timeslices(length: .seconds(300), objective: Objective(ratio: 0.99)))
        let workbook = try #require(
            NamedPolicy.named("workbook", for: definition.window.length, timeslice: definition.budgeting.sliceLength))
        let scenario = Scenario(traffic: .even(perSecond: 10), length: .seconds(7_200))
        let report = try Backtest(of: definition, in: scenario).report(comparing: [workbook])
        let policy = try #require(report.policies.first)
        #expect(policy.policy.tiers == definition.alerting.tiers)
        #expect(!policy.advice.contains { $0.kind == .unreachable })
    }
}
