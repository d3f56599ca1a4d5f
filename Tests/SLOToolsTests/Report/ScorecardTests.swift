import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@Suite struct ScorecardTests {
    private static let month = ReportPeriod.month("2026-11")

    private static func definition(_ name: String = "availability", service: String = "shop") throws -> SLODefinition {
        try SLODefinition(
            name: name, service: service, objective: Objective(ratio: 0.999), window: .days(30))
    }

    /// Hours of 3,600 events from an hour of November 2026 on, with this many bad ones in each.
    private static func history(from hour: Int = 0, _ bad: [Int]) throws -> History {
        let start = try #require(month).start
        return try History(
            bad.enumerated().map { index, bad in
                let begin = start.advanced(by: .seconds((hour + index) * 3_600))
                return HistorySlice(
                    from: begin, to: begin.advanced(by: .seconds(3_600)),
                    counts: EventCounts(good: UInt64(3_600 - bad), bad: UInt64(bad)))
            })
    }

    private static func card(_ history: History, _ definition: SLODefinition? = nil) throws -> Scorecard {
        Scorecard(of: try definition ?? Self.definition(), over: try #require(month), history: history)
    }

    @Test(
        arguments: [
            (0, BudgetGrade.a, BudgetPolicyState.open, 1.0), (18, .a, .open, 0.75), (19, .b, .open, 0.7361),
            (36, .b, .open, 0.5), (54, .c, .open, 0.25), (55, .d, .careful, 0.2361), (72, .d, .frozen, 0),
            (73, .f, .frozen, -0.0139),
        ])
    func `a grade says how much of the budget is left`(
        bad: Int, grade: BudgetGrade, state: BudgetPolicyState, remaining: Double
    ) throws {
        // 72,000 events may have 72 bad ones.
        let history = try Self.history([bad] + Array(repeating: 0, count: 19))
        let end = try #require(history.end)
        let card = Scorecard(
            of: try Self.definition(), over: .window(.rolling(.seconds(20 * 3_600)), to: end), history: history)
        #expect(card.grade == grade)
        #expect(card.policyState == state)
        #expect(abs(card.budgetRemaining - remaining) < 1e-4)
        #expect(abs(card.badLeft - Double(72 - bad)) < 1e-6)
    }

    @Test func `without events nothing is known`() throws {
        let card = try Self.card(.empty)
        #expect(card.grade == nil)
        #expect(card.achieved == nil)
        #expect(card.budgetRemaining == 1)
        #expect(card.coverage == 0)
        #expect(ScorecardReport([card]).services.map(\.unknown) == [1])
    }

    @Test func `a quiet night does not hide a bad day`() throws {
        let start = try #require(Self.month).start
        // 16 h at 100 per second with 1 % bad, 8 h at 1 per second without.
        let slices = (0..<24).map { hour in
            let begin = start.advanced(by: .seconds(hour * 3_600))
            return HistorySlice(
                from: begin, to: begin.advanced(by: .seconds(3_600)),
                counts: hour < 16 ? EventCounts(good: 356_400, bad: 3_600) : EventCounts(good: 3_600, bad: 0))
        }
        let achieved = try #require(try Self.card(History(slices)).achieved)
        #expect(FigureText.percent(1 - achieved, decimals: 3) == "0.995%")
    }

    @Test func `what came before shows the trend`() throws {
        // October's last 10 days, November's first 20.
        let before = Array(repeating: 2, count: 30 * 24)
        let now = Array(repeating: 5, count: 10 * 24)
        let long = try Self.card(Self.history(from: -30 * 24, before + now))
        #expect(long.trend?.direction == .worsening)
        #expect(long.counts.bad == 1_200)
        // Without October the second half is held against the first.
        #expect(
            try Self.card(Self.history(Array(repeating: 4, count: 10) + [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).trend?
                .direction == .improving)
        #expect(try Self.card(Self.history([4, 4, 4, 4])).trend?.direction == .steady)
        #expect(try Self.card(Self.history([4])).trend == nil)
    }

    /// Two services, three SLOs: one kept, one missed, one without events.
    static func report() throws -> ScorecardReport {
        var bad = Array(repeating: 1, count: 240)
        bad[100] = 1_000
        bad[200] = 300
        return ScorecardReport([
            try card(history(Array(repeating: 1, count: 240))),
            try card(history(bad), definition("latency")),
            try card(.empty, definition("freshness", service: "search")),
        ])
    }

    @Test func `a report as text`() throws {
        #expect(
            try Self.report().text == """
                Service levels, 2026-11

                SERVICE  GRADE  KEPT               CHANGES
                shop     F      1 of 2             frozen
                search   -      0 of 1, 1 unknown  unknown

                SLOs

                SLO                GRADE  OBJECTIVE  ACHIEVED  BUDGET LEFT  BAD LEFT   EVENTS  WATCHED  TREND
                shop/availability  C          99.9%  99.9722%       72.22%       624  864,000    33.3%  steady
                shop/latency       F          99.9%  99.8219%      -78.01%      -674  864,000    33.3%  improving
                search/freshness   -          99.9%         -            -         -        0       0%  -

                - shop/availability: C, not B. 33.3% of the period was watched; B takes 50%.

                Worst incidents

                SLO           START                 LENGTH    BAD   BUDGET
                shop/latency  2026-11-05T04:00:00Z      1h  1,000  115.74%
                shop/latency  2026-11-09T08:00:00Z      1h    300   34.72%

                Error-budget policy

                - shop/latency: frozen. The budget is spent: only urgent fixes and security changes.
                - shop/latency: 2 incidents spent more than 20% of the budget: postmortem.
                """)
    }

    @Test func `a report as Markdown`() throws {
        #expect(
            try Self.report().markdown == """
                # Service levels, 2026-11

                | service | grade | kept | changes |
                | --- | --- | --- | --- |
                | shop | F | 1 of 2 | frozen |
                | search | - | 0 of 1, 1 unknown | unknown |

                ## SLOs

                | slo | grade | objective | achieved | budget left | bad left | events | watched | trend |
                | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
                | shop/availability | C | 99.9% | 99.9722% | 72.22% | 624 | 864,000 | 33.3% | steady |
                | shop/latency | F | 99.9% | 99.8219% | -78.01% | -674 | 864,000 | 33.3% | improving |
                | search/freshness | - | 99.9% | - | - | - | 0 | 0% | - |

                - shop/availability: C, not B. 33.3% of the period was watched; B takes 50%.

                ## Worst incidents

                | slo | start | length | bad | budget |
                | --- | --- | ---: | ---: | ---: |
                | shop/latency | 2026-11-05T04:00:00Z | 1h | 1,000 | 115.74% |
                | shop/latency | 2026-11-09T08:00:00Z | 1h | 300 | 34.72% |

                ## Error-budget policy

                - shop/latency: frozen. The budget is spent: only urgent fixes and security changes.
                - shop/latency: 2 incidents spent more than 20% of the budget: postmortem.
                """)
    }

    @Test func `a report as JSON`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let report = ScorecardReport(Array(try Self.report().cards.prefix(2)))
        #expect(
            String(decoding: try encoder.encode(report), as: UTF8.self) == """
                {
                  "services" : [
                    {
                      "changes" : "frozen",
                      "grade" : "F",
                      "kept" : 1,
                      "service" : "shop",
                      "slos" : 2,
                      "unknown" : 0
                    }
                  ],
                  "slos" : [
                    {
                      "achieved_ratio" : 0.9997222222222222,
                      "bad" : 240,
                      "bad_left" : 624,
                      "budget_remaining_ratio" : 0.7222222222222222,
                      "changes" : "open",
                      "counted" : "events",
                      "coverage_ratio" : 0.3333333333333333,
                      "good" : 863760,
                      "grade" : "C",
                      "objective" : 0.999,
                      "period" : {
                        "end" : "2026-12-01T00:00:00Z",
                        "start" : "2026-11-01T00:00:00Z",
                        "title" : "2026-11"
                      },
                      "postmortems" : 0,
                      "service" : "shop",
                      "slo" : "availability",
                      "trend" : {
                        "burn_rate" : 0.2777777777777778,
                        "burn_rate_before" : 0.2777777777777778,
                        "direction" : "steady"
                      },
                      "worst_incidents" : [

                      ]
                    },
                    {
                      "achieved_ratio" : 0.9982199074074074,
                      "bad" : 1538,
                      "bad_left" : -674,
                      "budget_remaining_ratio" : -0.7800925925925926,
                      "changes" : "frozen",
                      "counted" : "events",
                      "coverage_ratio" : 0.3333333333333333,
                      "good" : 862462,
                      "grade" : "F",
                      "objective" : 0.999,
                      "period" : {
                        "end" : "2026-12-01T00:00:00Z",
                        "start" : "2026-11-01T00:00:00Z",
                        "title" : "2026-11"
                      },
                      "postmortems" : 2,
                      "service" : "shop",
                      "slo" : "latency",
                      "trend" : {
                        "burn_rate" : 0.9699074074074073,
                        "burn_rate_before" : 2.5902777777777777,
                        "direction" : "improving"
                      },
                      "worst_incidents" : [
                        {
                          "bad" : 1000,
                          "budget_spent_ratio" : 1.1574074074074074,
                          "end" : "2026-11-05T05:00:00Z",
                          "good" : 2600,
                          "start" : "2026-11-05T04:00:00Z"
                        },
                        {
                          "bad" : 300,
                          "budget_spent_ratio" : 0.3472222222222222,
                          "end" : "2026-11-09T09:00:00Z",
                          "good" : 3300,
                          "start" : "2026-11-09T08:00:00Z"
                        }
                      ]
                    }
                  ]
                }
                """)
    }

    /// The good events between them took more from the first one's excess than the second one added.
    @Test func `an outage soon after a larger one is an incident too`() throws {
        let minute = Duration.seconds(60)
        let begin = Timestamp(secondsSinceEpoch: 1_793_491_200)
        let history = try History(
            (0..<720).map { index in
                let isBad = 300..<310 ~= index || 360..<365 ~= index
                let start = begin.advanced(by: minute * index)
                return HistorySlice(
                    from: start, to: start.advanced(by: minute),
                    counts: isBad ? EventCounts(good: 0, bad: 100) : EventCounts(good: 100, bad: 0))
            })
        let card = Scorecard(
            of: try SLODefinition(
                name: "availability", service: "shop", objective: Objective(ratio: 0.9), window: .days(1)),
            over: .window(.rolling(minute * 720), to: begin.advanced(by: minute * 720)), history: history)
        #expect(card.worstIncidents.map(\.counts.bad) == [1_000, 500])
        #expect(card.worstIncidents.map(\.start) == [300, 360].map { begin.advanced(by: minute * $0) })
    }
}
