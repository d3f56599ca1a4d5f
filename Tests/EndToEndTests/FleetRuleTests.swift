import Foundation
import NinesMetrics
import Testing

/// The rules of many SLOs in one real Prometheus, over series that they select.
@Suite struct FleetRuleTests {
    /// A soak sets a thousand.
    private static let count = ProcessInfo.processInfo.environment["NINES_RULE_SLOS"].flatMap { Int($0) } ?? 100

    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// Kinds of indicators and of what else a definition says, in turn.
    private static func document() -> String {
        let kinds = [
            "indicator: {events: {bad: 'requests_total{shop=\"#\",code=\"500\"}', total: 'requests_total{shop=\"#\"}'}}",
            "indicator: {events: {good: 'requests_total{shop=\"#\",code=\"200\"}', total: 'requests_total{shop=\"#\"}', "
                + "by: [shop]}}\n    no_data: bad",
            "indicator: {latency: {histogram: 'request_duration_seconds{shop=\"#\"}', threshold: 0.5}}\n"
                + "    alerting: {min_events: 10, confidence: 0.95}",
            "indicator: {ratio: {error: 'sum(rate(requests_total{shop=\"#\",code=\"500\"}[{{.window}}])) / "
                + "sum(rate(requests_total{shop=\"#\"}[{{.window}}]))'}}\n    no_data: hold",
            "indicator: {availability: {gauge: 'up{job=\"nines\"}'}}\n"
                + "    maintenance: [{every: month, on: 31, at: '23:30', for: 1h}, {every: day, at: '02:00', for: 1h}]",
            "indicator: {events: {bad: 'requests_total{shop=\"#\",code=\"500\"}', total: 'requests_total{shop=\"#\"}'}}\n"
                + "    budgeting: {timeslices: {length: 1m, objective: 0.95}}",
        ]
        let slos = (0..<count).map { index in
            "  - name: slo-\(index)\n    service: shop-\(index % 10)\n    objective: 0.999\n    window: 30d\n    owner: shop\n    "
                + kinds[index % kinds.count].replacing("#", with: "\(index)") + "\n"
        }
        return "slos:\n" + slos.joined()
    }

    private static func shops() throws -> Registry {
        let registry = Registry()
        let requests = try registry.counter(
            "requests_total", help: "Requests.", labels: LabelName("shop", of: Int.self), LabelName("code"))
        let durations = try registry.histogram(
            "request_duration_seconds", help: "Time for a request.", unit: "seconds", upperBounds: [0.1, 0.5, 1],
            labels: LabelName("shop", of: Int.self))
        for shop in 0..<count {
            requests.increment(shop, "200", by: 990)
            requests.increment(shop, "500", by: 10)
            durations.observe(shop, value: 0.2)
        }
        return registry
    }

    @Test(.timeLimit(.minutes(20))) func `Prometheus evaluates the rules of a fleet`() async throws {
        let file = try workplace.write("fleet.yml", Self.document())
        let generated = try await ChildProcess.run(
            Workplace.nines, ["slo", "rules", file, "--out", workplace.directory.path()], in: workplace)
        #expect(generated.code == 0, "\(generated.text)")
        let rules = workplace.path("fleet.rules.yml").path()
        let checked = try await ChildProcess.run(
            "promtool", ["check", "rules", rules], in: workplace)
        #expect(checked.code == 0 && !checked.text.contains("FAILED"), "\(checked.text)")
        let wanted = Set((0..<Self.count).map { "slo-shop-\($0 % 10)-slo-\($0)" })
        try await PageServer.serving(try Self.shops()) { address in
            let place = try Workplace()
            defer { withExtendedLifetime(place) {} }
            let prometheus = try Prometheus(scraping: address, every: "5s", rules: [rules], in: place)
            // Prometheus spreads groups over the interval, so each has been evaluated after two.
            let groups: [Prometheus.RuleGroup]? = try await poll {
                guard let groups = try await prometheus.ruleGroups(),
                    groups.allSatisfy({ $0.rules.allSatisfy { $0.health != "unknown" } })
                else { return nil }
                // Windows of timeslices begin with a full minute.
                let ratio = try await prometheus.value(
                    "count(slo:sli_error:ratio_rate5m or on (sloth_id) slo:slice_error:ratio)")
                return ratio == Double(Self.count) ? groups : nil
            }
            let evaluated = try #require(groups)
            #expect(Set(evaluated.map(\.name)) == wanted)
            for group in evaluated {
                let failed = group.rules.filter { $0.health != "ok" || $0.lastError?.isEmpty == false }
                #expect(failed.isEmpty, "\(group.name): \(failed)")
            }
        }
    }
}
