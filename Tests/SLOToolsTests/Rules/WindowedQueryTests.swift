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
}
