import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What rules make of the series that an indicator's queries select, by Prometheus' own evaluator.
@Suite struct IndicatorQueryTests {
    static func document(
        _ indicator: Indicator, name: String = "n", objective: Double = 0.99, budgeting: Budgeting = .occurrences,
        minFailures: UInt64 = 1, noData: NoDataPolicy = .ignore
    ) throws -> SLODocument {
        let objective = try Objective(ratio: objective)
        var policy = try BudgetShareTiers.workbook.policy(window: .seconds(30 * 86_400), objective: objective).policy
        policy.minFailures = minFailures
        return SLODocument(
            definition: try SLODefinition(
                name: name, service: "s", objective: objective, window: .days(30), budgeting: budgeting,
                alerting: policy,
                noData: noData),
            indicator: indicator)
    }

    static func events(bad: String, total: String) throws -> Indicator {
        .events(EventIndicator(bad: .query(try WindowedQuery(bad)), total: .query(try WindowedQuery(total))))
    }

    static func ratio(_ name: String) -> String { "slo:sli_error:ratio_rate\(name)" }

    // MARK: Numbers that are none

    /// 0/0 in the good query while nothing happens: one such slice must not stay in the month.
    @Test func `a good query that is no number is no gap`() throws {
        let good = "sum(rate(r{code=\"200\"}[{{.window}}])) / sum(rate(r[{{.window}}])) * sum(rate(r[{{.window}}]))"
        let indicator = Indicator.events(
            EventIndicator(
                good: .query(try WindowedQuery(good)), total: .query(try WindowedQuery("sum(rate(r[{{.window}}]))"))))
        try Promtool([Self.document(indicator)]).expect(
            [
                .about(0, Self.ratio("5m"), at: 40), .about(0, Self.ratio("1d"), at: 40),
                .about(0.9, Self.ratio("1d"), at: 180),
                .about(0.9, Self.ratio("1h"), at: 180), .firing("ErrorBudgetBurn", "ticket", at: 180),
            ], of: [("r{code=\"200\"}", "0x60 0+6x240"), ("r{code=\"500\"}", "0x60 0+54x240")])
    }

    /// The same of all that rules divide or add up.
    @Test(arguments: ["bad", "total"]) func `a query that is no number for a while is no gap`(_ which: String) throws {
        let strange =
            "sum(rate(r{code=\"500\"}[{{.window}}])) * (sum(rate(x[{{.window}}])) / sum(rate(x[{{.window}}])))"
        let total = "sum(rate(r[{{.window}}]))"
        let gap = "\(total) * (sum(rate(x[{{.window}}])) / sum(rate(x[{{.window}}])))"
        let indicator = try Self.events(
            bad: which == "bad" ? strange : "sum(rate(r{code=\"500\"}[{{.window}}]))",
            total: which == "total" ? gap : total)
        try Promtool([Self.document(indicator)]).expect(
            [.about(0.5, within: 0.25, Self.ratio("1d"), at: 300), .firing("ErrorBudgetBurn", "page", at: 300)],
            of: [("r{code=\"200\"}", "0+5x400"), ("r{code=\"500\"}", "0+5x400"), ("x", "0x100 0+1x300")])
    }

    @Test func `errors without events are not infinitely many`() throws {
        let query = "sum(sum_over_time(f[{{.window}}])) / on () (sum(rate(t[{{.window}}])) * 600)"
        let indicator = Indicator.ratio(RatioIndicator(error: try WindowedQuery(query)))
        try Promtool([Self.document(indicator)]).expect(
            [
                .about(1, Self.ratio("5m"), at: 85), .about(0.5, within: 0.5, Self.ratio("30d"), at: 300),
                .about(0, within: 100, "slo:period_error_budget_remaining:ratio", at: 300),
            ], of: [("f", "0x60 1x30 0x400"), ("t", "0+10x60 600x60 600+10x400")])
    }

    @Test func `errors are at most all events`() throws {
        let indicator = try Self.events(bad: "sum(rate(f[{{.window}}]))", total: "sum(rate(t[{{.window}}]))")
        try Promtool([Self.document(indicator)]).expect(
            ["5m", "1h", "6h", "30d"].map { .about(1, within: 0, Self.ratio($0), at: 100) },
            of: [("f", "0+20x120"), ("t", "0+10x120")])
    }

    // MARK: Ratios

    /// An hour of 1 % in three hours with nothing else is 1 %.
    @Test(arguments: [
        "sum(rate(e[{{.window}}])) / sum(rate(t[{{.window}}]))",
        "(sum(rate(e[{{.window}}])) / (sum(rate(t[{{.window}}])) > 0 or vector(1)))",
        "1 - ((sum(rate(t[{{.window}}])) - sum(rate(e[{{.window}}]))) / sum(rate(t[{{.window}}])))",
        "avg(rate(e[{{.window}}]) / rate(t[{{.window}}]))",
    ])
    func `silent time has no weight in a ratio`(_ query: String) throws {
        let indicator = Indicator.ratio(RatioIndicator(error: try WindowedQuery(query)))
        try Promtool([Self.document(indicator)]).expect(
            [.about(0.01, within: 0.002, Self.ratio("1d"), at: 240), .about(0, Self.ratio("5m"), at: 240)],
            of: [("e", "0x60 0+1x60 60x200"), ("t", "0x60 0+100x60 6000x200")])
    }

    @Test func `a divided ratio is weighed by its events`() throws {
        let query = "sum(rate(e[{{.window}}])) / sum(rate(t[{{.window}}]))"
        // A busy hour without errors and a quiet one with 50 %.
        try Promtool([Self.document(.ratio(RatioIndicator(error: try WindowedQuery(query))), minFailures: 5)]).expect(
            [.about(0.005, within: 0.002, Self.ratio("1d"), at: 120)],
            of: [("e", "0x60 0+1x60"), ("t", "0+200x60 12000+2x60")])
    }

    // MARK: Timeslices

    @Test(arguments: [Duration.seconds(60), .seconds(120)]) func `silent timeslices are left out`(_ length: Duration)
        throws
    {
        let indicator = try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}]))")
        let document = try Self.document(
            indicator, budgeting: .timeslices(length: length, objective: try Objective(ratio: 0.95)))
        // Half of the hour with events is bad.
        try Promtool([document]).expect(
            [
                .about(0, Self.ratio("5m"), at: 50), .about(0.5, within: 0.1, Self.ratio("1d"), at: 300),
                .about(0.5, within: 0.1, Self.ratio("6h"), at: 300), .about(0, Self.ratio("5m"), at: 300),
                .quiet("ErrorBudgetBurnNoData", at: 300),
            ], of: [("e", "0x90 0+10x30 300x200"), ("t", "0x60 0+100x60 6000x200")])
    }

    // MARK: Placeholders

    /// One busy hour with 2 % errors and a day of nothing.
    @Test(arguments: [
        "sum(rate(t[{{.window}}]))", "(sum(rate(t[{{.window}}])) > 0) or on() vector(1)",
        "sum(rate(t[{{.window}}])) or vector(1)", "clamp_min(sum(rate(t[{{.window}}])), 1)",
        "sum(rate(t[{{.window}}])) > 0 or clamp_min(sum(rate(t[{{.window}}])), 1)",
        "(sum(rate(t[{{.window}}]))) + 1", "((sum(rate(t[{{.window}}])) > 0) OR vector(1) * 0.5)",
        "(sum(rate(t[{{.window}}])) or on() vector(1)) > 0", "1 + sum(rate(t[{{.window}}]))",
        "clamp(sum(rate(t[{{.window}}])), 1, Inf)", "(sum(rate(t[{{.window}}])) > 0 or vector(1)) * 1",
    ])
    func `a placeholder weighs nothing and hides nothing`(_ total: String) throws {
        let indicator = try Self.events(
            bad: "sum(rate(e[{{.window}}])) or on() vector(0)", total: total)
        let document = try Self.document(indicator, objective: 0.995)
        try Promtool([document]).expect(
            [
                .about(0.02, within: 0.002, Self.ratio("1d"), at: 240), .firing("ErrorBudgetBurn", "ticket", at: 120),
                .quiet("ErrorBudgetBurnNoData", at: 240),
            ], of: [("e", "0x60 0+0.024x60 1.44x180"), ("t", "0x60 0+1.2x60 72x180")])
        try Promtool([document]).expect([.firing("ErrorBudgetBurnNoData", at: 20)], of: [])
    }

    @Test func `a guard against little traffic stays without its placeholder`() throws {
        let total = "(sum(rate(t[{{.window}}])) > 5) or on() vector(1)"
        let document = try Self.document(try Self.events(bad: "sum(rate(e[{{.window}}]))", total: total))
        try Promtool([document]).expect(
            [.quiet("ErrorBudgetBurn", at: 60)], of: [("e", "0+60x120"), ("t", "0+60x120")])
    }

    @Test func `a minute whose value is no number is no event`() throws {
        let document = try Self.document(
            .threshold(ThresholdIndicator(gauge: "sum(a) / sum(b)", op: .lt, value: 0.5)))
        // An hour of bad minutes, then one of 0/0.
        try Promtool([document]).expect(
            [.about(1, Self.ratio("6h"), at: 115)], of: [("a", "1x60 0x60"), ("b", "1x60 0x60")])
    }

    @Test(arguments: [true, false])
    func `a numerator that is no number is neither all nor nothing`(isGood: Bool) throws {
        let numerator = EventQuery.query(
            try WindowedQuery("sum(rate(t[{{.window}}])) * (sum(rate(z[{{.window}}])) / sum(rate(z[{{.window}}])))"))
        let total = EventQuery.query(try WindowedQuery("sum(rate(t[{{.window}}]))"))
        let events = EventIndicator(good: isGood ? numerator : nil, bad: isGood ? nil : numerator, total: total)
        try Promtool([try Self.document(.events(events))]).expect(
            [.nothing(Self.ratio("1h"), at: 60), .quiet("ErrorBudgetBurn", at: 60)],
            of: [("t", "0+60x120"), ("z", "0x120")])
    }

    @Test func `what never misses data has no alert for it`() throws {
        let total = "sum(rate(a[{{.window}}]) or vector(0)) + sum(rate(b[{{.window}}]) or vector(0))"
        let generator = try RuleGenerator(
            Self.document(try Self.events(bad: "sum(rate(e[{{.window}}]))", total: total)))
        #expect(!generator.group().rules.contains { $0.name == "ErrorBudgetBurnNoData" })
        #expect(
            generator.warnings == ["the total has a value even without any series, so missing data cannot be found"])
    }

    @Test func `a guard is warned of`() throws {
        let guarded = try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}])) > 0")
        let generator = try RuleGenerator(Self.document(guarded))
        #expect(
            generator.warnings == [
                "the total has a guard such as `> 0`, so time without events is missing data, and 15 minutes of it are "
                    + "reported as such: leave it out, as time without events is handled"
            ])
    }

    // MARK: Silence

    /// Two hours of traffic, then nothing: an hour of it is a third of all.
    @Test func `an outage weighs what usually comes`() throws {
        for indicator in [
            try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}]))"),
            try Self.events(bad: "sum(increase(e[{{.window}}]))", total: "sum(increase(t[{{.window}}]))"),
        ] {
            try Promtool([Self.document(indicator, objective: 0.999, noData: .bad)]).expect(
                [
                    .about(1.0 / 3, within: 0.05, Self.ratio("1d"), at: 183),
                    .firing("ErrorBudgetBurn", "page", at: 132),
                    .about(5_000, within: 300, "slo:total_events:over5m", at: 183),
                ], of: [("e", "0x240"), ("t", "0+1000x120 120000x120")])
        }
    }

    /// An hour of maintenance before the outage does not lower the weight of the silence.
    @Test func `maintenance is no part of the weight`() throws {
        let indicator = try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}]))")
        var document = try Self.document(indicator, noData: .bad)
        document.definition = try SLODefinition(
            name: "n", service: "s", objective: document.definition.objective, window: .days(30),
            alerting: document.definition.alerting, noData: .bad,
            maintenance: [
                .once(from: Timestamp(secondsSinceEpoch: 3_600), to: Timestamp(secondsSinceEpoch: 7_200))
            ])
        try Promtool([document]).expect(
            [
                .about(0, "slo:total_events:over5m", at: 100),
                .about(5_000, within: 200, "slo:total_events:over5m", at: 180),
                .about(1, Self.ratio("5m"), at: 180),
            ], of: [("e", "0x240"), ("t", "0+1000x140 140000x100")])
    }

    /// Without any event there is no weight.
    @Test func `silence before the first event says nothing`() throws {
        let indicator = try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}]))")
        for policy in NoDataPolicy.allCases {
            try Promtool([Self.document(indicator, noData: policy)]).expect(
                [
                    .about(0, "slo:total_events:over5m", at: 60), .about(0, Self.ratio("5m"), at: 60),
                    .quiet("ErrorBudgetBurnNoData", at: 60),
                ], of: [("e", "0x60"), ("t", "0x60")])
        }
    }

    @Test func `a held ratio weighs what usually comes`() throws {
        let indicator = try Self.events(bad: "sum(rate(e[{{.window}}]))", total: "sum(rate(t[{{.window}}]))")
        try Promtool([Self.document(indicator, noData: .hold)]).expect(
            [
                .about(0.02, within: 0.002, Self.ratio("1d"), at: 183),
                .about(0.02, within: 0.002, Self.ratio("5m"), at: 183),
                .about(5_000, within: 300, "slo:total_events:over5m", at: 183),
            ], of: [("e", "0+20x120 2400x120"), ("t", "0+1000x120 120000x120")])
    }

    @Test(arguments: ["rate", "increase"]) func `slices record counts`(_ function: String) throws {
        let indicator = try Self.events(
            bad: "sum(\(function)(e[{{.window}}]))", total: "sum(\(function)(t[{{.window}}]))")
        try Promtool([Self.document(indicator, minFailures: 3)]).expect(
            [
                .about(50, within: 0.1, "slo:bad_events:over5m", at: 100),
                .about(500, within: 0.1, "slo:total_events:over5m", at: 100),
                .about(600, within: 1, "slo:bad_events:over1h", at: 100),
            ], of: [("e", "0+10x120"), ("t", "0+100x120")])
    }

    // MARK: Groups

    @Test func `a group that vanishes is reported`() throws {
        let indicator = Indicator.events(EventIndicator(bad: .counter("e"), total: .counter("t"), by: ["route"]))
        try Promtool([Self.document(indicator)]).expect(
            [
                .quiet("ErrorBudgetBurnNoData", at: 59), .about(1, "count(ALERTS{alertstate=\"firing\"})", at: 100),
                .about(1, "ALERTS{alertname=\"ErrorBudgetBurnNoData\",route=\"/b\",alertstate=\"firing\"}", at: 100),
                .quiet("ErrorBudgetBurnNoData", at: 440),
            ], of: [("t{route=\"/a\"}", "0+10x450"), ("t{route=\"/b\"}", "0+10x60")])
        try Promtool([Self.document(indicator)]).expect([.firing("ErrorBudgetBurnNoData", at: 20)], of: [])
    }

    // MARK: Composites

    private static func whole(_ rule: CompositeIndicator.Rule) -> Indicator {
        .composite(
            CompositeIndicator(
                rule: rule, parts: [.init(service: "s", slo: "a", weight: 3), .init(service: "s", slo: "b", weight: 1)])
        )
    }

    /// Three routes at 0.9 % each are 0.9 %, also where one of them has most of the traffic.
    @Test func `groups of a part are weighed and not added up`() throws {
        let grouped = Indicator.events(EventIndicator(bad: .counter("e"), total: .counter("t"), by: ["route"]))
        let single = Indicator.events(EventIndicator(bad: .counter("f"), total: .counter("u")))
        let documents = [
            try Self.document(grouped, name: "a"), try Self.document(single, name: "b"),
            try Self.document(Self.whole(.serial), name: "w"),
        ]
        let routes = [("/a", 9, 1_000), ("/b", 9, 1_000), ("/c", 90, 10_000)]
        let series = routes.flatMap { route, bad, all in
            [("e{route=\"\(route)\"}", "0+\(bad)x200"), ("t{route=\"\(route)\"}", "0+\(all)x200")]
        }
        let answers = ["5m", "1h", "6h", "1d", "30d"].map {
            Promtool.Answer.about(0.009, within: 0.0005, Self.ratio($0) + "{sloth_slo=\"w\"}", at: 30)
        }
        try Promtool(documents).expect(answers, of: series + [("f", "0x200"), ("u", "0+100x200")])
    }

    @Test(arguments: [(CompositeIndicator.Rule.serial, 0.9), (.weighted, 0.675)])
    func `a part without series has no errors`(_ rule: CompositeIndicator.Rule, _ ratio: Double) throws {
        let a = Indicator.events(EventIndicator(bad: .counter("e"), total: .counter("t")))
        let b = Indicator.events(EventIndicator(bad: .counter("f"), total: .counter("u")))
        let documents = [
            try Self.document(a, name: "a"), try Self.document(b, name: "b"),
            try Self.document(Self.whole(rule), name: "w"),
        ]
        let fired = "ALERTS{sloth_slo=\"w\",sloth_severity=\"page\",alertstate=\"firing\"}"
        try Promtool(documents).expect(
            ["5m", "1h", "1d"].map { .about(ratio, Self.ratio($0) + "{sloth_slo=\"w\"}", at: 100) } + [
                .about(1, fired, at: 100), .firing("ErrorBudgetBurnNoData", at: 100),
                .nothing("ALERTS{sloth_slo=\"w\",alertname=\"ErrorBudgetBurnNoData\"}", at: 100),
            ], of: [("e", "0+90x120"), ("t", "0+100x120")])
        try Promtool(documents).expect(
            [.nothing(Self.ratio("1h") + "{sloth_slo=\"w\"}", at: 20), .firing("ErrorBudgetBurnNoData", at: 20)], of: []
        )
    }

    /// Maintenance takes ratios away, so that in it a composite has no data by design.
    @Test func `a composite misses no part during its maintenance`() throws {
        let ratio = Indicator.ratio(RatioIndicator(error: try WindowedQuery("avg_over_time(q[{{.window}}])")))
        let parts = try ["a", "b"].map { name in
            var document = try Self.document(ratio, name: name)
            document.definition = try SLODefinition(
                name: name, service: "s", objective: document.definition.objective, window: .days(30),
                alerting: document.definition.alerting,
                maintenance: name == "b"
                    ? [] : [.once(from: Timestamp(secondsSinceEpoch: 3_600), to: Timestamp(secondsSinceEpoch: 7_200))])
            return document
        }
        let alert = "ALERTS{alertname=\"ErrorBudgetBurnNoData\",alertstate=\"firing\",sloth_slo=\"w\"}"
        let whole = try Self.document(
            .composite(CompositeIndicator(rule: .serial, parts: [.init(service: "s", slo: "a")])), name: "w")
        try Promtool([parts[0], whole]).expect(
            [.nothing(alert, at: 110), .nothing(alert, at: 180), .about(1, alert, at: 220)], of: [("q", "0.5x190")])
        try Promtool(parts + [Self.document(Self.whole(.weighted), name: "w")]).expect(
            [.nothing(alert, at: 110), .about(1, alert, at: 150)], of: [("q", "0.5x60")])
    }
}

extension IndicatorQueryTests {
    @Test func `names that join to one text are two groups`() throws {
        let pairs = [("shop", "cart-latency"), ("shop-cart", "latency"), ("shop", "other")]
        let generators = try pairs.map { service, name in
            let events = Indicator.events(EventIndicator(bad: .counter("e"), total: .counter("t")))
            let definition = try SLODefinition(
                name: name, service: service, objective: try Objective(ratio: 0.99), window: .days(30))
            return try RuleGenerator(SLODocument(definition: definition, indicator: events))
        }
        let rules = GeneratedRules(generators).rules
        #expect(rules.groups.map(\.name) == ["slo-shop/cart-latency", "slo-shop-cart/latency", "slo-shop-other"])
        #expect(try Promtool(rules: rules).check() == nil)
    }

    @Test func `the default guard is not named where nobody asked for it`() throws {
        let whole = Indicator.composite(
            CompositeIndicator(
                rule: .serial, parts: [.init(service: "s", slo: "a", weight: 1), .init(service: "s", slo: "b")]))
        #expect(try RuleGenerator(Self.document(whole, minFailures: 2)).warnings.isEmpty)
        #expect(
            try RuleGenerator(Self.document(whole, minFailures: 3)).warnings
                == ["min_failures 3 is not enforced: the indicator does not give event counts."])
    }
}

/// The generated unit tests feed what queries select. Whether Prometheus agrees with them is tested end to end.
@Suite struct GeneratedUnitTests {
    static let indicators: [Indicator] = [
        .events(EventIndicator(bad: .counter("b{code=~\"5..\"}"), total: .counter("b"))),
        .events(EventIndicator(good: .counter("g"), bad: .counter("b"), by: ["route"])),
        .latency(LatencyIndicator(histogram: "d", threshold: 1_048_576)),
        .latency(LatencyIndicator(histogram: "d", threshold: 0.3, buckets: [0.25, 0.5])),
        .availability(AvailabilityIndicator(gauge: "up")),
        .ratio(RatioIndicator(error: WindowedQuery(trusted: "sum(rate(b[{{.window}}])) / sum(rate(t[{{.window}}]))"))),
        .ratio(
            RatioIndicator(
                error: WindowedQuery(trusted: "avg_over_time((clamp((b), 0, 1) >= 0)[{{.window}}:1m]) or (b)"))),
        .threshold(ThresholdIndicator(gauge: "q", op: .lte, value: 10)),
        .throughput(ThroughputIndicator(counter: "c", atLeast: 2)),
        .freshness(FreshnessIndicator(timestamp: "t", within: 3_600)), .probe(ProbeIndicator(target: "x")),
    ]

    @Test(arguments: indicators) func `feed the queries of every indicator`(_ indicator: Indicator) throws {
        let document = try IndicatorQueryTests.document(indicator)
        let analysis = SeriesAnalysis(try RuleGenerator(document).measure, patterns: PatternCache())
        #expect(analysis.feed != nil, "\(analysis.reason)")
    }

    /// Rates and instants that are compared with a number have to be what they are said to be.
    @Test func `feed rates and instants to scale`() throws {
        let documents = try [
            IndicatorQueryTests.document(.throughput(ThroughputIndicator(counter: "c", atLeast: 0.3)), name: "a"),
            IndicatorQueryTests.document(.freshness(FreshnessIndicator(timestamp: "t", within: 90)), name: "b"),
        ]
        let output = try Promtool.generatedTests(documents)
        #expect(output == nil, "\(output ?? "")")
    }
}
