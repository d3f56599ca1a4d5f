import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Gauges whose samples are odd or missing, by Prometheus' own evaluator.
@Suite struct GaugeSampleTests {
    private typealias Query = IndicatorQueryTests

    @Test func `a sample of a gauge that is no number is no outage`() throws {
        let bad = try WindowedQuery("sum(sum_over_time(d[{{.window}}]))")
        let total = try WindowedQuery("sum(count_over_time(g[{{.window}}]))")
        let indicators: [Indicator] = [
            .availability(AvailabilityIndicator(gauge: "g")),
            .events(
                EventIndicator(
                    good: .query(try WindowedQuery("sum(sum_over_time(g[{{.window}}:1m]))")), total: .query(total))),
            .events(EventIndicator(bad: .query(bad), total: .query(total))),
        ]
        for indicator in indicators {
            try Promtool([Query.document(indicator)]).expect(
                [
                    .nothing(Query.ratio("1h") + " > 0", at: 72), .nothing("slo:bad_events:over5m > 0", at: 72),
                    .about(0, Query.ratio("1d"), at: 72), .about(0, Query.ratio("5m"), at: 100),
                    .quiet("ErrorBudgetBurn", at: 72), .quiet("ErrorBudgetBurn", at: 90),
                ], of: [("g", "1x69 NaN 1x60"), ("d", "0x69 NaN 0x60")])
        }
    }

    @Test func `a sample of a gauge that is no number hides no outage`() throws {
        let indicator = Indicator.availability(AvailabilityIndicator(gauge: "g"))
        let nearlyAll = String(repeating: "0x3 NaN ", count: 30)
        try Promtool([Query.document(indicator)]).expect(
            [.about(0.5, Query.ratio("5m"), at: 122), .about(0.5, Query.ratio("1h"), at: 122)],
            of: [(#"g{i="a"}"#, nearlyAll), (#"g{i="b"}"#, "1x150"), (#"g{i="c"}"#, "NaN NaN NaN")])
    }

    @Test func `a gauge above 1 hides no outage of another`() throws {
        let indicator = Indicator.availability(AvailabilityIndicator(gauge: "g"))
        try Promtool([Query.document(indicator)]).expect(
            [.about(0.5, Query.ratio("5m"), at: 122), .about(0.5, Query.ratio("1h"), at: 122)],
            of: [(#"g{i="a"}"#, "0x150"), (#"g{i="b"}"#, "2x150")])
    }

    @Test func `minutes that are compared are numbers`() throws {
        let threshold = ThresholdIndicator(gauge: "q", op: .lte, value: 10).measure()
        #expect(try !PromQLParser.parse(threshold.numerator.query.template).mayBeNaN)
    }

    @Test(arguments: [
        Indicator.threshold(ThresholdIndicator(gauge: "max(g) or vector(0)", op: .lt, value: 5)),
        .events(
            EventIndicator(
                bad: .counter("b"),
                total: .query(WindowedQuery(trusted: "(sum(rate(t[{{.window}}]) or on () vector(0)) or vector(0)) + 1"))
            )),
    ])
    func `data that cannot be missing is warned of`(_ indicator: Indicator) throws {
        let generator = try RuleGenerator(Query.document(indicator))
        let hasAlert = generator.group().rules.contains { $0.name == "ErrorBudgetBurnNoData" }
        #expect(hasAlert != generator.warnings.contains { $0.contains("has a value even without any series") })
    }

    @Test func `a gauge that may be missing is not warned of`() throws {
        let gauge = ThresholdIndicator(gauge: "max(g)", op: .lt, value: 5)
        let generator = try RuleGenerator(Query.document(.threshold(gauge)))
        #expect(generator.warnings.isEmpty, "\(generator.warnings)")
        #expect(generator.group().rules.contains { $0.name == "ErrorBudgetBurnNoData" })
        let standIn = ThresholdIndicator(gauge: "max(g) or vector(0)", op: .lt, value: 5)
        #expect(
            try RuleGenerator(Query.document(.threshold(standIn))).warnings == [
                "the indicator has a value even without any series, so missing data counts as that value and cannot be "
                    + "found: leave out what stands in for it, such as `or vector(0)`"
            ])
    }
}
