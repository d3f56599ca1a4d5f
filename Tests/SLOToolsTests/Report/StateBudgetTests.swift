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

    /// Days in minutes with events that `counts` says; nil for one of which 20 s were watched.
    private static func history(
        days: Int = 10, _ counts: (_ minuteOfDay: Int) -> EventCounts?
    ) throws -> History {
        try History(
            (0..<days * 1_440).map { index in
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
    @Test func `a slice that reaches over an edge of the period is split there`() throws {
        func instant(_ minute: Int) -> Timestamp { Timestamp(secondsSinceEpoch: minute * 60) }
        let hours = try History(
            (0..<4).map {
                HistorySlice(
                    from: instant($0 * 60), to: instant($0 * 60 + 60), counts: EventCounts(good: 59, bad: 61))
            })
        // From the middle of the first hour to the middle of the last.
        let cut = hours.cut(instant(30), instant(210))
        #expect(cut.watched == .seconds(3 * 3_600))
        #expect(cut.slices.map(\.counts.good) == [30, 59, 59, 29])
        #expect(cut.slices.map(\.counts.bad) == [31, 61, 61, 30])
        #expect(hours.cut(instant(0), instant(30)).counts == EventCounts(good: 29, bad: 30))
        #expect(hours.cut(instant(0), instant(240)) == hours)
        let definition = try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.5), window: .rolling(.seconds(3 * 3_600)))
        let period = ReportPeriod.window(definition.window, to: instant(210))
        let card = Scorecard(of: definition, over: period, history: hours)
        #expect(card.coverage == 1)
        #expect(card.counts == cut.counts)
    }

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

    /// Five minutes that a state kept have good and bad ones: spread over the minutes again, each would be as bad.
    @Test func `timeslices are not judged a second time`() throws {
        let history = try Self.history(days: 1) {
            $0 % 2 == 0 ? EventCounts(good: 60, bad: 0) : EventCounts(good: 30, bad: 30)
        }
        let slices = Budgeting.timeslices(length: Self.minute, objective: try Objective(ratio: 0.95))
        let expected = EventCounts(good: 720, bad: 720)
        #expect(try Self.counts(Self.definition(budgeting: slices), history) == [expected, expected, expected])
    }

    @Test func `ratios of timeslices are not taken a second time`() throws {
        // Of each two hours one has a single slice with events.
        let history = try Self.history(days: 1) { minute in
            if minute / 60 % 2 == 0 { return EventCounts(good: 60, bad: 0) }
            return minute % 60 == 30 ? EventCounts(good: 0, bad: 60) : .zero
        }
        let counts = try Self.counts(Self.definition(budgeting: .ratioTimeslices(length: Self.minute)), history)
        let slice: UInt64 = 1_000_000_000
        let expected = EventCounts(good: 720 * slice, bad: 12 * slice)
        // A report tells whole slices.
        #expect(counts == [expected, EventCounts(good: 720, bad: 12), expected])
    }

    @Test func `a state that counted something else has no past of this SLO`() throws {
        let history = try Self.history(days: 1) { _ in EventCounts(good: 59, bad: 1) }
        var timeline: TimelineRecorder?
        let slices = try Self.definition(
            budgeting: .timeslices(length: Self.minute, objective: Objective(ratio: 0.95)))
        let state = try #require(try Replay(of: slices, over: history, timeline: &timeline).state)
        #expect(state.history(of: slices)?.counts == EventCounts(good: 1_440, bad: 0))
        #expect(try state.history(of: Self.definition()) == nil)
    }
}
