import NinesExposition
import Testing

/// What OpenMetrics 1.0 allows and forbids. Each page is the text below with `# EOF` behind it.
@Suite struct OpenMetricsPageTests {
    @Test(arguments: [
        "", "a 1\n", "a 1 0\n", "a 1 12345678901234567890.1234567890\n", "a 1 1.5e3\n", "a{} 1\n", "a{b=\"\"} 1\n",
        "a 0001.2e-1\n", "a +Inf\n", "a -inf\n", "a nan\n", "a 1.\n", "a .5\n", "# TYPE a unknown\n", "# HELP a \n",
        "# UNIT a \n", "# HELP a x\u{0}\\\"\\n\n", "# TYPE a counter\n# UNIT a \na_total 1 # {} 1\na_created 2.5\n",
        "# TYPE a gauge\na{b=\"1\"} 1\na{b=\"2\"} 1\na 1\n", "# TYPE a gauge\na 1 0\na 2 0\na 3 1\n",
        "# TYPE a info\na_info{b=\"1\"} 1 1\na_info{b=\"2\"} 1 0\n",
        "# TYPE a stateset\na{a=\"on\"} 1\na{a=\"off\"} 0.0\n",
        "# TYPE a summary\na{quantile=\"0.5\"} NaN\na{quantile=\"1\"} 2\na_sum 1\na_count 1\n",
        "# TYPE a histogram\na_bucket{le=\"0.00000000001\"} 0\na_bucket{le=\"1e-04\"} 1.0\na_bucket{le=\"+Inf\"} 3\n",
        "# TYPE a histogram\na_bucket{le=\"+Inf\"} 3 # {a=\"é\"} 4 123\na_count 3\na_sum 2\na_created 1\n",
        "# TYPE a histogram\na_bucket{le=\"-1\"} 0\na_bucket{le=\"+Inf\"} 3\n",
        "# TYPE a gaugehistogram\na_bucket{le=\"-1\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum -5\n",
        "# TYPE \"my.name\" counter\n{\"my.name_total\",\"a.b\"=\"\\z # }\"} 1\n", "a{b=\"} x # \",c=\"\\\"\\\\\"} 1\n",
    ])
    func `a page that keeps the rules is read`(text: String) throws {
        _ = try ParsedPage(Array((text + "# EOF\n").utf8), format: .openMetrics)
        // The mark's line feed is not demanded.
        _ = try ParsedPage(Array((text + "# EOF").utf8), format: .openMetrics)
    }

    @Test(arguments: [
        "a\n", "a \n", "a  1\n", "a 1 \n", "a 1\t\n", " a 1\n", "a 1_2\n", "a 0x1\n", "a 0o1\n", "a 1e\n", "a 1e999\n",
        "a +nan\n", "0a 1\n", "a-b 1\n", "a.b 1\n", "\n", "a 1\r\n", "#\n", "# comment\n", "#EOF\n", "a 1\n# EOF\n",
    ])
    func `lines of another shape are refused`(text: String) { refuses(text) }

    @Test(arguments: [
        "a 1 z\n", "a 1 1.1.1\n", "a 1 NaN\n", "a 1 +Inf\n", "a 1 0x1p-3\n", "a 1 1_2\n", "a 1 1 1\n",
        "# TYPE a gauge\na 0 1\na 0 0\n", "# TYPE a gauge\na 0 -1\na 0 -1.1\n", "# TYPE a gauge\na 0\na 0 0\n",
        "# TYPE a gauge\na 0 0\na 0\n",
    ])
    func `times that are none or go back are refused`(text: String) { refuses(text) }

    @Test(arguments: [
        "a{b} 1\n", "a{b\"c\"} 1\n", "a{b=} 1\n", "a{b=c} 1\n", "a{b=\"} 1\n", "a{b=\"c\" 1\n", "a{b=\"c\"}1\n",
        "a{b=\"c\",} 1\n", "a{,} 1\n", "a{b=\"1\",,c=\"2\"} 1\n", "a{b=\"1\"c=\"2\"} 1\n", "a{1=\"1\"} 1\n",
        "a{b:c=\"1\"} 1\n",
        "a{b=\"1\",b=\"2\"} 1\n", "a{b=\"1\",\"b\"=\"2\"} 1\n", "a{ b=\"1\"} 1\n", "{b=\"1\"} 1\n", "{\"a\",\"b\"} 1\n",
        "{\"\"} 1\n", "a{__b=\"1\"} 1\n", "a{__name__=\"b\"} 1\n", "a{\"__b\"=\"1\"} 1\n", "a 1\nb{__c=\"1\"} 1\n",
        "# TYPE a counter\na_total 1 # {__b=\"1\"} 1\n",
    ])
    func `labels of another shape are refused`(text: String) { refuses(text) }

    @Test(arguments: [
        "# HELP\n", "# HELP \n", "# HELP a\n", "# HELP a\t\n", " # HELP a x\n", "# TYPE\n", "# TYPE a\n",
        "# TYPE a meh\n",
        "# TYPE a gauge \n", "# TYPE a untyped\n", "# UNIT\n", "# UNIT a\n", "# UNIT a seconds\n", "# UNIT a_s s \n",
        "# FOO a x\n",
        "# TYPE a_s info\n# UNIT a_s s\n", "# TYPE a_s stateset\n# UNIT a_s s\n", "# HELP a x\n# HELP a x\n",
        "# TYPE a gauge\n# TYPE a gauge\n", "# UNIT a_s s\n# UNIT a_s s\n", "# TYPE a gauge\na 1\n# HELP a x\n",
        "# TYPE a counter\n# TYPE b gauge\n# HELP a x\n",
    ])
    func `metadata that are malformed, repeated or late are refused`(text: String) { refuses(text) }

    @Test(arguments: [
        "# TYPE a_created gauge\n# TYPE a counter\n", "# TYPE a counter\n# TYPE a_created gauge\n",
        "# TYPE a counter\na 1\n",
        "# TYPE a_total counter\na_total 1\n", "# TYPE a info\na 1\n", "a 1\nb 1\na{c=\"1\"} 1\n", "a 1\na 1\n",
        "a 1\na{b=\"\"} 1\n", "# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_total 1\na_count 0\n",
        "# TYPE a gauge\na{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"1\"} 1\n",
        "# TYPE a histogram\na_sum{b=\"1\"} 0\na_sum{b=\"2\"} 0\na_count{b=\"1\"} 0\n",
    ])
    func `names that clash and lines that stand apart are refused`(text: String) { refuses(text) }

    @Test(arguments: ["NaN", "-1"])
    func `amounts are numbers that are not negative`(value: String) {
        for page in [
            "# TYPE a counter\na_total", "# TYPE a summary\na_sum", "# TYPE a summary\na_count",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_sum",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_count",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"}", "# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gsum",
        ] { refuses("\(page) \(value)\n") }
        refuses("# TYPE a summary\na{quantile=\"0.5\"} -1\n")
        refuses("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0.5\n")
        refuses("# TYPE a histogram\na_bucket{le=\"+Inf\"} +Inf\n")
        refuses("# TYPE a summary\na_count +Inf\n")
    }

    @Test(arguments: [
        "a_sum 1\n", "a_bucket 1\n", "a_bucket{le=\"x\"} 1\n", "a_bucket{le=\"NaN\"} 1\n", "a_bucket{le=\"1\"} 1\n",
        "a_bucket{le=\"+INF\"} 1\n",
        "a_bucket{le=\"2\"} 0\na_bucket{le=\"1\"} 0\na_bucket{le=\"+Inf\"} 0\n",
        "a_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n",
        "a_bucket{le=\"+Inf\"} 0\na_count 0\n", "a_bucket{le=\"+Inf\"} 0\na_sum 0\n",
        "a_bucket{le=\"+Inf\"} 0\na_count 1\na_sum 0\n",
        "a_bucket{le=\"-1\"} 0\na_bucket{le=\"+Inf\"} 0\na_sum 0\na_count 0\n",
    ])
    func `histograms that contradict themselves are refused`(lines: String) { refuses("# TYPE a histogram\n\(lines)") }

    @Test(arguments: [
        "# TYPE a summary\na 0\n", "# TYPE a summary\na{quantile=\"1.01\"} 0\n",
        "# TYPE a summary\na{quantile=\"NaN\"} 0\n",
        "# TYPE a stateset\na 0\n", "# TYPE a stateset\na{a=\"b\"} 2\n", "# TYPE a info\na_info 2\n",
    ])
    func `summaries, states and infos that are none are refused`(text: String) { refuses(text) }

    @Test(arguments: [
        "1 #", "1 # {} 1 ", "1 # {}1", "1 #{} 1", "1 # {b=\"c\"}", "1 # {b=\"c\"} ", "1 # {b=\"c\"} 0.5 Inf",
        "1 # b=\"c\"} 1",
        "1 1 b=\" # \"} 1", "1 # {b=\"c\"} 1 1 1",
    ])
    func `exemplars of another shape are refused`(end: String) { refuses("# TYPE a counter\na_total \(end)\n") }

    @Test func `exemplars have at most 128 characters, and belong to totals and buckets`() throws {
        let page = { (count: Int) in
            Array("# TYPE a counter\na_total 1 # {b=\"\(String(repeating: "é", count: count))\"} 1\n# EOF\n".utf8)
        }
        _ = try ParsedPage(page(127), format: .openMetrics)
        #expect(throws: MetricParseError.self) { try ParsedPage(page(128), format: .openMetrics) }
        refuses("# TYPE a gauge\na 1 # {} 1\n")
        refuses("# TYPE a_bucket gauge\na_bucket 1 # {} 1\n")
        refuses("# TYPE a stateset\na{a=\"b\"} 1 # {} 1\n")
    }

    @Test func `an error says where it is, which rule is broken and by what`() throws {
        let page = ParsedPage(
            collectingErrorsIn: Array("# TYPE a counter\na_total 1 x\nb{c=\"1\",c=\"2\"} 1\nd 1e\n".utf8),
            format: .openMetrics)
        #expect(
            page.errors.map(\.description) == [
                "2:11: timestamp: \"x\" is not a number", "3:9: label: label \"c\" is given twice",
                "4:3: number: \"1e\" is not a number", "5:1: end-of-page: the page does not end with # EOF",
            ])
    }

    @Test func `bytes that are not UTF-8 are refused where they stand`() {
        let page = ParsedPage(
            collectingErrorsIn: Array("a{b=\"".utf8) + [0xC3, 0x28] + Array("\"} 1\n# EOF\n".utf8), format: .openMetrics
        )
        #expect(page.errors.map(\.description) == ["1:6: utf-8: byte 0xc3 is not UTF-8"])
    }

    private func refuses(_ text: String, location: SourceLocation = #_sourceLocation) {
        let page = ParsedPage(
            collectingErrorsIn: Array((text + "# EOF\n").utf8), format: .openMetrics, strictness: .strict)
        #expect(!page.errors.isEmpty, "\(text)", sourceLocation: location)
    }
}
