import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Queries whose results have different labels, by Prometheus' own evaluator.
@Suite struct QueryLabelTests {
    private typealias Query = IndicatorQueryTests

    @Test(arguments: [
        ("sum by (code) (rate(r{code=~\"5..\"}[{{.window}}]))", "sum(rate(r[{{.window}}]))"),
        ("sum(rate(r{code=~\"5..\"}[{{.window}}]))", "sum by (code) (rate(r[{{.window}}]))"),
        (
            "sum by (code, job) (rate(r{code=~\"5..\"}[{{.window}}]))",
            "sum by (job, path) (rate(r[{{.window}}])) or vector(1)"
        ),
    ])
    func `labels of one side are summed away`(_ bad: String, _ total: String) throws {
        let generator = try RuleGenerator(Query.document(try Query.events(bad: bad, total: total)))
        #expect(
            generator.warnings.contains { $0.contains("so their results would not match: they are summed to keep ") })
        try Promtool(rules: RuleFile(groups: [generator.group()])).expect(
            [.about(0.5, Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100)],
            of: [("r{code=\"503\"}", "0+30x120"), ("r{code=\"200\"}", "0+30x120")])
    }

    @Test func `what is not summed is warned of`() throws {
        let bare = try RuleGenerator(
            Query.document(
                try Query.events(bad: "rate(r{code=\"500\"}[{{.window}}])", total: "rate(r[{{.window}}])")))
        #expect(bare.warnings.count == 1)
        #expect(bare.warnings.first?.contains("one of bad events is 100 % bad, whatever") == true, "\(bare.warnings)")
    }

    @Test func `a label that would make groups alike is refused`() throws {
        let indicator = Indicator.events(EventIndicator(bad: .counter("b"), total: .counter("t"), by: ["route"]))
        var document = try Query.document(indicator)
        document.labels = ["route": "all"]
        #expect(throws: SLOError.self) { try RuleGenerator(document) }
        document.labels = [:]
        document.alerts.page.labels = ["route": "all"]
        #expect(throws: SLOError.self) { try RuleGenerator(document) }
        document.alerts.page.labels = [:]
        _ = try RuleGenerator(document)
        let query = try Query.events(
            bad: "sum by (owner) (rate(b[{{.window}}]))", total: "sum by (owner) (rate(t[{{.window}}]))")
        document = try Query.document(query)
        document.owner = "x"
        #expect(throws: SLOError.self) { try RuleGenerator(document) }
        let own = Indicator.events(EventIndicator(bad: .counter("b"), total: .counter("t"), by: ["sloth_window"]))
        #expect(throws: SLOError.self) { try RuleGenerator(Query.document(own)) }
    }

    static let differing = [
        ("sum without (pod) (rate(r{code=\"500\"}[{{.window}}]))", "sum by (route) (rate(r[{{.window}}]))"),
        ("sum by (route) (rate(r{code=\"500\"}[{{.window}}]))", "sum without (pod, code) (rate(r[{{.window}}]))"),
        ("rate(r{code=\"500\"}[{{.window}}])", "sum by (route) (rate(r[{{.window}}]))"),
        ("sum by (route, pod) (rate(r{code=\"500\"}[{{.window}}]))", "sum without (pod, code) (rate(r[{{.window}}]))"),
        ("sum without (pod) (rate(r{code=\"500\"}[{{.window}}]))", "sum without (code) (rate(r[{{.window}}]))"),
        ("topk(9, rate(r{code=\"500\"}[{{.window}}]))", "sum by (route) (rate(r[{{.window}}]))"),
        ("sum without (pod) (rate(r{code=\"500\"}[{{.window}}])) and on () r", "sum by (route) (rate(r[{{.window}}]))"),
    ]

    /// Half of all requests fail on one of two routes and in one of two pods of each.
    @Test(arguments: differing)
    func `labels that cannot match are summed away and named`(_ bad: String, _ total: String) throws {
        let generator = try RuleGenerator(Query.document(try Query.events(bad: bad, total: total)))
        #expect(generator.warnings.contains { $0.contains("the bad query keeps ") }, "\(generator.warnings)")
        let routes = ["/a", "/b"].flatMap { route in
            ["1", "2"].map { ("r{route=\"\(route)\",pod=\"\($0)\",code=\"200\"}", "0+\(route == "/a" ? 10 : 20)x120") }
        }
        try Promtool(rules: RuleFile(groups: [generator.group()])).expect(
            [
                .about(0.5, Query.ratio("1h") + "{route=\"/a\"}", at: 100),
                .about(0, Query.ratio("1h") + "{route=\"/b\"}", at: 100),
                .firing("ErrorBudgetBurn", "page", at: 100),
            ], of: routes + [("r{route=\"/a\",pod=\"1\",code=\"500\"}", "0+20x120")])
    }

    @Test(arguments: [
        ("sum by (code) (rate(r{code=\"200\"}[{{.window}}]))", "sum(rate(r{code=\"500\"}[{{.window}}]))"),
        ("rate(r{code=\"200\"}[{{.window}}])", "sum(rate(r{code=\"500\"}[{{.window}}]))"),
        (
            "sum(rate(r{code=\"200\"}[{{.window}}])) or vector(0)",
            "sum(rate(r{code=\"500\"}[{{.window}}])) or vector(0)"
        ),
    ])
    func `good and bad events are told apart and make one total`(_ good: String, _ bad: String) throws {
        let document = try Query.document(
            .events(EventIndicator(good: .query(try WindowedQuery(good)), bad: .query(try WindowedQuery(bad)))))
        try Promtool([document]).expect(
            [.about(0.25, Query.ratio("1h"), at: 100), .about(0.25, Query.ratio("1d"), at: 100)],
            of: [("r{code=\"200\"}", "0+30x120"), ("r{code=\"500\"}", "0+10x120")])
        try Promtool([document]).expect([.firing("ErrorBudgetBurnNoData", at: 20)], of: [])
    }

    @Test(arguments: differing.prefix(3))
    func `generated tests of such queries pass`(_ bad: String, _ total: String) throws {
        let output = try Promtool.generatedTests([Query.document(try Query.events(bad: bad, total: total))])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test func `labels to group by that a query does not keep are warned of`() throws {
        let (bad, total) = (
            try WindowedQuery("sum(rate(b[{{.window}}]))"), try WindowedQuery("sum(rate(t[{{.window}}]))")
        )
        let bare = EventIndicator(bad: .query(bad), total: .query(total), by: ["route"])
        #expect(
            try RuleGenerator(Query.document(.events(bare))).warnings == [
                "`by` names route, which the bad query does not keep, so it tells no groups apart there: aggregate by route "
                    + "in the query",
                "`by` names route, which the total query does not keep, so it tells no groups apart there: aggregate by route "
                    + "in the query",
            ])
        let gauge = ThresholdIndicator(gauge: "sum by (job) (q)", op: .lt, value: 1, by: ["team"])
        #expect(
            try RuleGenerator(Query.document(.threshold(gauge))).warnings.first?.hasPrefix("`by` names team, which ")
                == true)
        let kept: [Indicator] = [
            .events(EventIndicator(bad: .counter("b"), total: .counter("t"), by: ["route"])),
            .events(
                EventIndicator(
                    bad: .counter("b"), total: .query(try WindowedQuery("sum by (route) (rate(t[{{.window}}]))")),
                    by: ["route"])),
            .threshold(ThresholdIndicator(gauge: "q", op: .lt, value: 1, by: ["team"])),
        ]
        for indicator in kept {
            let warnings = try RuleGenerator(Query.document(indicator)).warnings
            #expect(warnings.isEmpty, "\(warnings)")
        }
    }

    @Test func `a kept label that tells bad events from good ones is warned of`() throws {
        let generator = try RuleGenerator(
            Query.document(
                try Query.events(
                    bad: "sum without (pod) (rate(r{code=~\"5..\"}[{{.window}}]))",
                    total: "sum without (pod) (rate(r[{{.window}}]))")))
        #expect(
            generator.warnings.first
                == "the bad and the total query select by code differently and keep it, so each of its values is an SLO of "
                + "its own, with one kind of events only: aggregate code away in both")
        let plain = try RuleGenerator(
            Query.document(
                try Query.events(
                    bad: "sum by (job) (rate(e{job!=\"x\"}[{{.window}}]))", total: "sum by (job) (rate(t[{{.window}}]))"
                )))
        #expect(plain.warnings.isEmpty, "\(plain.warnings)")
    }

    /// In the midst of a query nothing is rewritten.
    @Test(arguments: [
        ("sum by (code) (rate(e[{{.window}}])) / sum(rate(t[{{.window}}])) * 2", "/", "the labels code", "no labels"),
        (
            "avg(sum by (a) (rate(e[{{.window}}])) / sum by (b) (rate(t[{{.window}}])))", "/", "the labels a",
            "the labels b"
        ),
        (
            "avg(sum by (a) (rate(e[{{.window}}])) + ignoring (c) sum by (b, c) (rate(t[{{.window}}])))", "+",
            "the labels a", "the labels b, c"
        ),
    ])
    func `sides that never match are warned of`(_ query: String, _ symbol: String, _ left: String, _ right: String)
        throws
    {
        let generator = try RuleGenerator(
            Query.document(.ratio(RatioIndicator(error: try WindowedQuery(query)))))
        #expect(
            generator.warnings.contains(
                "`\(symbol)` has \(left) on its left and \(right) on its right, so no sample finds its partner and it gives "
                    + "nothing: aggregate both sides by the same labels"), "\(generator.warnings)")
        try Promtool([generator.document]).expect(
            [.nothing(Query.ratio("1h"), at: 60)], of: [("e{a=\"1\",code=\"2\"}", "0+1x60"), ("t{b=\"1\"}", "0+1x60")])
    }

    @Test(arguments: [
        "avg(sum by (a) (rate(e[{{.window}}])) / on (a) group_left () sum by (a, b) (rate(t[{{.window}}])))",
        "avg(sum by (a) (rate(e[{{.window}}])) / ignoring (b) group_right () sum by (a, b) (rate(t[{{.window}}])))",
        "avg(sum by (a) (rate(e[{{.window}}])) / scalar(sum(rate(t[{{.window}}]))))",
        "avg(sum by (a) (rate(e[{{.window}}])) / (60 * 5) or on () vector(0))",
        "avg(rate(e[{{.window}}]) / rate(t[{{.window}}]))", "sum by (a) (rate(e[{{.window}}])) * 2 / time()",
    ])
    func `sides that may match are not warned of`(_ query: String) throws {
        #expect(try PromQLParser.parse(query).hopelessMatches == [])
    }

    // MARK: Counters

    @Test(arguments: [
        ("rate(increase(x[5m])[1h:])", "`rate` is taken of the result of `increase`"),
        ("sum(rate(rate(x[5m])[{{.window}}:1m]))", "`rate` is taken of the result of `rate`"),
        ("increase(avg_over_time(x[5m])[1h:])", "`increase` is taken of the result of `avg_over_time`"),
        ("rate(job:requests:rate5m[1h])", "`rate` is taken of the recorded `job:requests:rate5m`"),
        ("rate((a / b)[1h:])", "`rate` is taken of a quotient"),
        ("rate(count(a)[1h:])", "`rate` is taken of a `count`"),
        (
            "rate(sum(x)[1h:])",
            "`rate` is taken of a `sum`, in which the restart of one series looks like a restart of all: sum the rates "
                + "instead"
        ),
        ("rate(sum(increase(x[5m]))[1h:])", "`rate` is taken of the result of `increase`"),
        (
            "sum(delta(e_total[{{.window}}]))",
            "`delta` is taken of the counter `e_total`, which a restart makes negative"
        ),
        ("sum(deriv({__name__=\"e_total\"}[{{.window}}]))", "`deriv` is taken of the counter `e_total`"),
        (
            "sum_over_time(sum(e_total)[{{.window}}:1m])",
            "`sum_over_time` is taken of the counter `e_total`, whose samples"
        ),
        ("sum(sum_over_time(d_bucket[{{.window}}]))", "`sum_over_time` is taken of the counter `d_bucket`"),
        ("sum(e_total - e_total offset {{.window}})", "what `e_total` was before is taken off it"),
    ])
    func `rates of what is no counter are warned of`(_ query: String, _ mistake: String) throws {
        let mistakes = try PromQLParser.parse(query).counterMistakes
        #expect(mistakes.count == 1 && mistakes[0].hasPrefix(mistake), "\(mistakes)")
        let generator = try RuleGenerator(
            Query.document(try Query.events(bad: "\(query) + 0 * rate(y[{{.window}}])", total: "rate(y[{{.window}}])")))
        #expect(generator.warnings.contains { mistakes.contains($0) })
    }

    @Test(arguments: [
        "sum(rate(x[5m]))", "rate(x[5m] offset 1h)", "increase(label_replace(x, \"a\", \"b\", \"c\", \"d\")[1h:1m])",
        "max_over_time(rate(x[5m])[1h:])", "rate(max without (replica) (x)[1h:1m])", "rate((x / 1000)[1h:1m])",
        "rate(job:requests_total:sum[5m])", "rate((x * 2)[1h:])", "delta(temperature[1h])",
        "rate(clamp_min(x, 0)[1h:])", "sum_over_time(up[1h])", "sum_over_time(rate(e_total[5m])[1h:])",
        "e_total - f_total offset 1h", "count_over_time(e_total[1h])",
    ])
    func `rates of counters are not`(_ query: String) throws {
        #expect(try PromQLParser.parse(query).counterMistakes == [])
    }

    @Test(arguments: [("sum", "count"), ("total", "count"), ("sum", "bucket")])
    func `a mean that is taken for a share is warned of`(_ numerator: String, _ total: String) throws {
        let ratio = "sum(rate(d_\(numerator)[{{.window}}])) / sum(rate(d_\(total)[{{.window}}]))"
        let generator = try RuleGenerator(
            Query.document(.ratio(RatioIndicator(error: try WindowedQuery(ratio)))))
        #expect(
            generator.warnings
                == (numerator == "sum" && total == "count"
                    ? [
                        "`d_sum` is divided by `d_count`, which is a mean and no share of events: count the events above a bound "
                            + "with `latency`, or hold the mean to one with `threshold`"
                    ] : []))
    }

    @Test func `functions that not every Prometheus knows are warned of`() throws {
        #expect(try PromQLParser.parse("sum(rate(x[5m])) / count(up)").experimentalNotes == [])
        #expect(
            try PromQLParser.parse("sum(limitk(3, rate(x[5m])))").experimentalNotes == [
                "`limitk` is experimental: a Prometheus before 3, or without "
                    + "`--enable-feature=promql-experimental-functions`, refuses the whole file of rules"
            ])
        let smooth = try Query.events(
            bad: "sum(holt_winters(x[{{.window}}], 0.5, 0.5))", total: "sum(rate(y[{{.window}}]))")
        #expect(
            try RuleGenerator(Query.document(smooth)).warnings.contains { $0.hasPrefix("Prometheus 3 knows no `holt") })
    }
}
