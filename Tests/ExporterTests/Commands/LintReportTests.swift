import Testing

@testable import nines

@Suite struct LintReportTests {
    private func report(_ text: String, _ format: Lint.Format? = nil, isStrict: Bool = false) -> [String] {
        LintReport.lines(Array(text.utf8), named: "page", format: format, isStrict: isStrict)
    }

    @Test func `a problem is told with file, line, column and rule`() {
        #expect(report("a 1\nb 1e\n") == ["page:2:3: number: \"1e\" is not a number"])
    }

    @Test func `the end mark makes a page OpenMetrics unless the format is given`() {
        let page = "a  1\n# EOF\n"
        #expect(report(page).count == 1)
        #expect(report(page, .text).isEmpty)
        #expect(report("a 1\n", .openmetrics).count == 1)
        #expect(report("a 1 st@0\n# EOF\n", .openmetrics2).count == 1)
        #expect(report("# TYPE a counter\na 1 st@0\n# EOF\n", .openmetrics2).isEmpty)
        #expect(report("a 1\n", .protobuf).count == 1)
    }

    @Test func `strict reports add advice on names`() {
        #expect(report("a_ms 1\n").isEmpty)
        #expect(
            report("a_ms 1\n", isStrict: true) == [
                "page:1:1: help: a_ms: no help text",
                "page:1:1: unit-abbreviation: a_ms: the name should not abbreviate a unit: \"ms\"",
            ])
    }
}
