import NinesSLO
import TestSupport
import Testing

@testable import NinesSLOTools

/// That the engine, what its state says, and a report count the same of the same events, whatever is counted.
@Suite struct BudgetAgreementTests {
    @Test(arguments: 0..<24 as Range<UInt64>)
    func `engine, state, restart and report agree`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let history = try Self.history(&random)
        let definition = try Self.definition(&random)
        let end = try #require(history.end)
        var timeline: TimelineRecorder?
        let replay = try Replay(of: definition, over: history, timeline: &timeline)
        let status = try #require(replay.status)
        let state = try #require(replay.state)
        let counts = status.budgetWindow.counts

        let engine = SLOEngine(instance: state.instances.first, now: nil)
        _ = try engine.add(definition)
        try engine.restore(SLOState(decoding: state.encoded()), at: end)
        engine.advance(to: end)
        #expect(engine.state(of: "availability", service: "shop") == state)

        let period = ReportPeriod.window(definition.window, to: end)
        if case .calendar(let calendar) = definition.window {
            // At the first instant of a period the engine has begun it; a report is still about the one before.
            guard calendar.period(containing: end).lowerBound < end else { return }
        } else {
            // Calendar periods are right to the widest slice there.
            #expect(engine.statuses.first?.budgetWindow.counts == counts)
            #expect(try state.status(of: definition, at: end).budgetWindow.counts == counts)
            let past = Scorecard(of: definition, over: period, history: state.history)
            #expect(past.budgetRemaining == status.budgetRemaining)
        }
        #expect(history.budgeted(by: definition, from: period.start, to: period.end).counts == counts)
        let card = Scorecard(of: definition, over: period, history: history)
        #expect(card.budgetRemaining == status.budgetRemaining)
    }

    private static func pick<Value>(_ random: inout SeededNumbers, _ values: Value...) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    /// Good times, bad ones and silence, with gaps.
    private static func history(_ random: inout SeededNumbers) throws -> History {
        let hour = Int.random(in: 0..<720, using: &random)
        var begin = Timestamp(secondsSinceEpoch: 1_793_491_200 + 3_600 * hour)
        let width = pick(&random, 10, 60, 300)
        var slices: [HistorySlice] = []
        var mode = 0
        for _ in 0..<Int.random(in: 50..<700, using: &random) {
            if Int.random(in: 0..<40, using: &random) == 0 { mode = Int.random(in: 0..<4, using: &random) }
            if Int.random(in: 0..<200, using: &random) == 0 {
                begin = begin.advanced(by: .seconds(width * Int.random(in: 1...100, using: &random)))
            }
            let good: UInt64 = .random(in: 0...100, using: &random)
            let counts = [
                EventCounts(good: good, bad: 2), .zero, EventCounts(good: good / 10, bad: 15),
                EventCounts(good: 500, bad: 0),
            ][mode]
            let end = begin.advanced(by: .seconds(width))
            slices.append(HistorySlice(from: begin, to: end, counts: counts))
            begin = end
        }
        return try History(slices)
    }

    private static func definition(_ random: inout SeededNumbers) throws -> SLODefinition {
        let zone = pick(&random, "UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York")
        let length = Duration.seconds(pick(&random, 60, 300, 1_800))
        return try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99),
            window: pick(
                &random, .days(60), .calendar(CalendarWindow(.week, timeZone: zone)),
                .calendar(CalendarWindow(.month, timeZone: zone))),
            budgeting: pick(
                &random, .occurrences, .timeslices(length: length, objective: Objective(ratio: 0.9)),
                .ratioTimeslices(length: length)),
            noData: pick(&random, .ignore, .good, .bad, .hold),
            maintenance: pick(
                &random, [], [.every(Recurrence(.daily, at: "02:00", for: .seconds(5_400), timeZone: zone))]))
    }
}
