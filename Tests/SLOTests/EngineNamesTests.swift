import Foundation
import Testing

@testable import NinesSLO

@Suite struct EngineNamesTests {
    private let engine = SLOEngine(instance: "a", now: nil)
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(_ name: String = "availability", objective: Double = 0.99, days: Int = 7) throws
        -> SLODefinition
    {
        try SLODefinition(name: name, service: "shop", objective: Objective(ratio: objective), window: .days(days))
    }

    private func advance(_ seconds: Int) { engine.advance(to: start.advanced(by: .seconds(seconds))) }

    @Test func `one SLO's status is asked for by its name`() throws {
        _ = try engine.add(definition("other"))
        let recorder = try engine.add(definition())
        advance(0)
        recorder.record(EventCounts(good: 90, bad: 10))
        advance(10)
        let status = try #require(engine.status(of: "availability", service: "shop"))
        #expect(status == engine.statuses.last)
        #expect(status.events == EventCounts(good: 90, bad: 10))
        #expect(engine.status(of: "availability", service: "other") == nil)
    }

    @Test func `a composite's too`() throws {
        _ = try engine.add(definition("a"))
        _ = try engine.add(definition("b"))
        try engine.add(
            definition("both"),
            composedOf: CompositeIndicator(
                rule: .serial, parts: [.init(service: "shop", slo: "a"), .init(service: "shop", slo: "b")]))
        advance(0)
        #expect(engine.status(of: "both", service: "shop") == engine.statuses.last)
    }

    @Test func `a recorder shows the budget that was left at the last sample`() throws {
        let recorder = try engine.add(definition())
        #expect(recorder.budgetRemaining == 1)
        advance(0)
        recorder.record(EventCounts(good: 997, bad: 3))
        #expect(recorder.budgetRemaining == 1)
        advance(10)
        #expect(recorder.budgetRemaining == 0.7)
        recorder.record(EventCounts(good: 0, bad: 100))
        advance(20)
        #expect(recorder.budgetRemaining == engine.statuses.first?.budgetRemaining)
        #expect(recorder.budgetRemaining < 0)
    }

    @Test func `events are recorded by name`() throws {
        let recorder = try engine.add(definition())
        advance(0)
        #expect(engine.recorder(of: "availability", service: "shop") === recorder)
        #expect(engine.record(good: true, of: "availability", service: "shop"))
        #expect(engine.record(good: false, of: "availability", service: "shop"))
        #expect(!engine.record(good: true, of: "avialability", service: "shop"))
        advance(10)
        #expect(engine.statuses.first?.events == EventCounts(good: 1, bad: 1))
    }

    @Test func `a burn rate is asked for over any window that the slices reach`() throws {
        let recorder = try engine.add(definition())
        advance(0)
        for step in 1...8_640 {
            recorder.record(EventCounts(good: step > 8_280 ? 8 : 10, bad: step > 8_280 ? 2 : 0))
            advance(step * 10)
        }
        let status = try #require(engine.status(of: "availability", service: "shop"))
        // The last hour is 20 % bad: 20 times a budget of 1 %. A day has it once in 24.
        #expect(abs(try #require(status.burnRate(over: .seconds(3_600))) - 20) < 0.4)
        #expect(abs(try #require(status.burnRate(over: .seconds(86_400))) - 20.0 / 24) < 0.01)
        #expect(status.burnRate(over: .seconds(1_200)) == 20)
        for window in status.windows { #expect(status.burnRate(over: window.length) == window.burnRate) }
        #expect(status.burnRate(over: .seconds(1)) == nil)
        #expect(status.burnRate(over: .seconds(8 * 86_400)) == nil)
        // Of all at once only the windows that each has: they keep no slices.
        #expect(engine.statuses.first?.burnRate(over: .seconds(3_600)) == nil)
    }

    @Test func `a status says what was achieved, in numbers and in words`() throws {
        let recorder = try engine.add(definition())
        advance(0)
        #expect(engine.statuses.first?.achieved == nil)
        for (bad, state, grade) in [
            (2, BudgetPolicyState.open, BudgetGrade.a), (6, .careful, .d), (4, .frozen, .f),
        ] {
            recorder.record(EventCounts(good: bad == 2 ? 990 : 0, bad: UInt64(bad)))
            engine.advance(to: (engine.instant ?? start).advanced(by: .seconds(10)))
            #expect(engine.statuses.first?.state == state)
            #expect(engine.statuses.first?.grade == grade)
        }
        #expect(engine.statuses.first?.achieved == 990.0 / 1_002)
    }

    @Test func `a status is encoded for a page`() throws {
        let tier = try BurnRateTier(severity: .page, factor: 10, longWindow: .seconds(60), shortWindow: .seconds(10))
        let recorder = try engine.add(
            SLODefinition(
                name: "availability", service: "shop", objective: Objective(ratio: 0.99),
                window: .rolling(.seconds(60)), alerting: AlertPolicy(tiers: [tier])))
        advance(0)
        for second in 1...60 {
            recorder.record(EventCounts(good: 3, bad: 1))
            advance(second)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        #expect(
            String(decoding: try encoder.encode(engine.statuses.first), as: UTF8.self)
                == """
                {
                  "achieved" : 0.75,
                  "alerts" : [
                    {
                      "factor" : 10,
                      "severity" : "page",
                      "since" : "2027-01-15T08:00:02Z",
                      "state" : "firing",
                      "window" : "1m"
                    }
                  ],
                  "budget_remaining" : -24,
                  "events" : {
                    "bad" : 60,
                    "good" : 180
                  },
                  "events_left" : -58,
                  "grade" : "F",
                  "objective" : 0.99,
                  "outage_left_seconds" : -14.4,
                  "service" : "shop",
                  "since" : "2027-01-15T08:00:00Z",
                  "slo" : "availability",
                  "state" : "frozen",
                  "window" : "1m",
                  "windows" : [
                    {
                      "bad" : 10,
                      "burn_rate" : 25,
                      "coverage" : 1,
                      "good" : 30,
                      "window" : "10s"
                    },
                    {
                      "bad" : 60,
                      "burn_rate" : 25,
                      "coverage" : 1,
                      "good" : 180,
                      "window" : "1m"
                    }
                  ]
                }
                """)
    }

    @Test func `transitions come as a stream, in order, to every reader`() async throws {
        let tier = try BurnRateTier(
            severity: .page, factor: 10, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        let recorder = try engine.add(definition().changed(alerting: AlertPolicy(tiers: [tier])))
        let (first, second) = (engine.transitions, engine.transitions)
        advance(0)
        recorder.record(EventCounts(good: 0, bad: 10))
        advance(10)
        recorder.record(EventCounts(good: 1_000, bad: 0))
        advance(20)
        for stream in [first, second] {
            var seen: [AlertState] = []
            for await transition in stream {
                seen.append(transition.to)
                if seen.count == 2 { break }
            }
            #expect(seen == [.firing(since: start.advanced(by: .seconds(10))), .inactive])
        }
    }

    @Test func `a stream ends with its engine`() async {
        var engine: SLOEngine? = SLOEngine(now: nil)
        let stream = engine?.transitions
        engine = nil
        guard let stream else { return }
        for await _ in stream { Issue.record("there was nothing to tell") }
    }

    /// As on the metrics page.
    @Test func `ratio timeslices are encoded in slices`() throws {
        let recorder = try engine.add(
            SLODefinition(
                name: "slices", service: "shop", objective: Objective(ratio: 0.99), window: .days(1),
                budgeting: .ratioTimeslices(length: .seconds(60)), alerting: AlertPolicy(tiers: [])))
        advance(0)
        for minute in 1...4 {
            recorder.record(EventCounts(good: 3, bad: minute == 1 ? 1 : 0))
            advance(minute * 60)
        }
        struct Page: Decodable {
            struct Window: Decodable { var good, bad: Double }
            var windows: [Window]
        }
        let page = try JSONDecoder().decode(Page.self, from: JSONEncoder().encode(engine.statuses.first))
        #expect(page.windows.map(\.good) == [3.75])
        #expect(page.windows.map(\.bad) == [0.25])
    }
}
