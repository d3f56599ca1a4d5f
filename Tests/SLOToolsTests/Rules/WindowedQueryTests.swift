import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Places for windows in queries.
@Suite struct WindowedQueryTests {
    @Test func `every spelling of the place is replaced`() throws {
        let query = try WindowedQuery("  sum(rate(a[{{ .window }}]))\n  / sum(rate(b[{{- .window -}}]))\n\n")
        #expect(query.over(.seconds(5_400)) == "sum(rate(a[1h30m]))\n/ sum(rate(b[1h30m]))")
    }

    @Test(arguments: [
        ("sum(rate(a[5m]))", "query: it has no place for its window (write [{{.window}}] where its range stands)"),
        ("a[{{.service}}]", "query: the only template in a query is {{.window}}"),
        ("a[{{.window]", "query: the only template in a query is {{.window}}"),
    ])
    func `refuses other templates`(_ text: String, _ message: String) {
        let error = #expect(throws: SLOError.self) { try WindowedQuery(text) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("sum(rate(a[{{.window}}]))", true, "sum(rate(a[{{.window}}]))"),
        ("sum(rate(a[5m]))", true, "sum(rate(a[{{.window}}]))"),
        ("sum(rate(a[$__rate_interval]))", true, "sum(rate(a[{{.window}}]))"),
        ("sum(a{b=\"[5m]\"})", true, "sum(rate(a{b=\"[5m]\"}[{{.window}}]))"),
        ("sum(a) - sum(b)", true, "sum(rate(a[{{.window}}])) - sum(rate(b[{{.window}}]))"),
        ("sum(a)", false, "sum(sum_over_time(a[{{.window}}]))"), ("a{é=\"ü\"}", true, nil),
        ("a{b=\"ü\"}", true, "sum(rate(a{b=\"ü\"}[{{.window}}]))"),
    ])
    func `a query without places gets them`(_ text: String, _ isCounter: Bool, _ adapted: String?) {
        #expect((try? WindowedQuery.adapting(text, isCounter: isCounter))?.query.template == adapted)
    }

    private static let taken = "is taken for each rule's own window"
    private static let replaced = "its range is replaced by each rule's own window"

    @Test(arguments: [
        ("sum(rate(a[$w]))", "sum(rate(a[W]))", "$w \(taken)"),
        ("a[$w]", "sum(rate(a[W]))", "$w \(taken); it is a range alone, so its series are counted with rate"),
        (
            "a[5m] offset 1h", "sum(rate(a[W] offset 1h))",
            "\(replaced); it is a range alone, so its series are counted with rate"
        ),
        ("sum(rate(a{b=\"[$x]\"}[${w:raw}])) # [$y]", "sum(rate(a{b=\"[$x]\"}[W])) # [$y]", "${w:raw} \(taken)"),
        (
            "max_over_time(rate(a[5m])[$w:$__interval])", "max_over_time(rate(a[5m])[W:1m])",
            "$w \(taken), the step $__interval for 1m"
        ),
        (
            "sum(rate(a[$w])) / sum(rate(b[1h]))", "sum(rate(a[W])) / sum(rate(b[1h]))",
            "$w \(taken), the range 1h stays as it is"
        ),
        (
            "sum(rate(a[$v])) - sum(rate(b[$w]))", "sum(rate(a[W])) - sum(rate(b[W]))",
            "$v, $w are taken for each rule's own window"
        ),
        ("rollup(a[$w]) keep_metric_names", "rollup(a[W]) keep_metric_names", "$w \(taken)"),
        (
            "max_over_time(rate(a[5m])[30m:1m])", "max_over_time(rate(a[5m])[W:1m])",
            "\(replaced), and what stands within a subquery stays"
        ),
        (
            "sum_over_time(avg_over_time(a[5m])[1h:5m])", "sum_over_time(avg_over_time(a[5m])[W:5m])",
            "\(replaced), and what stands within a subquery stays"
        ),
        (
            "sum_over_time((a > bool 1)[1h:$step])", "sum_over_time((a > bool 1)[W:1m])",
            "\(replaced); the step $step for 1m"
        ),
        ("sum(rate(a[60m] offset 1w)) / sum(rate(b[1h]))", "sum(rate(a[W] offset 1w)) / sum(rate(b[W]))", replaced),
        (
            "sum(rate(a[5m])) / sum(rate(b[1h]))", "sum(rate(a[W])) / sum(rate(b[W]))",
            "its ranges 5m, 1h are all replaced by each rule's own window"
        ),
        (
            "sum(increase(a[5m])) - sum(b{c=\"d\"})", "sum(increase(a[W])) - sum(increase(b{c=\"d\"}[W]))",
            "\(replaced); `b{c=\"d\"}` has no range, so it is counted with increase as the others are"
        ),
        (
            "sum(increase(a[$w])) - sum(b)", "sum(increase(a[W])) - sum(increase(b[W]))",
            "$w \(taken); `b` has no range, so it is counted with increase as the others are"
        ),
        (
            "sum(rate(a[5m])) * max(b)", "sum(rate(a[W])) * max(b)",
            "\(replaced); `b` has no range, so its value of the moment stands in every window"
        ),
        (
            "sum(rate(a[5m]) * on (p) group_left (t) b) and on () up == 1",
            "sum(rate(a[W]) * on (p) group_left (t) b) and on () up == 1", replaced
        ),
    ])
    func `what becomes the window is told`(_ text: String, _ adapted: String, _ note: String) throws {
        let result = try WindowedQuery.adapting(text, isCounter: true)
        #expect(result.query.template == adapted.replacing("W", with: WindowedQuery.place))
        #expect(result.note == note)
    }

    @Test(arguments: [
        (
            "max_over_time(rate(a[$__rate_interval])[30m:1m])",
            "query: a variable ($__rate_interval) stands within a subquery, whose own range is the window: write a length "
                + "such as 5m in its place"
        ),
        (
            "max_over_time(rate(a[$v])[$w:1m])",
            "query: a variable ($v, $w) stands within a subquery, whose own range is the window: write a length such as 5m "
                + "in its place"
        ),
        (
            "sum(increase(a[1h])) - sum(increase(a[30m]))",
            "query: it has ranges of different lengths (1h, 30m), and which is the window is not known: write "
                + "[{{.window}}] where it is"
        ),
        (
            "max_over_time(rate(a[5m])[1h:10m])",
            "query: the step 10m of its subquery is longer than the shortest window, which would often hold nothing of it: "
                + "write at most 5m"
        ),
        (
            "max_over_time(rate(a[5m])[$w:1h])",
            "query: the step 1h of its subquery is longer than the shortest window, which would often hold nothing of it: "
                + "write at most 5m"
        ),
    ])
    func `a window that is not known is refused`(_ text: String, _ message: String) {
        let error = #expect(throws: SLOError.self) { try WindowedQuery.adapting(text, isCounter: true) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("sum(increase(t[5m]))", true, "increase"), ("sum(increase(t[$w])) or vector(0)", true, "increase"),
        ("sum(increase(t[{{.window}}]))", true, "increase"), ("sum(rate(t[5m]))", true, "rate"), ("t", true, "rate"),
        ("sum(sum_over_time(t[5m]))", true, "rate"), ("sum(increase(t[5m]))", false, "sum_over_time"),
        ("sum(increase(t[5m])) - sum(rate(t[5m]))", true, "rate"),
    ])
    func `a bare counter is counted as the query beside it`(_ other: String, _ isCounter: Bool, _ function: String)
        throws
    {
        let result = try WindowedQuery.adapting("sum(b)", isCounter: isCounter, beside: other)
        #expect(result.query.template == "sum(\(function)(b[{{.window}}]))")
        #expect(result.note == "has no range, so its series are counted with \(function)")
    }

    @Test(arguments: [
        ("sum(irate(x[{{.window}}]))", "`irate` looks at the last two samples"),
        ("sum(idelta(x[{{.window}}]))", "`idelta` looks at the last two samples"),
        ("max_over_time(sum(rate(x[{{.window}}]))[{{.window}}:1m])", "`{{.window}}` stands within a subquery"),
        ("sum(rate(x[{{.window}}] @ 1609746000))", "`@ 1609746000` is one instant"),
    ])
    func `a query that says the same for all windows or times is warned of`(_ query: String, _ start: String) throws {
        let measures: [SLIExpression] = [
            .ratio(try WindowedQuery(query)),
            .events(EventExpression(numerator: .bad(try WindowedQuery(query)), total: try WindowedQuery(query))),
        ]
        for measure in measures {
            #expect(measure.notes.count { $0.hasPrefix(start) } == 1, "\(measure.notes)")
        }
    }

    @Test(arguments: [
        "sum(rate(x[{{.window}}] @ end()))", "sum(rate(x[{{.window}}]))",
        "max_over_time(sum(irate(x[5m]))[{{.window}}:1m])",
        "sum(rate(x{a=\"@ 5\"}[{{.window}}] offset 1h))",
    ])
    func `others are not`(_ query: String) throws {
        #expect(SLIExpression.ratio(try WindowedQuery(query)).notes == [])
    }

    @Test(arguments: [
        ("5m", "", true), ("", "1h", true), ("5m", "1h", true), ("-5m", "5m", true), ("5m", "5m", false),
        ("-5m", "-5m", false), ("", "", false),
    ])
    func `counts of different times are warned of`(_ bad: String, _ total: String, _ isWarned: Bool) throws {
        func count(_ name: String, _ offset: String) throws -> WindowedQuery {
            try WindowedQuery("sum(rate(\(name)[{{.window}}]\(offset.isEmpty ? "" : " offset \(offset)")))")
        }
        let events = EventExpression(numerator: .bad(try count("b", bad)), total: try count("t", total))
        #expect(SLIExpression.events(events).notes.contains { $0.contains("different offsets") } == isWarned)
    }
}
