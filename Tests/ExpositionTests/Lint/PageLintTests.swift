import NinesExposition
import NinesMetrics
import Testing

@Suite struct PageLintTests {
    private func lint(_ text: String, _ format: PageFormat = .text) throws -> [String] {
        PageLint.problems(in: try ParsedPage(Array(text.utf8), format: format), format: format).map(\.description)
    }

    @Test(arguments: [
        ("gauge", "a_milliseconds", "unit: use the base unit \"seconds\" instead of \"milliseconds\""),
        ("gauge", "a_bits", "unit: use the base unit \"bytes\" instead of \"bits\""),
        ("counter", "a", "counter-total: a counter's name should end in \"_total\""),
        ("gauge", "a_total", "counter-total: only a counter's name should end in \"_total\""),
        ("gauge", "a_bucket", "reserved-suffix: \"_bucket\" is the ending of a histogram's samples"),
        ("gauge", "a_count", "reserved-suffix: \"_count\" is the ending of a histogram or summary's samples"),
        ("gauge", "a_gauge", "type-in-name: the name should not say the type \"gauge\""),
        ("gauge", "a:b", "colon: \":\" in names is for recording rules"),
        ("gauge", "aB", "camel-case: write the name in snake_case"),
        ("gauge", "a_ms", "unit-abbreviation: the name should not abbreviate a unit: \"ms\""),
    ])
    func `a name that is advised against is a problem`(type: String, name: String, problem: String) throws {
        #expect(try lint("# HELP \(name) Help.\n# TYPE \(name) \(type)\n\(name) 1\n") == ["\(name): \(problem)"])
    }

    @Test func `missing help and other types' labels are problems`() throws {
        #expect(
            try lint("# TYPE a gauge\na{le=\"1\",quantile=\"1\",fooBar=\"\"} 1\n") == [
                "a: help: no help text", "a: reserved-label: the label \"le\" is for histograms",
                "a: reserved-label: the label \"quantile\" is for summaries",
                "a: camel-case: write the label name \"fooBar\" in snake_case",
            ])
    }

    @Test func `a good page has no problems in either format`() throws {
        #expect(
            try lint(
                "# HELP a_total Help.\n# TYPE a_total counter\na_total 1\n# HELP thermometers Help.\nthermometers 1\n"
            )
            .isEmpty)
        #expect(try lint("# HELP a Help.\n# TYPE a counter\na_total 1\n# EOF\n", .openMetrics).isEmpty)
    }

    @Test func `a registry is checked without a page`() throws {
        let registry = Registry()
        _ = try registry.gauge("waiting_total", help: "")
        #expect(PageLint.problems(in: registry.collect()).map(\.rule) == [.help, .counterTotal])
    }
}
