import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Unit tests of rules whose queries compare rates with a number, by Prometheus' own evaluator: rates in a window that
/// is longer than the test are a fraction of those in a short one.
@Suite struct GuardTests {
    private typealias Query = IndicatorQueryTests

    private static let bad = "sum(rate(e[{{.window}}]))"
    private static let total = "sum(rate(t[{{.window}}]))"

    private static func passes(_ indicator: Indicator) throws {
        let output = try Promtool.generatedTests([Query.document(indicator)])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test(arguments: [
        ("BAD and sum(rate(t[5m])) > 1", "TOTAL"), ("BAD and TOTAL > 1", "TOTAL"), ("BAD", "TOTAL > 1"),
        ("BAD", "TOTAL < 100"), ("BAD > 2", "TOTAL"), ("BAD and sum(rate(t[5m])) > 1", "TOTAL > 20"),
        ("sum by (a) (rate(e{a=\"1\"}[{{.window}}]))", "sum by (a) (rate(t{a=\"1\"}[{{.window}}])) > 5"),
        ("BAD", "TOTAL > on () (sum(rate(t[5m])) * 0.1)"),
    ])
    func `generated tests of guarded events pass`(_ bad: String, _ total: String) throws {
        let queries = [bad, total].map { $0.replacing("BAD", with: Self.bad).replacing("TOTAL", with: Self.total) }
        try Self.passes(try Query.events(bad: queries[0], total: queries[1]))
    }

    @Test(arguments: [
        "BAD / TOTAL and TOTAL > 1", "BAD / (TOTAL > 1)", "BAD / TOTAL and TOTAL > 1 and TOTAL < 1000",
        "BAD / TOTAL unless TOTAL < 2", "BAD / TOTAL and sum(rate(t[1d])) > 100",
        "BAD / TOTAL and sum(increase(t[{{.window}}])) > 1000", "BAD / TOTAL and on () count(up == 1) > 2",
    ])
    func `generated tests of guarded ratios pass`(_ form: String) throws {
        let query = form.replacing("BAD", with: Self.bad).replacing("TOTAL", with: Self.total)
        try Self.passes(.ratio(RatioIndicator(error: try WindowedQuery(query))))
    }

    /// What its series are worth in short and in long windows cannot be the same.
    @Test func `an indicator whose ratio depends on the window's length is tested by recorded series`() throws {
        let query = try Query.events(bad: Self.bad, total: "\(Self.total) > on () (sum(rate(t[5m])) * 0.1)")
        let generator = try RuleGenerator(Query.document(query))
        let comment = RuleTestSubject(generator, patterns: PatternCache()).comment
        #expect(comment?.hasPrefix("The recorded series of this SLO are fed") == true)
    }

    /// As Prometheus has it: the name goes only where labels are named.
    @Test(arguments: [
        ("x > on (a) y", ["a": "1"]), ("x > ignoring (b, c) y", ["__name__": "x", "a": "1"]),
        ("x > bool ignoring (b, c) y", ["a": "1"]),
    ])
    func `a comparison of series leaves the labels that it matches by`(_ query: String, _ labels: [String: String])
        throws
    {
        let world = ConstantSeries(series: [
            .init(labels: ["__name__": "x", "a": "1", "b": "2"], isCounter: false, value: 5),
            .init(labels: ["__name__": "y", "a": "1", "c": "2"], isCounter: false, value: 1),
        ])
        let evaluator = PromQLEvaluator(world: world, window: 300, patterns: PatternCache())
        #expect(try evaluator.vector(PromQLParser.parse(query)).map(\.labels) == [labels])
    }
}
