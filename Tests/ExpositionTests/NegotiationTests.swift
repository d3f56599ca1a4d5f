import NinesExposition
import Testing

@Suite struct NegotiationTests {
    /// Answers by the names that the tables use.
    enum Answer: String, Sendable {
        case text = "text/plain; version=0.0.4; charset=utf-8"
        case openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case openMetricsUTF8 = "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8"
        case openMetricsUnderscores =
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores"
        case openMetrics2 = "application/openmetrics-text; version=2.0.0; charset=utf-8"
        case draft = "application/openmetrics-text; version=0.0.1; charset=utf-8"
        case text1 = "text/plain; version=1.0.0; charset=utf-8"
        case protobuf =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"
    }

    private func check(_ accept: String?, _ answer: Answer) {
        let format = ExpositionFormat.negotiate(accept: accept)
        #expect(format.contentType == answer.rawValue, "Accept: \((accept ?? "none").prefix(500))")
    }

    @Test(arguments: [
        // Prometheus 2.42, without and with its protobuf first.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", Answer.openMetrics
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
                + "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .protobuf
        ),
        // Prometheus 3, without and with native histograms.
        (
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            .openMetricsUTF8
        ),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                + "application/openmetrics-text;version=0.0.1;q=0.4,"
                + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            .protobuf
        ),
        // Prometheus before OpenMetrics 1.0.
        ("application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .draft),
        // Browsers and curl.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", .text),
        ("*/*", .text),
    ])
    func `scrapers and browsers in use get what they want most`(accept: String, answer: Answer) {
        check(accept, answer)
    }

    @Test(arguments: [
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.6", Answer.text),
        ("application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.5", .openMetrics),
        ("text/plain;q=0.123,application/openmetrics-text;version=1.0.0;q=0.124", .openMetrics),
        ("text/plain;q=1.000,application/openmetrics-text;version=1.0.0;q=0.999", .text),
        ("text/plain;q=0.,application/openmetrics-text;version=1.0.0;q=1.", .openMetrics),
        ("text/plain;q=0,*/*;q=0.1", .openMetrics),
        ("text/plain;q=0.000, */*", .openMetrics),
        ("application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text;q=0.1", .draft),
        ("application/openmetrics-text;q=0,application/*;q=0.9,text/*;q=0.1", .text),
        ("application/openmetrics-text;q=0, text/plain;q=0, */*", .text),
        ("*/*;q=0", .text),
        ("text/plain;Q=0.1,application/openmetrics-text;version=1.0.0;Q=0.2", .openMetrics),
    ])
    func `the highest weight wins and 0 refuses`(accept: String, answer: Answer) { check(accept, answer) }

    @Test(arguments: [
        ("text/plain;q=1.001,application/openmetrics-text;version=1.0.0;q=0.1", Answer.openMetrics),
        ("text/plain;q=2,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=-1,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=0.1234,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=.5,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=\"1\",application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=1;q=1,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=high,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=1e0,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;q=0.5x,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;version=0.0.4;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain;version=\"0.0.4,application/openmetrics-text;version=1.0.0", .text),
        ("text/plain;version=\"0.0.4\"x,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/pl ain,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("*/plain,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("*,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
        ("text/plain/x,application/openmetrics-text;version=1.0.0;q=0.1", .openMetrics),
    ])
    func `a malformed clause is ignored and the others count`(accept: String, answer: Answer) {
        check(accept, answer)
    }

    @Test(arguments: [
        ("application/openmetrics-text", Answer.draft),
        ("text/plain", .text),
        ("application/openmetrics-text;version=2.0.0", .openMetrics2),
        ("application/openmetrics-text;version=2.0.0,application/openmetrics-text;version=1.0.0;q=0.2", .openMetrics2),
        ("application/openmetrics-text;version=3.0.0", .text),
        ("application/openmetrics-text;version=3.0.0,application/openmetrics-text;version=1.0.0;q=0.2", .openMetrics),
        ("text/plain;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.1", .text1),
        ("text/plain;version=1.0.1,application/openmetrics-text;version=0.0.1;q=0.1", .draft),
        ("text/plain;version=0.0.3,*/*;q=0.5,application/openmetrics-text;version=1.0.0;q=0.6", .openMetrics),
        ("application/openmetrics-text;version=1.0.0;charset=utf-8", .openMetrics),
        ("application/openmetrics-text;escaping=underscores;version=1.0.0", .openMetricsUnderscores),
        ("application/openmetrics-text;version=\"1.0.0\"", .openMetrics),
        ("application/openmetrics-text;version=\"1\\.0.0\"", .openMetrics),
        ("application/openmetrics-text;note=\"a, b; c=\\\"d\\\"\";version=1.0.0", .openMetrics),
        ("APPLICATION/OpenMetrics-Text;Version=1.0.0", .openMetrics),
        (" application/openmetrics-text ; version=1.0.0 \t; q=0.5 , ", .openMetrics),
        (",,application/openmetrics-text;;version=1.0.0;,", .openMetrics),
        ("*/*;version=1.0.0", .openMetrics),
        ("application/json", .text),
        ("application/vnd.google.protobuf", .text),
        ("", .text),
        (" , ", .text),
    ])
    func `versions, parameters and spelling are read as the rules say`(accept: String, answer: Answer) {
        check(accept, answer)
    }

    @Test(arguments: [
        ("application/*", Answer.openMetrics),
        ("text/*", .text),
        ("application/*;q=0.5,text/*;q=0.4", .openMetrics),
        ("*/*;q=0.9,text/plain;q=0.1", .openMetrics),
        ("*/*;q=0.9,text/*;q=0.1,text/plain;q=0.95", .text),
        ("application/*;q=0.1,application/openmetrics-text;version=1.0.0;q=0.9,text/plain;q=0.5", .openMetrics),
        ("application/*;q=0.9,application/openmetrics-text;version=1.0.0;q=0.1,text/plain;q=0.5", .draft),
        ("text/plain;version=0.0.4;q=0.1,text/plain;q=0.9,application/*;q=0.5", .openMetrics),
        ("text/plain;q=0.9,text/plain;version=0.0.4;q=0.1,application/*;q=0.5", .openMetrics),
        ("text/plain;q=0.1,text/plain;q=0.9,application/*;q=0.5", .openMetrics),
    ])
    func `the most specific clause decides`(accept: String, answer: Answer) { check(accept, answer) }

    @Test(arguments: [
        ("text/plain,application/openmetrics-text;version=1.0.0", Answer.text),
        ("application/openmetrics-text;version=1.0.0,text/plain", .openMetrics),
        ("application/openmetrics-text,application/openmetrics-text;version=1.0.0", .draft),
        ("application/openmetrics-text;version=1.0.0,application/openmetrics-text", .openMetrics),
        ("*/*,application/openmetrics-text;version=1.0.0", .text),
        ("text/plain;version=1.0.0,text/plain;version=0.0.4", .text1),
        ("text/plain;version=0.0.4,text/plain;version=1.0.0", .text),
        ("application/*,text/*", .openMetrics),
        ("text/*;q=0.5,application/*;q=0.5", .text),
    ])
    func `equals follow the client's order and then ours`(accept: String, answer: Answer) { check(accept, answer) }

    @Test(arguments: [
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited", Answer.protobuf),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text", .text),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily", .text),
        ("application/vnd.google.protobuf;proto=other.Message;encoding=delimited", .text),
        ("application/vnd.google.protobuf,application/openmetrics-text;q=0.1", .draft),
        ("application/openmetrics-text;q=0,application/*", .text),
        ("text/plain;q=0,application/openmetrics-text;version=1.0.0;q=0,application/openmetrics-text;q=0,*/*", .text),
        ("application/openmetrics-text;version=2.0.0;q=0,application/*", .openMetrics),
        ("*/*;version=2.0.0", .text),
        ("application/*;version=2.0.0", .text),
        ("application/openmetrics-text", .draft),
    ])
    func `protobuf and OpenMetrics 2 come only to those who name them`(accept: String, answer: Answer) {
        check(accept, answer)
    }

    @Test(arguments: [
        ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8", EscapingScheme.allowUTF8, true),
        ("application/openmetrics-text;version=1.0.0;escaping=underscores", .underscores, true),
        ("application/openmetrics-text;version=1.0.0;escaping=dots", .dots, true),
        ("application/openmetrics-text;version=1.0.0;Escaping=\"values\"", .values, true),
        ("text/plain;version=0.0.4;escaping=allow-utf-8", .allowUTF8, true),
        ("text/plain;version=1.0.0;escaping=values", .values, true),
        ("*/*;escaping=dots", .dots, true),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
                + "escaping=allow-utf-8", .allowUTF8, true
        ),
        ("application/openmetrics-text;version=1.0.0", .underscores, false),
        ("application/openmetrics-text;version=1.0.0;escaping=backslashes", .underscores, false),
        ("application/openmetrics-text;version=1.0.0;escaping=Values", .underscores, false),
        (
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
                + "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.8", .underscores, false
        ),
        ("application/openmetrics-text;version=3.0.0;escaping=allow-utf-8,text/plain", .underscores, false),
        ("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.5", .underscores, false),
        ("text/plain;q=0.5,*/*;escaping=allow-utf-8;q=0.1", .underscores, false),
        ("text/plain;q=0.5,text/plain;version=0.0.4;escaping=dots;q=0.1", .dots, true),
        ("application/json;escaping=values", .underscores, false),
    ])
    func `the clause that decides says how names are escaped`(
        accept: String, scheme: EscapingScheme, isNamed: Bool
    ) {
        let format = ExpositionFormat.negotiate(accept: accept)
        #expect(format.escaping == scheme)
        #expect(format.contentType.hasSuffix("; escaping=\(scheme.rawValue)") == isNamed)
        #expect(format.contentType.contains("escaping") == isNamed)
    }

    @Test func `no header means text`() { check(nil, .text) }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            // Noise that ends with each piece: what comes after it counts.
            ("a/b;c=d,", Answer.openMetrics), ("*/*;q=0.001,", .openMetrics), (",", .openMetrics),
            ("\u{e9}/\u{fc},", .openMetrics), ("\"\\\"\",", .openMetrics),
            // Noise that makes one malformed clause of everything.
            (";", .text), ("\"", .text), ("\\", .text), ("/", .text), ("text/plain;", .text),
            ("text/plain;a=\",\\\"\";", .text),
        ])
    func `a header of 64 KiB is read in one pass`(piece: String, answer: Answer) {
        let noise = String(repeating: piece, count: 65_536 / piece.utf8.count)
        check(noise + "application/openmetrics-text;version=1.0.0;q=0.5", answer)
    }

    @Test func `many parameters cost no more than their length`() {
        let many = (0..<50_000).map { ";p\($0)=\($0)" }.joined()
        check("text/plain\(many);q=0.1,application/openmetrics-text;version=1.0.0\(many);q=0.2", .openMetrics)
    }
}
