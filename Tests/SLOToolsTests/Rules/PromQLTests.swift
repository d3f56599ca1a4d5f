import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What is read of PromQL.
@Suite struct PromQLTests {
    @Test(arguments: [
        ("up", "up"),
        (#"http_requests_total{job="shop",code=~"5..|429"}"#, #"http_requests_total{job="shop", code=~"5..|429"}"#),
        (#"{__name__=~"a|b", x!~'y'}"#, #"{__name__=~"a|b", x!~"y"}"#),
        (#"slo:sli_error:ratio_rate5m{x!=""}"#, #"slo:sli_error:ratio_rate5m{x!=""}"#),
        (#"a{b="\"\\"}"#, #"a{b="\"\\"}"#),
    ])
    func `reads a selector`(_ text: String, _ written: String) throws {
        #expect(try Selector(parsing: text).text == written)
    }

    @Test(arguments: ["", "rate(x[5m])", "x[5m]", "x{", "x{a}", "x{a=1}", "x y", "1", "x{a=\"b}"])
    func `refuses what is no selector`(_ text: String) {
        #expect(throws: PromQLError.self) { try Selector(parsing: text) }
    }

    @Test(arguments: [
        "sum by (a, b) (rate(x{c=~\"d\"}[{{.window}}])) / on (a) group_left (b) sum(rate(y[5m] offset 1h))",
        "sum_over_time((count(x < 0.75))[{{.window}}:]) OR on() vector(0)", "-x ^ 2 ^ 3 % 4",
        "histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m]))) > bool 0.25 # in seconds",
        "max_over_time(rate(x[1m])[1h:30s]) unless ignoring (a) y @ end()", "topk(3, x) and 1e-3 < Inf",
        "sum(x) without (a)", "label_replace(x, \"a\", \"$1\", 'b', `(.*)`)",
    ])
    func `reads an expression`(_ text: String) throws {
        #expect(try !PromQLParser.parse(text).selectors.isEmpty)
    }

    @Test(arguments: [
        ("sum(x", "it ends where , is expected"), ("vector(1)[5m]", "a range [5m] is not behind a selector"),
        ("x +", "it ends, which is not expected there"), ("sum by a (x)", "a stands after 7 bytes where ( is expected"),
        ("\"x", "a string is not closed"), ("x $ y", "it has an unexpected character after 2 bytes"),
    ])
    func `says what is wrong`(_ text: String, _ message: String) {
        let error = #expect(throws: PromQLError.self) { try PromQLParser.parse(text) }
        #expect(error?.description == message)
    }

    @Test func `deep nesting is refused and does not overflow`() {
        let text = String(repeating: "(", count: 100_000) + "x"
        let error = #expect(throws: PromQLError.self) { try PromQLParser.parse(text) }
        #expect(error?.description == "it is nested deeper than 100")
    }

    @Test(arguments: [
        ("5..|429", ["500", "429"]), ("(a|b)c?", ["ac", "a", "bc", "b"]), ("[45]\\d{2}", ["400"]), ("[^a]+", ["0"]),
        ("1(\\.0)?", ["1.0", "1"]), ("get|(?:put|post)", ["get", "put", "post"]),
    ])
    func `samples of a pattern match it`(_ pattern: String, _ samples: [String]) throws {
        #expect(PatternSamples.of(pattern) == samples)
        for sample in samples {
            #expect(Matcher(label: "x", operation: .matches, value: pattern).accepts(sample) == true, "\(sample)")
        }
    }
}
