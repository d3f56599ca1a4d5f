import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Labels that `group_left`, `label_replace` and their like write or remove, by Prometheus' own evaluator.
@Suite struct WrittenLabelTests {
    private typealias Query = IndicatorQueryTests

    @Test(arguments: [
        (#"label_replace(sum by (a) (x), "b", "$1", "a", "(.*)")"#, PromQL.KeptLabels.exactly(["a", "b"])),
        (#"label_replace(sum by (a, b) (x), "b", "", "", "")"#, .exactly(["a"])),
        (#"label_replace(sum by (a, b) (x), "b", "", "a", ".*")"#, .exactly(["a"])),
        (#"label_replace(sum by (a, b) (x), "b", "", "a", "z")"#, .exactly(["a", "b"])),
        (#"label_join(sum without (b, c) (x), "b", "-", "a", "d")"#, .allBut(["c"])),
        (#"sum by (b) (label_replace(x, "b", "$1", "a", "(.*)"))"#, .exactly(["b"])),
        ("sum by (a) (x) * on (a) group_left (b) y", .exactly(["a", "b"])),
        ("sum by (a) (x) * on (a) group_left (b) sum by (a) (y)", .exactly(["a"])),
        ("sum by (a) (y) * ignoring (b) group_right (c) sum by (a, b) (x)", .exactly(["a", "b"])),
        ("y * on (a) group_right () sum without (b) (x)", .allBut(["b"])),
        (#"count_values by (a) ("v", x)"#, .exactly(["a", "v"])),
        ("histogram_quantile(0.9, sum by (le, a) (rate(x[5m])))", .exactly(["a"])),
        ("absent(x)", .unknown),
    ])
    func `the labels of results are known`(_ query: String, _ kept: PromQL.KeptLabels) throws {
        #expect(try PromQLParser.parse(query).keptLabels == kept)
    }

    private static let r = "sum by (code) (rate(r{code=~\"5..\"}[{{.window}}]))"
    private static let team = "on (pod) group_left (team) info"

    /// Half of all requests fail.
    @Test(arguments: [
        (#"label_replace(\#(r), "status", "$1", "code", "(.*)")"#, "sum(rate(r[{{.window}}]))"),
        (#"label_join(\#(r), "status", "-", "code", "job")"#, "sum(rate(r[{{.window}}]))"),
        (
            "sum by (team) (rate(r{code=~\"5..\"}[{{.window}}]) * \(team))",
            "sum without (code) (rate(r[{{.window}}])) * \(team)"
        ),
        (
            "sum by (pod) (rate(r{code=~\"5..\"}[{{.window}}])) * \(team)",
            "sum by (team) (rate(r[{{.window}}]) * \(team))"
        ),
    ])
    func `written labels that cannot match are summed away`(_ bad: String, _ total: String) throws {
        let generator = try RuleGenerator(Query.document(try Query.events(bad: bad, total: total)))
        #expect(
            generator.warnings.contains { $0.contains("so their results would not match") }, "\(generator.warnings)")
        try Promtool(rules: RuleFile(groups: [generator.group()])).expect(
            [.about(0.5, Query.ratio("1h"), at: 100), .firing("ErrorBudgetBurn", "page", at: 100)],
            of: [
                ("r{code=\"503\",pod=\"1\"}", "0+30x120"), ("r{code=\"200\",pod=\"1\"}", "0+30x120"),
                ("info{pod=\"1\",team=\"x\"}", "1x120"),
            ])
    }

    @Test(arguments: [
        (#"label_replace(sum(rate(NAME[{{.window}}])), "team", "x", "", "")"#, "team"),
        ("sum by (pod) (rate(NAME[{{.window}}])) * on (pod) group_left (team) info", "team"),
    ])
    func `a written label of the document's name is refused`(_ form: String, _ label: String) throws {
        var document = try Query.document(
            try Query.events(bad: form.replacing("NAME", with: "b"), total: form.replacing("NAME", with: "t")))
        _ = try RuleGenerator(document)
        document.labels = [label: "all"]
        #expect(throws: SLOError.self) { try RuleGenerator(document) }
    }

    @Test(arguments: [
        (#"sum by (a) (x) / on (b) label_replace(sum by (a) (y), "b", "$1", "a", "z(.*)")"#, true),
        (#"label_replace(sum by (a) (x), "b", "$1", "a", "z(.*)") / sum by (a) (y)"#, true),
        ("sum by (a) (x) / on (a) group_left (b) sum by (a, b) (y)", true),
        (#"sum by (b) (label_replace(x, "b", "$1", "a", "z(.*)")) / sum by (a) (y)"#, false),
        ("sum by (a) (x) / on (a) sum by (b) (y)", false), ("sum by (a) (x) / on (c) sum by (b) (y)", true),
        ("sum by (a) (x) / ignoring (b) group_left () sum by (c) (y)", false),
    ])
    func `only what never matches is said to`(_ query: String, _ mayMatch: Bool) throws {
        #expect(try PromQLParser.parse(query).hopelessMatches.isEmpty == mayMatch)
    }
}
