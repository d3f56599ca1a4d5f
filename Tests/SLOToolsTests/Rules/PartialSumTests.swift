import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Numerators of several counts of which some have no series, by Prometheus' own evaluator.
@Suite struct PartialSumTests {
    private typealias Query = IndicatorQueryTests

    /// - Parameter form: with `A` to `C` and `T` for counts.
    private static func query(_ form: String) throws -> WindowedQuery {
        var text = form
        for name in ["A", "B", "C", "T"] {
            text = text.replacing(name, with: "sum(rate(\(name.lowercased())_total[{{.window}}]))")
        }
        return try WindowedQuery(text)
    }

    private static func document(bad: String) throws -> SLODocument {
        try Query.document(.events(EventIndicator(bad: .query(query(bad)), total: .query(query("T")))))
    }

    private static func document(good: String) throws -> SLODocument {
        try Query.document(.events(EventIndicator(good: .query(query(good)), total: .query(query("T")))))
    }

    private static let series = [("t_total", "0+60x120"), ("a_total", "0+30x120")]

    @Test(arguments: [
        "A + B", "B + A", "A + B + C", "(B + A) or vector(0)", "(A or vector(0)) + B", "T - (T - (A + B))",
        "max(B + A)", "clamp_min(A + B, 0)", "(A or vector(0)) + (B or vector(0))", "A * 1 + B / 1",
    ])
    func `a summand without series is no bad event`(_ bad: String) throws {
        try Promtool([Self.document(bad: bad)]).expect(
            [
                .about(0.5, Query.ratio("5m"), at: 100), .about(0.5, Query.ratio("1h"), at: 100),
                .about(0.5, Query.ratio("1d"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100),
            ], of: Self.series)
    }

    @Test func `a summand without series is no good event`() throws {
        let ratio = try Query.document(.ratio(RatioIndicator(error: Self.query("1 - (A + B) / T"))))
        for document in [try Self.document(good: "A + B"), ratio] {
            try Promtool([document]).expect(
                [.about(0.5, Query.ratio("1h"), at: 100), .about(0.5, Query.ratio("1d"), at: 100)], of: Self.series)
            // Nothing good was ever seen.
            try Promtool([document]).expect(
                [.about(1, Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100)],
                of: [("t_total", "0+60x120")])
        }
    }

    @Test func `good and bad events are sums of what is there`() throws {
        let indicator = EventIndicator(
            good: .query(try Self.query("T + C")), bad: .query(try Self.query("A + B")))
        try Promtool([Query.document(.events(indicator))]).expect(
            [.about(1 / 3, Query.ratio("1h"), at: 100), .about(1 / 3, Query.ratio("1d"), at: 100)], of: Self.series)
    }

    @Test(arguments: [
        "T * (1 - B / T)", "A * B", "A / B * T", "(A - B) + A", "A + on () B", "avg(A + on () group_left () B)",
    ])
    func `what cannot be known without a part is missing data`(_ bad: String) throws {
        let rules = try Promtool([Self.document(bad: bad)])
        try rules.expect(
            [
                .nothing(Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurnNoData", at: 100),
                .quiet("ErrorBudgetBurn", at: 100),
            ], of: Self.series)
        try rules.expect(
            [.quiet("ErrorBudgetBurnNoData", at: 100), .about(0.5, within: 0.51, Query.ratio("1h"), at: 100)],
            of: Self.series + [("b_total", "0+15x120")])
    }

    @Test(arguments: ["A + B", "B + A", "B + A + C", "(B + A) or vector(1)"])
    func `a total has the summands that are there`(_ total: String) throws {
        let all = try Self.query(total)
        // Without any error yet, and without any success: both are known.
        for (bad, ratio) in [("B", 0.0), ("A", 1)] {
            let indicator = EventIndicator(bad: .query(try Self.query(bad)), total: .query(all))
            try Promtool([Query.document(.events(indicator))]).expect(
                [
                    .about(ratio, Query.ratio("1h"), at: 100), .about(ratio, Query.ratio("1d"), at: 100),
                    .quiet("ErrorBudgetBurnNoData", at: 100),
                ], of: Self.series)
        }
        let ratio = try Query.document(.ratio(RatioIndicator(error: Self.query("A / (\(total))"))))
        try Promtool([ratio]).expect(
            [.about(1, Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100)], of: Self.series)
    }

    @Test func `a total is missing where all of its summands are, also beside one that is 0 then`() throws {
        let indicator = EventIndicator(
            bad: .query(try Self.query("A")), total: .query(try Self.query("(A or on () vector(0)) + B")))
        let rules = try Promtool([Query.document(.events(indicator))])
        try rules.expect([.about(1, Query.ratio("1h"), at: 100)], of: Self.series)
        try rules.expect(
            [.nothing(Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurnNoData", at: 100)],
            of: [("t_total", "0+60x120")])
    }

    /// Of one counter, with `code` for what is picked of it.
    private static func counted(_ form: String) throws -> EventQuery {
        var text = form
        for code in ["200", "404", "429"] {
            text = text.replacing(code, with: "sum(rate(h_total{code=\"\(code)\"}[{{.window}}]))")
        }
        return try EventQuery(text.replacing("ALL", with: "sum(rate(h_total[{{.window}}]))"))
    }

    @Test(arguments: [("ALL - 200", "ALL"), ("ALL - 200 - 404", "ALL - 404"), ("ALL - (200 + 404)", "ALL - 404 - 429")])
    func `all events without some of theirs that have no series are all of them`(_ bad: String, _ total: String) throws
    {
        let document = try Query.document(
            .events(EventIndicator(bad: Self.counted(bad), total: Self.counted(total))))
        try Promtool([document]).expect(
            [
                .about(1, Query.ratio("1h"), at: 100), .about(1, Query.ratio("1d"), at: 100),
                .firing("ErrorBudgetBurn", "page", at: 100), .quiet("ErrorBudgetBurnNoData", at: 100),
            ], of: [("h_total{code=\"500\"}", "0+60x120")])
        try Promtool([document]).expect(
            [.about(0.5, Query.ratio("1h"), at: 100), .about(0.5, Query.ratio("1d"), at: 100)],
            of: [("h_total{code=\"500\"}", "0+60x120"), ("h_total{code=\"200\"}", "0+60x120")])
        let output = try Promtool.generatedTests([document])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test func `a difference is filled once`() throws {
        let rates = PartialQuery.filled("rate(a[5m]) - rate(a{b=\"c\"}[5m])")
        #expect(rates == "(rate(a[5m]))\n-\n((rate(a{b=\"c\"}[5m])) or (rate(a[5m])) * 0)")
        #expect(PartialQuery.filled(rates) == rates)
        for other in ["rate(b{b=\"c\"}[5m])", "rate(a{b=\"c\"}[1h])", "increase(a{b=\"c\"}[5m])"] {
            #expect(PartialQuery.filled("rate(a[5m]) - \(other)") == "rate(a[5m]) - \(other)")
        }
    }

    @Test func `a factor that is a number asks for nothing`() throws {
        try Promtool([Self.document(bad: "B * scalar(A)")]).expect(
            [.about(0, Query.ratio("1h"), at: 100)], of: Self.series)
    }

    @Test(arguments: ["A + B", "A + B + C", "T * (1 - A / T)"])
    func `generated tests of them pass`(_ bad: String) throws {
        let document = try Self.document(bad: bad)
        let analysis = SeriesAnalysis(try RuleGenerator(document).measure, patterns: PatternCache())
        #expect(analysis.feed != nil, "\(analysis.reason)")
        let output = try Promtool.generatedTests([document])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test func `a sum is filled once`() throws {
        let filled = PartialQuery.filled("sum(a[5m]) + sum(b[5m])")
        #expect(filled == "((sum(a[5m])) or (sum(b[5m])) * 0)\n+\n((sum(b[5m])) or (sum(a[5m])) * 0)")
        #expect(PartialQuery.filled(filled) == filled)
    }
}
