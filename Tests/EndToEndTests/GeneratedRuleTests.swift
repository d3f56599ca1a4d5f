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
