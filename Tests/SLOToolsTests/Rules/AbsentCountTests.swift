import Testing

@testable import NinesSLOTools

/// Counts that have no series before their first event, or because nothing is as they ask, by Prometheus' own
/// evaluator.
@Suite struct AbsentCountTests {
    private typealias Query = IndicatorQueryTests

    private static func events(good: String? = nil, bad: String? = nil, total: String) throws -> Indicator {
        func query(_ text: String) throws -> EventQuery { .query(try WindowedQuery(text)) }
        return .events(EventIndicator(good: try good.map(query), bad: try bad.map(query), total: try query(total)))
    }

    /// As OpenSLO has them, without a range.
    private static func gauges(good: String? = nil, bad: String? = nil, total: String) throws -> Indicator {
        func query(_ text: String, beside other: String) throws -> String {
            try WindowedQuery.adapting(text, isCounter: false, beside: other).query.template
        }
        let part = try #require(good ?? bad)
        return try events(
            good: try good.map { try query($0, beside: total) }, bad: try bad.map { try query($0, beside: total) },
            total: try query(total, beside: part))
    }

    // MARK: Series that are counted

    @Test(
        arguments: [
            ("sum(up{job=\"x\"})", nil, "count(up{job=\"x\"})"), ("count(up == 1)", nil, "count(up)"),
            ("sum(up == bool 1)", nil, "count(up)"), (nil, "count(up == 0)", "count(up)"),
            (nil, "count(up{job=\"x\"} != 1)", "count(up)"),
        ] as [(String?, String?, String)])
    func `series that are counted are looked at`(good: String?, bad: String?, total: String) throws {
        let one = try Query.document(Self.gauges(good: good, bad: bad, total: total))
        try Promtool([one]).expect(
            [
                .about(0, Query.ratio("5m"), at: 50), .quiet("ErrorBudgetBurn", at: 50),
                .about(0.333, Query.ratio("5m"), at: 122), .about(0.333, Query.ratio("1h"), at: 122),
                .firing("ErrorBudgetBurn", "page", at: 122),
            ],
            of: [
                (#"up{job="x",i="1"}"#, "1x130"), (#"up{job="x",i="2"}"#, "1x130"),
                (#"up{job="x",i="3"}"#, "1x60 0x70"),
            ])
        try Promtool([one]).expect(
            [.about(1, Query.ratio("5m"), at: 80), .about(0.333, within: 0.02, Query.ratio("1h"), at: 80)],
            of: [(#"up{job="x",i="1"}"#, "1x60 0x30"), (#"up{job="x",i="2"}"#, "1x60 0x30")])
    }

    @Test func `a threshold on how many series are as they should be sees that none is`() throws {
        let gauge = Indicator.threshold(ThresholdIndicator(gauge: #"count(up{job="x"} == 1)"#, op: .gte, value: 2))
        try Promtool([Query.document(gauge)]).expect(
            [
                .about(0, Query.ratio("1h"), at: 59), .about(1, Query.ratio("5m"), at: 70),
                .about(0.667, within: 0.02, Query.ratio("1h"), at: 100), .quiet("ErrorBudgetBurnNoData", at: 100),
            ], of: [(#"up{job="x",i="1"}"#, "1x60 0x140"), (#"up{job="x",i="2"}"#, "1x60 0x140")])
    }

    // MARK: Joins

    private static func joined(_ selector: String) -> String {
        "sum(rate(\(selector)[{{.window}}]) * on (pod) group_left (team) kube_pod_labels{team=\"a\"})"
    }

    @Test func `errors that are joined are none before the first`() throws {
        let series = [(#"r_total{pod="p",code="200"}"#, "0+60x130"), (#"kube_pod_labels{pod="p",team="a"}"#, "1x130")]
        let late = (#"r_total{pod="p",code="500"}"#, "_x80 0+60x50")
        let both = EventIndicator(
            good: .query(try WindowedQuery(Self.joined(#"r_total{code!~"5.."}"#))),
            bad: .query(try WindowedQuery(Self.joined(#"r_total{code=~"5.."}"#))))
        for indicator in [
            try Self.events(bad: Self.joined(#"r_total{code=~"5.."}"#), total: Self.joined("r_total")),
            try Self.events(good: Self.joined(#"r_total{code!~"5.."}"#), total: Self.joined("r_total")), .events(both),
        ] {
            try Promtool([Query.document(indicator)]).expect(
                [
                    .about(0, Query.ratio("1h"), at: 70), .about(0, Query.ratio("1d"), at: 70),
                    .quiet("ErrorBudgetBurnNoData", at: 70), .about(0.5, Query.ratio("5m"), at: 120),
                    .firing("ErrorBudgetBurn", "page", at: 120),
                ], of: series + [late])
        }
        // Those that pages are about do not come back, and all is bad.
        let good = try Self.events(good: Self.joined(#"r_total{code="200"}"#), total: Self.joined("r_total"))
        try Promtool([Query.document(good)]).expect(
            [.about(1, Query.ratio("5m"), at: 130), .firing("ErrorBudgetBurn", "page", at: 130)],
            of: [
                (#"r_total{pod="p",code="200"}"#, "0+60x60 _x140"), (#"r_total{pod="p",code="500"}"#, "_x60 0+60x140"),
                series[1],
            ])
    }

    // MARK: Sums and differences

    @Test func `errors without some of them are all of them while there are none of those`() throws {
        let indicator = try Self.events(
            bad: #"sum(rate(r_total{code=~"4..|5.."}[{{.window}}])) - sum(rate(r_total{code="404"}[{{.window}}]))"#,
            total: "sum(rate(r_total[{{.window}}]))")
        try Promtool([Query.document(indicator)]).expect(
            [
                .about(0.5, Query.ratio("1h"), at: 120), .about(0.5, Query.ratio("1d"), at: 120),
                .firing("ErrorBudgetBurn", "page", at: 120),
            ], of: [(#"r_total{code="200"}"#, "0+30x200"), (#"r_total{code="500"}"#, "0+30x200")])
    }

    @Test(arguments: ["", " or vector(0)"]) func `a difference without errors is none`(_ fallback: String) throws {
        func difference(_ matchers: String, _ comma: String) -> String {
            #"sum(rate(r_total{\#(matchers)}[{{.window}}])) - (sum(rate(r_total{\#(matchers)\#(comma)route="/h"}[{{.window}}]))"#
                + fallback + ")"
        }
        let indicator = try Self.events(bad: difference(#"code=~"5..""#, ","), total: difference("", ""))
        try Promtool([Query.document(indicator)]).expect(
            [
                .about(0, Query.ratio("1h"), at: 70), .quiet("ErrorBudgetBurnNoData", at: 70),
                .about(0.5, Query.ratio("5m"), at: 120),
            ],
            of: [
                (#"r_total{code="200",route="/"}"#, "0+60x300"), (#"r_total{code="200",route="/h"}"#, "0+60x300"),
                (#"r_total{code="500",route="/"}"#, "_x80 0+60x50"),
            ])
    }

    @Test func `slow events count while there are no errors beside them`() throws {
        let slow = #"(sum(rate(d_count[{{.window}}])) - sum(rate(d_bucket{le="0.5"}[{{.window}}])))"#
        let indicator = try Self.events(
            bad: #"sum(rate(r_total{code=~"5.."}[{{.window}}])) + "# + slow, total: "sum(rate(d_count[{{.window}}]))")
        try Promtool([Query.document(indicator)]).expect(
            [.about(0.5, Query.ratio("1h"), at: 120), .firing("ErrorBudgetBurn", "page", at: 120)],
            of: [(#"r_total{code="200"}"#, "0+60x300"), ("d_count", "0+60x300"), (#"d_bucket{le="0.5"}"#, "0+30x300")])
        // A bucket that does not exist is missing data, as before.
        try Promtool([Query.document(indicator)]).expect(
            [.nothing(Query.ratio("1h"), at: 120), .firing("ErrorBudgetBurnNoData", at: 120)],
            of: [(#"r_total{code="500"}"#, "0+60x300"), ("d_count", "0+60x300")])
    }

    // MARK: Ratios

    @Test(arguments: [
        #"max(sum by (route) (rate(r{code=~"5.."}[{{.window}}])) / sum by (route) (rate(r[{{.window}}])))"#,
        #"round(sum(rate(r{code=~"5.."}[{{.window}}])) / sum(rate(r[{{.window}}])), 0.001)"#,
        #"1 * sum(rate(r{code=~"5.."}[{{.window}}])) / sum(rate(r[{{.window}}]))"#,
        #"sum(rate(r{code=~"5.."}[{{.window}}])) / sum(rate(r[{{.window}}])) and on () sum(rate(r[{{.window}}])) > 0.1"#,
        #"sum(rate(r{code=~"5.."}[{{.window}}])) / max(sum(rate(r{code=~"5.."}[{{.window}}])) + sum(rate(r{code="200"}[{{.window}}])))"#,
        #"abs(1 - sum(rate(r{code="200"}[{{.window}}])) / sum(rate(r[{{.window}}])))"#,
    ])
    func `a ratio without errors is 0, however it is written`(_ query: String) throws {
        let indicator = Indicator.ratio(RatioIndicator(error: try WindowedQuery(query)))
        try Promtool([Query.document(indicator)]).expect(
            [
                .about(0, Query.ratio("1h"), at: 70), .about(0, Query.ratio("1d"), at: 70),
                .quiet("ErrorBudgetBurnNoData", at: 70), .about(0.5, Query.ratio("5m"), at: 120),
                .firing("ErrorBudgetBurn", "page", at: 120),
            ],
            of: [
                (#"r{code="200",route="/"}"#, "0+60x300"), (#"r{code="500",route="/"}"#, "_x80 0+60x50"),
            ])
    }

    @Test func `groups without good events are among those of a mean`() throws {
        let ratio =
            #"1 - avg(sum by (j) (rate(g_total[{{.window}}])) / sum by (j) (rate(t_total[{{.window}}])))"#
        let indicator = Indicator.ratio(RatioIndicator(error: try WindowedQuery(ratio)))
        try Promtool([Query.document(indicator)]).expect(
            [.about(0.5, Query.ratio("1h"), at: 120), .firing("ErrorBudgetBurn", "page", at: 120)],
            of: [
                (#"g_total{j="a"}"#, "0+60x200"), (#"t_total{j="a"}"#, "0+60x200"), (#"t_total{j="b"}"#, "0+60x200"),
            ])
    }

    @Test func `a query of its own range is 0 without errors, and all bad without good events`() throws {
        let division = #"sum(rate(r{code!~"5.."}[5m])) / sum(rate(r[5m]))"#
        #expect(
            WindowedQuery.withoutGaps(division)
                == #"((sum(rate(r{code!~"5.."}[5m]))) or (sum(rate(r[5m]))) * 0) / sum(rate(r[5m]))"#)
        #expect(
            WindowedQuery.withoutGaps("(1 - count by (a) (up{x=\"/\"} == 1) / ignoring(z) count by (a) (up)) * 1")
                == "(1 - ((((sum by (a) (up{x=\"/\"} == bool 1))) or (count by (a) (up)) * 0) / ignoring(z) count by (a) (up))) * 1"
        )
        // A bucket may not exist, and groups have partners of other labels.
        for query in [
            #"sum(rate(d_bucket{le="1"}[5m])) / sum(rate(d_count[5m]))"#,
            "sum by (a) (x) / on (a) group_left () sum(y)",
            "rate(a[5m]) / rate(b[5m])", "a / b",
        ] {
            #expect(WindowedQuery.withoutGaps(query) == query)
        }
    }

    // MARK: Comments

    /// They may hold what is looked for.
    @Test func `comments stay as they are`() {
        #expect(
            PartialQuery.countsAsSums("# count of what is down\n(count(up == 0))")
                == "# count of what is down\n(sum(up == bool 0))")
        #expect(
            PartialQuery.filledQuotients("sum(rate(a[5m])) # of sum(rate(b[5m]))\n/ sum(rate(b[5m])) # / b")
                == "((sum(rate(a[5m]))) or (sum(rate(b[5m]))) * 0) # of sum(rate(b[5m]))\n/ sum(rate(b[5m])) # / b")
    }
}
