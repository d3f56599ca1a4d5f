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

    /// An hour of 2 % errors, and quiet before and after it.
    @Test(arguments: ["E or vector(1)", "(E > 0) or on() vector(1)", "E + 1", "clamp_min(E, 1)", "max(E or vector(2))"])
    func `a placeholder of bad events is none in quiet time`(_ bad: String) throws {
        let indicator = EventIndicator(bad: try Self.query(bad), total: try Self.query("T"))
        let generator = try RuleGenerator(Query.document(.events(indicator)))
        #expect(
            generator.warnings.contains { $0.hasPrefix("the bad query is taken without its placeholder ") },
            "\(generator.warnings)")
        let rules = Promtool(rules: RuleFile(groups: [generator.group()]))
        try rules.expect(
            [.about(0.02, within: 0.002, Query.ratio("1d"), at: 240), .about(0, Query.ratio("5m"), at: 240)],
            of: [("e", "0x60 0+3x60 180x180"), ("t", "0x60 0+150x60 9000x180")])
        try rules.expect([.firing("ErrorBudgetBurnNoData", at: 20), .nothing("slo:bad_events:over5m", at: 20)], of: [])
    }

    @Test(arguments: ["E or vector(0)", "E or on() vector(0)", "clamp_min(E, 0)"])
    func `a placeholder of 0 beside bad events hides nothing`(_ bad: String) throws {
        let indicator = EventIndicator(bad: try Self.query(bad), total: try Self.query("T"))
        let generator = try RuleGenerator(Query.document(.events(indicator)))
        #expect(generator.warnings.isEmpty, "\(generator.warnings)")
        let rules = Promtool(rules: RuleFile(groups: [generator.group()]))
        try rules.expect([.firing("ErrorBudgetBurnNoData", at: 20), .nothing(Query.ratio("5m"), at: 20)], of: [])
    }

    @Test func `absence that counts as bad events stays and is told`() throws {
        let indicator = EventIndicator(bad: try Self.query("E or absent(up)"), total: try Self.query("T"))
        let generator = try RuleGenerator(Query.document(.events(indicator)))
        #expect(
            generator.warnings == [
                "the bad query counts `or absent(up)` as bad events while that has a value: missing data raises an alert of "
                    + "its own, so leave it out unless these shall count"
            ])
        #expect(generator.measure.events?.numerator.query.template.contains("absent(up)") == true)
    }

    @Test func `a total that hides missing data is told once`() throws {
        for (total, times) in [("absent(up)", 1), ("absent(up) + 1", 1), ("sum(rate(t[{{.window}}]))", 0)] {
            let indicator = EventIndicator(bad: try Self.query("E"), total: .query(WindowedQuery(trusted: total)))
            let warnings = try RuleGenerator(Query.document(.events(indicator))).warnings
            #expect(warnings.filter { $0.contains("cannot be found") }.count == times)
        }
    }

    @Test(arguments: ["T", "T + T * 0", "T or E * 0", "T + (T == 0)"]) func `what weighs nothing is no placeholder`(
        _ total: String
    ) throws {
        let query = try Self.query(total).query(by: []).template
        #expect(TotalQuery(query).text == query)
    }
}
