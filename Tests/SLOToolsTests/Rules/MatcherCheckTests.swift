import TestSupport
import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Matchers and ranges are refused where Prometheus refuses the file: by its own word on each.
@Suite struct MatcherCheckTests {
    private static func refused(_ queries: [String]) throws -> Set<Int> {
        try Promtool.refused(queries.enumerated().map { Rule(kind: .record, name: "r\($0)", expression: $1) })
    }

    static let regexes = [
        "", "a|b", "(a|b)*", "[]]", "[^]]", "]", "{", "a{2}", "a{2,}", "a{2,3}", "a{01}", "a{,3}", "a*?", "a+?", "a??",
        "^*", "$+", "(?i:a)", "(?i)a", "(?-i)a", "(?i-s:a)", "(?)", "a(?i)*", "(?P<n_1>a)", "[a-]", "[-a]", "[a-b-c]",
        "[\\d-a]", "[[:alpha:]]", "[[:^space:]x]", "[[:alpha]", "\\12", "\\0", "\\_", "\\/", "\\.", "\\z", "\\A",
        "\\b", "\\pL", "\\p{Greek}", "\\PN", "[\\pL]", "\\Qa(b\\E", "\\Qa(b\\E*", "\\x41", "\\x{41}",
        "\\a\\f\\n\\r\\t\\v",
        "é+", ".*(5..|4[0-9]{2}).*", "(|a)", "()", "a||b", "[\\]]", "[a\\-z]", "\\}", "x{1,1000}", "5..|timeout",
        "[&&]", "[\\t-\\n]", "(a{10}){100}", "(a{2}b{3}){100}", "\\07", "[\\x41-\\x42]", "(?i)a{1000}",
    ]

    static let unreadable = [
        "(?=x)", "(?!x).*", "(x)\\1", "(", ")", "a)(b", "[", "[]", "[a", "{2}", "a{2,1}", "a{1001}", "*", "+a", "?",
        "a**", "a*??", "a++", "a{2}{3}", "a|*", "(*)", "(?i)*", "(?x)a", "(?<=a)b", "(?<!a)b", "(?>a)", "[z-a]",
        "[a-\\d]", "[[:foo:]]", "\\8", "\\1x", "\\Z", "\\C", "\\é", "(?i", "(?i-)a", "(?P<n-x>a)", "(?P<>a)", "x(?#c)",
        "\\x4", "\\x{110000}", "\\xg1", "[\\b]", "[\\n-\\t]", "[\\x{41}-\\x{40}]", "(a{100}){100}", "((a{20}){20}){20}",
        "\\E", "(?P=n)", "(?P<n", "\\h", "[\\8]", "(?-)",
    ]

    @Test func `regular expressions are read as RE2 reads them`() throws {
        let texts = (Self.regexes + Self.unreadable).map { "a{b=~\(QueryText.quoted($0))}" }
        let refused = try Self.refused(texts)
        for (index, text) in texts.enumerated() {
            #expect(refused.contains(index) == (index >= Self.regexes.count), "promtool on \(text)")
            let verdict = PromQLCheckerTests.verdict(text)
            #expect((verdict != nil) == (index >= Self.regexes.count), "\(text): \(verdict?.description ?? "taken")")
        }
    }

    /// Of Go 1.22.
    @Test func `names of groups as newer ones have them are taken`() { #expect(RE2Syntax.fault(of: "(?<n>a)") == nil) }

    @Test(arguments: [
        (
            "a{b=~\"(?=x)\"}",
            "the regular expression \"(?=x)\" cannot be read: `(?=` is not supported: RE2 does not look around"
        ),
        (
            "{job=~\".*\"}",
            "the selector {job=~\".*\"} picks every series that has none of its labels: one of its matchers must refuse "
                + "the empty text, as job=~\".+\" does"
        ),
        ("rate(a[0s])", "the range [0s] is empty: it must be above 0"),
        ("a{__name__=\"b\"}", "the selector has two names: a and b"),
    ])
    func `what is refused is told`(_ text: String, _ message: String) {
        #expect(PromQLCheckerTests.verdict(text)?.description == message)
    }

    @Test func `selectors and ranges are refused as Prometheus does`() throws {
        let taken = [
            "{job=~\".+\"}", "{job=~\".*\", a=\"b\"}", "{__name__=~\".+\"}", "{job!=\"\"}", "rate(a[1h0m])",
            "rate(a[1000ms])", "max_over_time(a[5m:1m])", "rate({job!~\"\"}[5m])", "rate(a[1y2w3d4h5m6s7ms])",
        ]
        let refused = [
            "{job=~\".*\"}", "{job!=\"x\"}", "{job=\"\"}", "{}", "{__name__=~\".*\"}", "{job=~\"\"}", "{job!~\".+\"}",
            "a{__name__=\"b\"}", "a{__name__=~\"b\"}", "rate(a[0s])", "rate(a[0h0m])", "rate(a[5x])", "rate(a[1m1h])",
            "rate(a[1h5])", "rate(a[1.5h])", "rate(a[5m5m])", "max_over_time(a[0s:1m])", "max_over_time(a[5m:0s])",
            "rate({job=~\".*\"}[5m])", "max_over_time({job=\"\"}[5m:1m])",
            "a offset 5x", "rate(a[5m] offset 1m1h)",
        ]
        let texts = taken + refused
        let words = try Self.refused(texts)
        for (index, text) in texts.enumerated() {
            #expect(words.contains(index) == (index >= taken.count), "promtool on \(text)")
            #expect((PromQLCheckerTests.verdict(text) != nil) == (index >= taken.count), "\(text)")
        }
        #expect(PromQLCheckerTests.verdict("rate(a[1.5h])")?.isMetricsQL == true)
        #expect(PromQLCheckerTests.verdict("rate(a[5i])")?.isMetricsQL == true)
        // Seconds to Prometheus 3 too.
        #expect(PromQLCheckerTests.verdict("rate(a[300])")?.isMetricsQL == true)
        #expect(PromQLCheckerTests.verdict("a offset 0")?.isMetricsQL == true)
        #expect(PromQLCheckerTests.verdict("rate(a[1h5])")?.isMetricsQL == false)
        #expect(PromQLCheckerTests.verdict("rate(a[5x])")?.isMetricsQL == false)
    }
}

extension MatcherCheckTests {
    /// Out of pieces, so that much of it is nearly right.
    @Test func `random expressions are read as RE2 reads them`() throws {
        let pieces = [
            "a", "b", "(", "(", ")", ")", "(?:", "(?i)", "(?i:", "(?P<n>", "(?=", "(?-s", "|", "*", "+", "?", "{2}",
            "{0,2}",
            "{2,", "{2,1}", "{", "}", "[", "[^", "]", "-", "a-z", "z-a", "[:alpha:]", "[:no:]", "\\", "\\d", "\\pL",
            "\\1",
            "\\12", "\\.", "\\]", "\\x41", "\\Q", "\\E", "^", "$", ".", ":", ",", "\\b", "\\z", "é",
        ]
        var random = SeededNumbers(seed: 7)
        let texts = (0..<800).map { _ in
            let expression = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            return "a{b=~\(QueryText.quoted(expression.joined()))}"
        }
        let refused = try Self.refused(texts)
        for (index, text) in texts.enumerated() {
            let verdict = PromQLCheckerTests.verdict(text)
            #expect((verdict != nil) == refused.contains(index), "\(text): \(verdict?.description ?? "taken")")
        }
    }
}
