import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Ratios with what their authors put around them against 0/0 and missing series, by Prometheus' own evaluator.
@Suite struct RatioPlaceholderTests {
    private typealias Query = IndicatorQueryTests

    private static let bad = "sum(rate(e[{{.window}}]))"
    private static let total = "sum(rate(t[{{.window}}]))"

    static func document(_ form: String, name: String = "n") throws -> SLODocument {
        let query = form.replacing("TOTAL", with: total).replacing("BAD", with: bad)
        return try Query.document(.ratio(RatioIndicator(error: try WindowedQuery(query))), name: name)
    }

    private static func generator(_ form: String) throws -> RuleGenerator { try RuleGenerator(document(form)) }

    static let forms = [
        "BAD / (TOTAL > 0) or vector(0)", "BAD / (TOTAL > 0) or on () vector(0)", "(BAD / TOTAL) or vector(0)",
        "BAD / on () TOTAL", "clamp_max(BAD / TOTAL, 1)", "clamp(BAD / (TOTAL > 0), 0, 1) or vector(0)",
        "clamp_max(BAD / (TOTAL > 0) or vector(0), 1)", "(BAD / TOTAL) > 0 or vector(0)",
        "BAD / TOTAL >= 0 or vector(0)",
        "1 - ((TOTAL - BAD) / (TOTAL > 0) or vector(1))", "1 - (TOTAL - BAD) / on () TOTAL or vector(0)",
        "(BAD or vector(0)) / ignoring (x) (TOTAL > 0 or vector(1)) or vector(0)", "clamp_min(BAD / TOTAL, 0)",
        "avg(rate(e[{{.window}}]) / rate(t[{{.window}}])) or vector(0)",
    ]

    /// Half an hour in the midst of silence has events, 10 % of them bad.
    @Test(arguments: forms)
    func `a placeholder around a ratio weighs nothing and hides nothing`(_ form: String) throws {
        let generator = try Self.generator(form)
        if form.contains("or vector(0)") || form.contains("or on () vector(0)") {
            #expect(generator.warnings.contains { $0.contains("without its placeholder") }, "\(generator.warnings)")
        }
        let rules = Promtool(rules: RuleFile(groups: [generator.group()]))
        try rules.expect(
            [
                .about(0.1, within: 0.002, Query.ratio("1d"), at: 85), .about(0, Query.ratio("5m"), at: 85),
                .quiet("ErrorBudgetBurnNoData", at: 85), .firing("ErrorBudgetBurn", "page", at: 58),
            ], of: [("e", "0x30 0+10x30 300x30"), ("t", "0x30 0+100x30 3000x30")])
        // No series is neither good nor bad.
        try rules.expect([.firing("ErrorBudgetBurnNoData", at: 20), .nothing(Query.ratio("5m"), at: 20)], of: [])
        try rules.expect(
            [.firing("ErrorBudgetBurnNoData", at: 45), .nothing(Query.ratio("5m"), at: 45)],
            of: [("e", "0+10x20"), ("t", "0+100x20")])
    }

    @Test(arguments: forms.prefix(4)) func `generated tests of such ratios pass`(_ form: String) throws {
        let output = try Promtool.generatedTests([Self.document(form)])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test func `the placeholder is named`() throws {
        #expect(
            try Self.generator("BAD / (TOTAL > 0) or vector(0)").warnings == [
                "the ratio is taken without its placeholder `or vector(0)`, which would stand for missing data too: time "
                    + "without events is handled"
            ])
    }

    @Test(arguments: [
        "BAD / TOTAL * 100", "100 * (BAD / TOTAL)", "100 * BAD / TOTAL", "100 - 100 * (TOTAL - BAD) / TOTAL",
        "(BAD / TOTAL * 100) or vector(0)",
    ])
    func `percentages are warned of`(_ form: String) throws {
        #expect(
            try Self.generator(form).warnings.contains {
                $0.hasPrefix("the ratio is in per cent, and an error ratio is at most 1")
            })
    }

    /// Left in place, as without it quiet time would be missing data.
    @Test func `a placeholder that stays is warned of`() throws {
        let generator = try Self.generator("avg(rate(e[{{.window}}]) / (rate(t[{{.window}}]) > 0)) or vector(0)")
        #expect(
            generator.warnings.last
                == "the ratio has a value even without any series, which counts in quiet time and where data is missing, "
                + "and missing data cannot be found: leave out what stands in for it, such as `or vector(0)`")
        #expect(!generator.group().rules.contains { $0.name == "ErrorBudgetBurnNoData" })
    }

    @Test(arguments: ["clamp_max(BAD / TOTAL, 0.5)", "BAD / on (x) group_left () TOTAL", "BAD / TOTAL > 0.2"])
    func `what changes a ratio stays`(_ form: String) throws {
        guard case .ratio = try Self.generator(form).measure else {
            Issue.record("\(form) is taken apart")
            return
        }
    }

    @Test func `a guard that stays without its placeholder is warned of`() throws {
        #expect(
            try Self.generator("BAD / (TOTAL > 5) or vector(0)").warnings.last?.hasPrefix("the total has a guard")
                == true)
    }
}
