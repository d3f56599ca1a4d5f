import Foundation
import Testing

/// What promtool says to generated rules and their unit tests.
@Suite struct GeneratedRuleTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private static let head = "slos:\n  - name: n\n    service: s\n    objective: 0.99\n    window: 30d\n"

    @Test(arguments: [
        "{events: {bad: 'r_total{code=~\"5..\"}', total: 'r_total{code!~\"4..\"}'}}",
        "{events: {good: 'r_total{code!~\"5..|429\"}', total: r_total, by: [route]}}",
        "{events: {good: g_total, bad: b_total}}",
        "{events: {bad: 'sum_over_time((count(g < 0.75))[{{.window}}:]) OR on() vector(0)', "
            + "total: 'sum_over_time((count(g))[{{.window}}:])'}}",
        "{latency: {histogram: 'd_seconds{job=\"a\"}', threshold: 1s}}",
        "{latency: {histogram: d_seconds, threshold: 0.3, buckets: [0.25, 0.5]}}",
        "{latency: {histogram: d_seconds, threshold: 0.3, native: true}}", "{availability: {gauge: probe_success}}",
        "{ratio: {error: 'sum(rate(b[{{.window}}])) / sum(rate(t[{{.window}}]))'}}",
        "{threshold: {gauge: queue_length, op: lte, value: 100}}", "{throughput: {counter: c_total, at_least: 2}}",
        "{freshness: {timestamp: t_seconds, within: 1h}}", "{probe: {target: x}}",
    ])
    func rulesOfEveryIndicatorPass(_ indicator: String) async throws {
        try await pass(Self.head + "    indicator: \(indicator)\n")
    }

    @Test(arguments: [
        "window: 1h", "window: 90d", "window: {calendar: month, time_zone: Europe/Berlin}",
        "window: 30d\n    budgeting: {timeslices: {length: 1m, objective: 0.95}}",
        "window: 30d\n    alerting: {min_events: 10, tiers: [{severity: page, factor: 2, long: 1h, short: 5m, for: 3m}, "
            + "{severity: page, factor: 3, long: 2h, short: 10m}]}",
    ])
    func rulesOfEveryWindowPass(_ window: String) async throws {
        try await pass(
            Self.head.replacing("window: 30d", with: window)
                + "    indicator: {events: {bad: b_total, total: t_total}}\n")
    }

    @Test func rulesOfSLOsMadeOfOthersPass() async throws {
        let events = "    indicator: {events: {bad: b_total, total: t_total}}\n"
        let part = Self.head.replacing("name: n", with: "name: m").dropFirst("slos:\n".count) + events
        let whole = Self.head.replacing("name: n", with: "name: w").dropFirst("slos:\n".count)
        try await pass(
            Self.head + events + part
                + whole + "    indicator: {composite: {rule: serial, of: [{slo: n}, {slo: m, service: s}]}}\n")
    }

    /// The instants follow from the workbook's formula: (1 - objective) / error ratio x long window x factor after the
    /// errors begin. Scrapes and evaluations are 15 s apart, so an alert may be 30 s late, and never early.
    @Test(
        arguments: [
            (errors: 2_000, seconds: 600, exact: 51.84, reset: nil), (300, 600, 345.6, 271.2), (30, 4_200, 3_456, nil),
        ] as [(errors: Int, seconds: Int, exact: Double, reset: Double?)])
    func alertsFireWhenTheFormulaSays(_ incident: (errors: Int, seconds: Int, exact: Double, reset: Double?))
        async throws
    {
        let document =
            Self.head.replacing("0.99", with: "0.999")
            + "    indicator: {events: {bad: 'r_total{code=\"500\"}', total: r_total}}\n"
            + "    alerting: {tiers: [{severity: page, factor: 14.4, long: 1h, short: 5m}]}\n"
        let file = try workplace.write("doc.yml", document)
        let directory = workplace.directory.path()
        _ = try await ChildProcess.run(Workplace.nines, ["slo", "rules", file, "--out", directory], in: workplace)
        let (quiet, count, bad) = (480, incident.seconds / 15, incident.errors)
        let good = 2_000 - bad
        let values = [
            ("500", "0+0x\(quiet) \(bad)+\(bad)x\(count - 1) \(bad * count)+0x60"),
            (
                "200",
                "0+2000x\(quiet) \(quiet * 2_000 + good)+\(good)x\(count - 1) "
                    + "\(quiet * 2_000 + good * count + 2_000)+2000x60"
            ),
        ]
        let series = values.map { "      - {series: 'r_total{code=\"\($0)\"}', values: '\($1)'}\n" }.joined()
        let begin = quiet * 15
        let early = Int(incident.exact / 15) * 15
        var checks = [(begin + early, false), (begin + early + 30, true)]
        if let reset = incident.reset {
            let last = Int(reset / 15) * 15
            checks += [(begin + incident.seconds + last - 15, true), (begin + incident.seconds + last + 30, false)]
        }
        let expectations = checks.map { at, fires in
            "      - {expr: 'group(ALERTS{alertstate=\"firing\"})', eval_time: \(at)s"
                + (fires ? ", exp_samples: [{labels: '{}', value: 1}]}\n" : "}\n")
        }
        let test = try workplace.write(
            "incident.yml",
            "rule_files: [doc.rules.yml]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n"
                + series + "    promql_expr_test:\n" + expectations.joined())
        let tested = try await ChildProcess.run(
            "promtool", ["test", "rules", test], in: workplace, within: .seconds(60))
        #expect(tested.code == 0, "\(tested.text)")
    }

    private func pass(_ document: String) async throws {
        let file = try workplace.write("doc.yml", document)
        let generated = try await ChildProcess.run(
            Workplace.nines, ["slo", "rules", file, "--out", workplace.directory.path()], in: workplace)
        #expect(generated.code == 0, "\(generated.text)")
        let rules = workplace.path("doc.rules.yml").path()
        let checked = try await ChildProcess.run("promtool", ["check", "rules", rules], in: workplace)
        #expect(checked.code == 0 && !checked.text.contains("FAILED"), "\(checked.text)")
        let tests = workplace.path("doc.rules.test.yml").path()
        let tested = try await ChildProcess.run(
            "promtool", ["test", "rules", tests], in: workplace, within: .seconds(120))
        #expect(tested.code == 0, "\(tested.text)")
    }
}
