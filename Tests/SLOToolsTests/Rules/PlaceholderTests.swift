import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What stands in counts against division by zero, by Prometheus' own evaluator.
@Suite struct PlaceholderTests {
    private typealias Query = IndicatorQueryTests

    private static func query(_ form: String) throws -> EventQuery {
        var text = form
        for name in ["E", "G", "T"] {
            text = text.replacing(name, with: "sum(rate(\(name.lowercased())[{{.window}}]))")
        }
        return try EventQuery(text)
    }

    @Test(arguments: [
        "(T > 0) or T * 0 + 1", "(T > 0) or 1 + 0 * T", "T + (T == bool 0)", "(T > 0) or on() (count(up) * 0 + 1)",
        "sum(clamp_min(rate(t[{{.window}}]), 1))", "max(T or vector(1))", "sum(rate(t[{{.window}}]) > 0 or vector(1))",
        "sum by (x) (clamp(rate(t[{{.window}}]), 1, Inf))", "T or label_replace(vector(1), \"a\", \"\", \"\", \"\")",
    ])
    func `a placeholder of a total weighs nothing and hides nothing`(_ total: String) throws {
        let indicator = EventIndicator(bad: try Self.query("E or on() vector(0)"), total: try Self.query(total))
        let generator = try RuleGenerator(Query.document(.events(indicator), objective: 0.995))
        #expect(
            generator.warnings.contains { $0.hasPrefix("the total is taken without its placeholder ") },
            "\(generator.warnings)")
        let rules = Promtool(rules: RuleFile(groups: [generator.group()]))
        try rules.expect(
            [
                .about(0.02, within: 0.002, Query.ratio("1d"), at: 240), .firing("ErrorBudgetBurn", "ticket", at: 120),
                .quiet("ErrorBudgetBurnNoData", at: 240),
            ], of: [("e", "0x60 0+0.024x60 1.44x180"), ("t", "0x60 0+1.2x60 72x180"), ("up", "1x300")])
        try rules.expect([.firing("ErrorBudgetBurnNoData", at: 20)], of: [("up", "1x300")])
    }

    @Test(arguments: [
        ("(G > 0) or on() vector(1)", "(T > 0) or on() vector(1)"), ("G + 1", "T + 1"), ("clamp_min(G, 1)", "T"),
        ("(G > 0) or G * 0 + 1", "T"), ("sum(rate(g[{{.window}}]) or vector(1))", "T"),
    ])
    func `a placeholder of good events is none in an outage`(_ good: String, _ total: String) throws {
        let indicator = EventIndicator(good: try Self.query(good), total: try Self.query(total))
        let generator = try RuleGenerator(Query.document(.events(indicator)))
        #expect(
            generator.warnings.contains { $0.hasPrefix("the good query is taken without its placeholder ") },
            "\(generator.warnings)")
        for series in [[("t", "0+1.2x120")], [("t", "0+1.2x120"), ("g", "0x120")]] {
            try Promtool(rules: RuleFile(groups: [generator.group()])).expect(
                [
                    .about(1, Query.ratio("5m"), at: 100), .about(1, Query.ratio("1h"), at: 100),
                    .about(1, Query.ratio("1d"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100),
                ], of: series)
        }
    }

    @Test(arguments: ["G or vector(0)", "G or on() vector(0)", "(G > 0) or vector(0)", "clamp_min(T - E, 0)"])
    func `a placeholder of 0 stays in good events`(_ good: String) throws {
        let indicator = EventIndicator(good: try Self.query(good), total: try Self.query("T"))
        let generator = try RuleGenerator(Query.document(.events(indicator)))
        #expect(generator.warnings.isEmpty, "\(generator.warnings)")
        #expect(
            try generator.measure.events?.numerator.query.template == Self.query(good).query(by: []).template)
    }

    @Test(arguments: ["T", "T + T * 0", "T or E * 0", "T + (T == 0)"]) func `what weighs nothing is no placeholder`(
        _ total: String
    ) throws {
        let query = try Self.query(total).query(by: []).template
        #expect(TotalQuery(query).text == query)
    }
}
