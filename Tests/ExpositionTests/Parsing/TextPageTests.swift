import NinesExposition
import NinesMetrics
import Testing

/// Prometheus' text formats 0.0.4 and 1.0.0, strict and lenient.
@Suite struct TextPageTests {
    private func read(_ text: String, _ format: PageFormat = .text) throws -> ParsedPage {
        try ParsedPage(Array(text.utf8), format: format)
    }

    @Test func `a page becomes families with their samples`() throws {
        let page = try read(
            """
            # HELP requests_total All \\\\ of\\nthem, "quoted".
            # TYPE requests_total counter
            requests_total { method = "GET" , path = "\\"\\\\\\n" , } 1027 1395066363000
            \t requests_total{method="POST"}\t3
            # some comment

            # TYPE seconds histogram
            seconds_bucket{le="0.5"} 1
            seconds_bucket{le="+Inf"} 2
            seconds_sum NaN
            seconds_count 2
            untold +Inf

            """)
        #expect(page.families.map(\.name) == ["requests_total", "seconds", "untold"])
        #expect(page.families.map(\.type) == [.counter, .histogram, .unknown])
        let requests = try #require(page.family("requests_total"))
        #expect(requests.help == "All \\ of\nthem, \"quoted\".")
        #expect(requests.samples.map(\.value) == [1027, 3])
        #expect(requests.samples.map(\.line) == [3, 4])
        #expect(requests.samples[0].labels == [Label("method", "GET"), Label("path", "\"\\\n")])
        #expect(requests.samples[0].timestamp == 1_395_066_363)
        #expect(
            page.family("seconds")?.samples.map(\.name) == [
                "seconds_bucket", "seconds_bucket", "seconds_sum", "seconds_count",
            ])
    }

    @Test(arguments: [
        "a 1", "a\n", "a{b=\"\\z\"} 1\n", "# HELP a \\z\n", "# TYPE a info\n", "# TYPE a\n", "# TYPE a-b gauge\n",
        "a 1 1.5\n", "a 1 9223372036854775808\n", "a 1 # {} 1\n", "{\"a.b\"} 1\n", "# TYPE \"a.b\" gauge\n", "a-b 1\n",
        "a{b=\"1\",b=\"2\"} 1\n", "a{b=\"1\n\"} 1\n", "a 1\na 1\n", "a 1\n# TYPE a gauge\n", "a 1\nb 1\na{c=\"1\"} 1\n",
        "# TYPE a gauge\n# TYPE a gauge\n", "# TYPE a summary\na{quantile=\"x\"} 1\n",
        "# TYPE a histogram\na_bucket{le=\"1\"} 1\n",
    ])
    func `what text 0.0.4 forbids is refused`(text: String) {
        #expect(throws: MetricParseError.self) { try read(text) }
    }

    @Test func `text 1.0.0 has names in quotes`() throws {
        let page = try read("# TYPE \"a.b\" gauge\n{\"a.b\",\"c d\"=\"é\"} 1\n{\"plain\"} 2\n", .textUTF8)
        #expect(page.families.map(\.name) == ["a.b", "plain"])
        #expect(page.family("a.b")?.samples[0].labels == [Label("c d", "é")])
    }

    @Test func `lenient reading takes what others write, and goes on behind what it cannot read`() {
        let text = "{\"a.b\"} 1\r\nb{c=\"\\z\"} 1\n0 oops\nc 1\nb 2\n\n# TYPE d stateset\nd{d=\"on\"} 1"
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: .text)
        #expect(page.errors.map(\.description) == ["3:1: name: no legal name: \"0\""])
        #expect(page.families.map(\.name) == ["a.b", "b", "c", "d"])
        #expect(page.family("b")?.samples.map(\.value) == [1, 2])
        #expect(page.family("b")?.samples[0].labels == [Label("c", "\\z")])
    }

    @Test(arguments: [
        (PageFormat.text, "say \\\"hi\\\" \\ and\n\\z"), (.textUTF8, "say \\\"hi\\\" \\ and\n\\z"),
        (.openMetrics, "say \"hi\" \\ and\n\\z"),
    ])
    func `quotes in a help are escaped in OpenMetrics alone`(format: PageFormat, help: String) {
        let text = "# HELP a say \\\"hi\\\" \\\\ and\\n\\z\n# EOF\n"
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: format)
        #expect(page.errors.isEmpty)
        #expect(page.families.map(\.help) == [help])
    }

    @Test func `a page with one more line feed is told what stands behind its end`() {
        let page = Array("# TYPE a counter\na_total 1\n# EOF\n\n".utf8)
        let parsed = ParsedPage(collectingErrorsIn: page, format: .detected(in: page), strictness: .strict)
        #expect(parsed.errors.map(\.description) == ["4:1: end-of-page: text behind # EOF"])
    }

    @Test(arguments: [PageFormat.textUTF8, .openMetrics])
    func `the name in quotes may stand behind labels, as Prometheus 3 reads it`(format: PageFormat) throws {
        let page = try read(
            "{q=\"0.9\",\"http.status\"} 1\n{\"http.status\",q=\"1\"} 2\n{q=\"2\",\"http.status\",\"r.s\"=\"3\"} 4\n"
                + (format == .openMetrics ? "# EOF\n" : ""), format)
        #expect(page.families.map(\.name) == ["http.status"])
        #expect(page.families[0].samples.map(\.value) == [1, 2, 4])
        #expect(
            page.families[0].samples.map(\.labels) == [
                [Label("q", "0.9")], [Label("q", "1")], [Label("q", "2"), Label("r.s", "3")],
            ])
    }

    @Test(arguments: [Int64.min, .min + 1, -1, 0, .max - 1, .max])
    func `every time of 64 bits is read`(milliseconds: Int64) throws {
        let page = try read("a 1 \(milliseconds)\n")
        #expect(page.families[0].samples[0].timestamp == Double(milliseconds) / 1000)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "99999999999999999999", "1.5", "-", "+", "1-"])
    func `what is no time of 64 bits is refused`(text: String) {
        let error = #expect(throws: MetricParseError.self) { try read("a 1 \(text)\n") }
        #expect(error?.rule == .timestamp)
    }

    @Test func `lines, labels, samples and errors are limited`() {
        let limits = PageLimits(lineLength: 20, labels: 2, samples: 3, errors: 2)
        let text = "a 1\nb{c=\"1\",d=\"2\",e=\"\"} 1\nb{c=\"1\",d=\"2\"} 1\n" + String(repeating: "x\n", count: 5)
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: .text, limits: limits)
        #expect(page.errors.map(\.rule) == [.limit, .syntax])
        #expect(page.errors.count == 2 && page.errorCount == 3)
    }

    @Test(arguments: [
        ("a 1\n# EOF\n", PageFormat.openMetrics), ("# EOF", .openMetrics), ("a 1\n", .textUTF8), ("", .textUTF8),
        ("# HELP a # EOF\n", .textUTF8), ("a 1\n# EOF\n\n", .openMetrics), ("a 1\n# EOF\r\n \n", .openMetrics),
    ])
    func `a page's end tells its format`(text: String, format: PageFormat) {
        #expect(PageFormat.detected(in: Array(text.utf8)) == format)
    }
}
