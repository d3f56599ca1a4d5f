import NinesSLO
import Testing

@testable import NinesSLOTools

/// That a state's past is what the engine's budget counted of it, and is not judged again.
@Suite struct StateBudgetTests {
    /// A midnight in UTC.
    private static let start = Timestamp(secondsSinceEpoch: 1_793_491_200)
    private static let minute = Duration.seconds(60)

    private static func definition(
        budgeting: Budgeting = .occurrences, noData: NoDataPolicy = .ignore, maintenance: [MaintenanceWindow] = []
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: .days(30),
            budgeting: budgeting, noData: noData, maintenance: maintenance)
    }

    /// Ten days in minutes with events that `counts` says; nil for one of which 20 s were watched.
    private static func history(_ counts: (_ minuteOfDay: Int) -> EventCounts?) throws -> History {
        try History(
            (0..<14_400).map { index in
                let begin = start.advanced(by: minute * index)
                let counts = counts(index % 1_440)
                return HistorySlice(
                    from: begin, to: begin.advanced(by: counts == nil ? .seconds(20) : minute), counts: counts ?? .zero)
            })
    }

    /// The engine's counts, a report's of its state, and those of an engine to which the state is played.
    private static func counts(_ definition: SLODefinition, _ history: History) throws -> [EventCounts] {
        var timeline: TimelineRecorder?
        let replay = try Replay(of: definition, over: history, timeline: &timeline)
        let past = try #require(replay.state).history
        let period = ReportPeriod.window(.days(30), to: try #require(history.end))
        let again = try Backtest(of: definition, over: past).report(comparing: [NamedPolicy("own", definition.alerting)]
        )
        return [
            try #require(replay.status).budgetWindow.counts,
            Scorecard(of: definition, over: period, history: past).budgetCounts,
            try #require(again.policies.first?.status).budgetWindow.counts,
        ]
    }

    /// An hour's slice has the events of the half that counted.
    @Test func `maintenance is not left out a second time`() throws {
        let maintenance = MaintenanceWindow.every(try Recurrence(.daily, at: "02:00", for: .seconds(1_800)))
        let history = try Self.history { minute in
            150..<180 ~= minute ? EventCounts(good: 500, bad: 100) : EventCounts(good: 600, bad: 0)
        }
        let expected = EventCounts(good: 600 * 14_100 - 30_000, bad: 30_000)
        #expect(
            try Self.counts(Self.definition(maintenance: [maintenance]), history) == [expected, expected, expected])
    }

    /// Where no minute was watched whole, nobody knows that there was silence. An hour that was watched in part
    /// is there whole.
    @Test func `silence is not weighed a second time`() throws {
        let history = try Self.history { 120..<180 ~= $0 ? nil : EventCounts(good: 600, bad: 0) }
        let expected = EventCounts(good: 600 * 13_800, bad: 0)
        #expect(try Self.counts(Self.definition(noData: .bad), history) == [expected, expected, expected])
    }
}
