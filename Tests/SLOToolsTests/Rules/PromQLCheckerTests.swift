import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What is refused is what Prometheus refuses: its own word on each expression.
@Suite struct PromQLCheckerTests {
    /// As of Prometheus 2.42, the oldest that is supported.
    static let accepted = [
        "up", "{__name__=\"a\", b!=\"c\"}", "rate(a[5m])", "sum by (a) (rate(b{c=~\"d|e\"}[5m] offset 1h))",
        "sum(rate(a[5m])) without (b)", "sum without (b) (a)", "topk(3, a)", "quantile(0.9, a)",
        "count_values(\"v\", a)",
        "a and on (b) c", "a / on (b) group_left (d) c", "a unless ignoring (b) c", "a > bool 1", "1 > bool 2",
        "-a ^ 2",
        "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))", "histogram_fraction(0, 0.2, rate(a[5m]))",
        "label_replace(a, \"b\", \"$1\", \"c\", \"(.*)\")", "label_join(a, \"b\", \"-\", \"c\", \"d\")", "time() - a",
        "vector(1)", "scalar(a) + 1", "absent(a)", "absent_over_time(a[5m])", "avg_over_time((a > 1)[1h:1m])",
        "max_over_time(rate(a[1m])[1h:])", "quantile_over_time(0.9, a[5m])", "predict_linear(a[1h], 3600)",
        "holt_winters(a[5m], 0.5, 0.5)", "clamp(a, 0, 1)", "clamp_min(a, 0)", "round(a)", "round(a, 0.1)", "a @ end()",
        "a @ 1609746000", "a offset -5m", "day_of_week()", "hour(a)", "a * Inf", "a == NaN", "a % 0x1F", "a + 1e3",
        "a{b=\"\\x41\\u00e9\"}", "a{b=`c\\d`}", "sort_desc(a)", "pi() * a", "stddev_over_time(a[5m])", "(((a)))",
        "sum(a) or on () vector(0)", "a atan2 b", "timestamp(a)", "changes(a[5m])", "a # why\n+ b", "sgn(a)",
        "increase(a[1h30m])", "delta(a[5m])", "deriv(a[5m])", "idelta(a[5m])", "resets(a[5m])", "group(a)",
        "present_over_time(a[5m])", "last_over_time(a[5m])", "sum by (a,) (b)", "a{b=\"c\",}", "min(a) by (b)",
        "a{b=\"\\101\\a\\b\\f\\v\"}", "a{b='it\\'s'}", ":a", "a:b", "a offset 5m @ 5", "rate(a[5m] offset 5m)",
        "max_over_time((a)[5m:1m] offset 1m)", "sum_over_time(a[5m:1m] @ end())", "by", "offset", "sum",
        "max_over_time(a offset 5m [5m:1m])", "a * on (b) group_left (c,) d", "a * ignoring (b) group_right (b) d",
    ]

    static let refused =
        [
            ("sum(rate(a[5m])", "it ends where , is expected"), ("smu(a)", "unknown function smu"),
            ("rate(a)", "argument 1 of rate is an instant vector, not a range such as x[5m]"),
            ("a[5m]", "it is a range such as x[5m], not an instant vector"),
            ("\"a\"", "it is a string, not an instant vector"),
            ("sum(a[5m])", "sum is given a range such as x[5m], not an instant vector"),
            ("clamp(a, 0)", "clamp has 2 arguments, and takes 3"),
            ("topk(a)", "the first argument of topk must be a number"),
            ("sum(1, a)", "sum takes one argument"), ("a or 1", "or is given a number"),
            ("1 > 2", "numbers are compared without bool"), ("a + bool b", "bool stands behind +"),
            ("a and on (b) group_left c", "and cannot be grouped"), ("-\"a\"", "- stands before a string"),
            ("a[5m:1m]", "it is a range such as x[5m], not an instant vector"), ("a / [5m]", nil), ("a b", nil),
            ("a{b}", nil),
            ("a{b=c}", nil), ("sum(a))", nil), ("", nil), ("a ==", nil), ("rate(a[5])", nil), ("a[5m", nil),
            ("a{b=\"c}", nil),
            ("rate(a[5m]) offset", nil), ("sum by a (b)", nil), ("vector(a)", nil),
            ("label_replace(a, b, c, d, e)", nil),
            ("histogram_quantile(a, 0.9)", nil), ("a @ b", nil), ("time(a)", nil), ("1m + a + [", nil),
            ("rate(a[5m]) rate(b[5m])", nil),
            ("sum(rate(a[5m]) / sum(rate(b[5m])", nil), ("avg_over_time(a)", nil), ("a[5m:1m][1h:5m]", nil),
            ("sum(a) offset 5m", "offset is not behind a selector, a range or a subquery"), ("(a) offset 5m", nil),
            ("sum(a) @ 5", nil), ("rate((a)[5m])", nil), ("a offset 5m offset 5m", nil), ("a @ 5 @ 6", nil),
            ("a * group_left (b) c", nil), ("a * on (b) group_left (b) c", nil), ("a / on (b) 5", nil),
            ("sum(a,)", nil), ("a{b=\"it\\'s\"}", nil), ("sum by (a:b) (c)", nil), ("on", nil), ("bool", nil),
            ("rate(a offset 5m [5m])", nil), ("a{b=\"\\400\"}", nil), ("5 offset 5m", nil), ("time() offset 5m", nil),

        ] as [(String, String?)]

    static func verdict(_ text: String) -> PromQLError? {
        do throws(PromQLError) {
            try PromQLChecker.check(try PromQLParser.parse(text))
            return nil
        } catch {
            return error
        }
    }

    private static func file(_ expressions: [String]) -> RuleFile {
        RuleFile(
            groups: [
                RuleGroup(
                    name: "g",
                    rules: expressions.enumerated().map { Rule(kind: .record, name: "r\($0)", expression: $1) })
            ])
    }

    @Test func `what Prometheus reads is read`() throws {
        for text in Self.accepted {
            #expect(Self.verdict(text) == nil, "\(text): \(Self.verdict(text)?.description ?? "")")
        }
        let words = try Promtool(rules: Self.file(Self.accepted)).check()
        #expect(words == nil, "\(words ?? "")")
    }

    @Test(arguments: refused) func `what Prometheus refuses is refused`(_ text: String, _ message: String?) throws {
        let error = Self.verdict(text)
        #expect(error != nil, "\(text)")
        if let message { #expect(error?.description == message) }
        // Prometheus finds out about a range or a string when it evaluates the rule, unless it is computed with.
        let isRefused = try [text, "(\(text)) + 0"].contains { try Promtool(rules: Self.file([$0])).check() != nil }
        #expect(isRefused, "\(text)")
    }

    /// Of Prometheus 3.
    @Test(arguments: [
        "{\"a.b\", c=\"d\"}", "{\"a\"}", "limitk(3, a)", "limit_ratio(0.5, a)",
        "double_exponential_smoothing(a[5m], 0.5, 0.5)",
        "a > 5m", "histogram_avg(rate(a[5m]))", "mad_over_time(a[5m])", "sort_by_label(a, \"b\")", "info(a)",
        "ts_of_max_over_time(a[5m])", "a + 1_000", "rate(a[5m] smoothed)", "sum(histogram_stddev(a))",
    ])
    func `what newer ones read is read`(_ text: String) { #expect(Self.verdict(text) == nil, "\(text)") }

    @Test(arguments: [
        "histogram_share(0.2, sum(rate(a[5m])) by (vmrange))", "vector(1)[5m]", "a default 0", "a if b",
        "rate(sum(a))", "median_over_time(a[5m])", "rate(a[5m]) keep_metric_names",
    ])
    func `metrics QLIs told`(_ text: String) { #expect(Self.verdict(text)?.isMetricsQL == true, "\(text)") }

    @Test(arguments: ["sum(rate(a[5m])", "smu(a)", "a b", "rate(a)"])
    func `what is neither is told`(_ text: String) { #expect(Self.verdict(text)?.isMetricsQL == false, "\(text)") }

    @Test(arguments: ["1", "scalar(sum(rate(t[{{.window}}])))", "time()"])
    func `a number is no events, as rules compare it without bool`(_ number: String) throws {
        typealias Query = IndicatorQueryTests
        let count = WindowedQuery(trusted: "sum(rate(b[{{.window}}]))")
        let numbers = WindowedQuery(sameForAllWindows: number)
        let indicators: [Indicator] = [
            .events(EventIndicator(bad: .query(count), total: .query(numbers))),
            .events(EventIndicator(bad: .query(numbers), total: .query(count))),
            .ratio(RatioIndicator(error: numbers)),
        ]
        for indicator in indicators {
            let faults = try RuleGenerator(Query.document(indicator)).faults
            #expect(faults.map(\.description) == ["it is a number, not an instant vector"])
        }
        let ratio = Indicator.ratio(
            RatioIndicator(error: WindowedQuery(trusted: "\(count.template) / \(number)")))
        #expect(try RuleGenerator(Query.document(ratio)).faults.isEmpty)
    }
}
