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
    func `rules of every indicator pass`(_ indicator: String) async throws {
        try await pass(Self.head + "    indicator: \(indicator)\n")
    }

    @Test(arguments: [
        "window: 1h", "window: 90d", "window: {calendar: month, time_zone: Europe/Berlin}",
        "window: 30d\n    budgeting: {timeslices: {length: 1m, objective: 0.95}}",
        "window: 30d\n    budgeting: {timeslices: {length: 2m, objective: 0.95}}\n    no_data: bad",
        "window: 30d\n    alerting: {min_events: 10, tiers: [{severity: page, factor: 2, long: 1h, short: 5m, for: 3m}, "
            + "{severity: page, factor: 3, long: 2h, short: 10m}]}",
        "window: 1d\n    budgeting: {timeslices: {length: 5m, objective: 0.95}}\n    alerting: {min_failures: 5}",
        "window: 30d\n    no_data: bad", "window: 30d\n    no_data: hold", "window: 30d\n    no_data: good",
        "window: 30d\n    alerting: {min_failures: 3, confidence: {level: 0.9, method: clopper_pearson}}",
        "window: 30d\n    maintenance: [{from: 2026-11-21T22:00:00Z, to: 2026-11-22T02:00:00Z}, "
            + "{every: day, at: '00:10', for: 30m}, {every: week, on: sunday, at: '01:00', for: 2h}, "
            + "{every: month, on: 31, at: '23:30', for: 1h}]",
    ])
    func `rules of every window pass`(_ window: String) async throws {
        try await pass(
            Self.head.replacing("window: 30d", with: window)
                + "    indicator: {events: {bad: b_total, total: t_total}}\n")
    }

    /// A test waits until the last error has left the ranges of the query too, or feeds recorded series.
    @Test func `rules of queries that look back on their own pass`() async throws {
        let rate = "sum_over_time((sum(rate(e_total[20m])))[{{.window}}:1m])"
        let short = "{severity: page, factor: 10, long: 1h, short: 5m}"
        let long = "{severity: ticket, factor: 2, long: 3d, short: 8h}"
        let queries = [
            ("{threshold: {gauge: 'max_over_time(x[2h])', op: lte, value: 5}}", short),
            ("{threshold: {gauge: 'max_over_time(x[30d])', op: lte, value: 5}}", short),
            ("{threshold: {gauge: 'sum(rate(x_total[{{.window}}]))', op: lt, value: 5}}", short),
            ("{threshold: {gauge: 'max_over_time(y[{{.window}}])', op: lte, value: 5}}", long),
            ("{threshold: {gauge: 'x - y', op: gt, value: -3}}", short),
            ("{events: {bad: '\(rate)', total: '\(rate.replacing("e_total", with: "t_total"))'}}", short),
        ]
        let slos = queries.enumerated().map { index, query in
            Self.head.dropFirst("slos:\n".count).replacing("name: n", with: "name: n\(index)")
                + "    indicator: \(query.0)\n    alerting: {tiers: [\(query.1)]}\n"
        }
        try await pass("slos:\n" + slos.joined())
    }

    @Test(arguments: ["throughput: {counter: c_total, at_least: 2}", "availability: {gauge: up}"])
    func `rules that ask for more samples than a short window has pass`(_ indicator: String) async throws {
        try await pass(
            Self.head.replacing("window: 30d", with: "window: 1h\n    alerting: {min_failures: 5}")
                + "    indicator: {\(indicator)}\n")
    }

    @Test func `rules of a ratio that is 0 before its first event pass`() async throws {
        try await pass(
            """
            version: prometheus/v1
            service: s
            slos:
              - name: n
                objective: 99.95
                sli: {raw: {error_ratio_query: '(sum(rate(e_total[1h])) / sum(rate(t_total[1h])) > 0) or vector(0)'}}
                alerting: {name: A, page_alert: {disable: true}, ticket_alert: {}}

            """)
    }

    @Test func `rules of SLOs made of others pass`() async throws {
        let events = "    indicator: {events: {bad: b_total, total: t_total}}\n"
        let part = Self.head.replacing("name: n", with: "name: m").dropFirst("slos:\n".count) + events
        let whole = Self.head.replacing("name: n", with: "name: w").dropFirst("slos:\n".count)
        try await pass(
            Self.head + events + part
                + whole + "    indicator: {composite: {rule: serial, of: [{slo: n}, {slo: m, service: s}]}}\n")
    }

    @Test(arguments: [
        ("sum(rate(b_total[{{.window}}])", 2), ("smu(rate(b_total[{{.window}}]))", 2),
        ("sum(b_total[{{.window}}])", 2), ("median_over_time(b_total[{{.window}}])", 0),
    ])
    func `queries that Prometheus refuses are refused`(_ query: String, _ code: Int32) async throws {
        let document = Self.head + "    indicator: {events: {bad: '\(query)', total: t_total}}\n"
        let file = try workplace.write("doc.yml", document)
        let refused = try await ChildProcess.run(Workplace.nines, ["slo", "rules", file], in: workplace)
        #expect(refused.code == code, "\(refused.text)")
        #expect(!refused.text.isEmpty)
        let other = try await ChildProcess.run(
            Workplace.nines, ["slo", "rules", file, "--flavor", "victoriametrics"], in: workplace)
        #expect(other.code == 0, "\(other.text)")
    }

    /// Twenty idle minutes, then forty with half of the requests bad.
    @Test func `a ratio of OpenSLO leaves idle minutes out`() async throws {
        let document = """
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: n}
            spec:
              service: s
              budgetingMethod: Occurrences
              timeWindow: [{duration: 30d, isRolling: true}]
              indicator:
                metadata: {name: i}
                spec:
                  ratioMetric:
                    rawType: failure
                    raw:
                      metricSource:
                        type: Prometheus
                        spec: {query: 'sum(rate(b_total[1m])) / sum(rate(t_total[1m]))'}
              objectives: [{target: 0.99}]

            """
        let page = "group(ALERTS{alertstate=\"firing\", sloth_severity=\"page\"})"
        try await expect(
            [("b_total", "0x21 30+30x60"), ("t_total", "0x21 60+60x60")],
            [
                ("max(slo:sli_error:ratio_rate5m)", 15, 0), ("max(slo:sli_error:ratio_rate1h == bool 0.5)", 61, 1),
                (page, 61, 1), ("group(ALERTS{alertname=~\".*NoData\"})", 19, nil),
            ], of: document)
    }

    /// The instants follow from the workbook's formula: (1 - objective) / error ratio x long window x factor after the
    /// errors begin. Scrapes and evaluations are 15 s apart, so an alert may be 30 s late, and never early.
    @Test(
        arguments: [
            (errors: 2_000, seconds: 600, exact: 51.84, reset: nil), (300, 600, 345.6, 271.2), (30, 4_200, 3_456, nil),
        ] as [(errors: Int, seconds: Int, exact: Double, reset: Double?)])
    func `alerts fire when the formula says`(_ incident: (errors: Int, seconds: Int, exact: Double, reset: Double?))
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
            "promtool", ["test", "rules", test], in: workplace)
        #expect(tested.code == 0, "\(tested.text)")
    }

    /// An outage of everything within an hour of announced maintenance, and one that goes on after it.
    @Test(arguments: [(lasting: 60, fires: false), (lasting: 75, fires: true)])
    func `an outage during maintenance is none`(_ outage: (lasting: Int, fires: Bool)) async throws {
        let document =
            Self.head + "    indicator: {events: {bad: 'r_total{code=\"500\"}', total: r_total}}\n"
            + "    maintenance: [{from: 1970-01-01T02:00:00Z, to: 1970-01-01T03:00:00Z}]\n"
        let good = "0+100x120 12000+0x\(outage.lasting - 1) 12000+100x240"
        let bad = "0+0x120 100+100x\(outage.lasting - 1) \(outage.lasting * 100)+0x240"
        let page = "group(ALERTS{alertstate=\"firing\", sloth_severity=\"page\"})"
        try await expect(
            [("r_total{code=\"200\"}", good), ("r_total{code=\"500\"}", bad)],
            [
                (page, 150, nil), (page, 182, nil), (page, 195, outage.fires ? 1 : nil),
                ("max(slo:maintenance:active)", 119, 0), ("max(slo:maintenance:active)", 150, 1),
                ("max(slo:period_error_budget_remaining:ratio == bool 1)", 195, outage.fires ? 0 : 1),
            ], of: document)
    }

    /// A service that nobody reaches counts no requests: its counters are there and stand still.
    @Test(arguments: [("ignore", nil), ("good", nil), ("bad", 1), ("hold", nil)] as [(String, Int?)])
    func `silence pages where it is bad`(_ policy: String, _ fires: Int?) async throws {
        let document =
            Self.head + "    indicator: {events: {bad: 'r_total{code=\"500\"}', total: r_total}}\n"
            + "    no_data: \(policy)\n"
        let page = "group(ALERTS{alertstate=\"firing\", sloth_severity=\"page\"})"
        try await expect(
            [("r_total{code=\"200\"}", "0+100x120 12000+0x120"), ("r_total{code=\"500\"}", "0+0x240")],
            [(page, 119, nil), (page, 150, fires)], of: document)
    }

    /// Prometheus' word on the months that a condition with days of months has to get right.
    @Test func `maintenance on the last day of a month covers it`() async throws {
        let document =
            Self.head.replacing("30d", with: "1h") + "    indicator: {events: {bad: b_total, total: t_total}}\n"
            + "    alerting: {tiers: []}\n"
            + "    maintenance: [{every: month, on: 31, at: '23:00', for: 2h}]\n"
        // The midnights after January and after February, in days, and one on no such day.
        let checks = [(31, 1), (59, 1), (45, 0)].flatMap { day, covered in
            [(-120, 0), (-60, covered), (0, covered), (60, covered), (120, 0)].map { (day * 24 * 60 + $0.0, $0.1) }
        }
        try await expect(
            [], checks.map { ("max(slo:maintenance:active)", $0.0, $0.1) }, of: document, every: "1h")
    }

    /// - Parameters:
    ///   - series: with a sample at each interval.
    ///   - wanted: the value at a minute; nil for no series.
    private func expect(
        _ series: [(String, String)], _ wanted: [(expression: String, minute: Int, value: Int?)], of document: String,
        every interval: String = "1m"
    ) async throws {
        let file = try workplace.write("doc.yml", document)
        let directory = workplace.directory.path()
        let generated = try await ChildProcess.run(
            Workplace.nines, ["slo", "rules", file, "--out", directory], in: workplace)
        #expect(generated.code == 0, "\(generated.text)")
        let input = series.map { "      - {series: '\($0.0)', values: '\($0.1)'}\n" }.joined()
        let checks = wanted.map { expression, minute, value in
            "      - {expr: '\(expression)', eval_time: \(minute)m"
                + (value.map { ", exp_samples: [{labels: '{}', value: \($0)}]}\n" } ?? "}\n")
        }
        let test = try workplace.write(
            "definition.yml",
            "rule_files: [doc.rules.yml]\nevaluation_interval: \(interval)\ntests:\n  - interval: \(interval)\n"
                + (input.isEmpty ? "" : "    input_series:\n" + input) + "    promql_expr_test:\n" + checks.joined())
        let tested = try await ChildProcess.run(
            "promtool", ["test", "rules", test], in: workplace)
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
            "promtool", ["test", "rules", tests], in: workplace)
        #expect(tested.code == 0, "\(tested.text)")
    }
}
