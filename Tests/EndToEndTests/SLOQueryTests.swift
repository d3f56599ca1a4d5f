import Foundation
import Testing

@testable import nines

/// What the dashboards' PromQL about SLOs makes of given series, by promtool's evaluator. Numbers are chosen so that no
/// quotient is rounded.
@Suite struct SLOQueryTests {
    private static let one = SLOQueries(service: "shop", slo: "reads")
    private static let engine = #"service="shop",slo="reads""#
    private static let rules = #"sloth_service="shop",sloth_slo="reads""#

    @Test func `budgets of several instances come from the sum of their counts`() async throws {
        // 4 of 64 and 28 of 64 bad: a quarter in all, half of what the objective allows.
        try await expect(
            Self.one.budgetLeft, [("{}", 0.5)],
            of: [
                "nines_slo_objective_ratio{\(Self.engine),instance=\"a\"}": "0.5x9",
                "nines_slo_objective_ratio{\(Self.engine),instance=\"b\"}": "0.5x9",
                "nines_slo_window_events{\(Self.engine),instance=\"a\",outcome=\"good\"}": "60x9",
                "nines_slo_window_events{\(Self.engine),instance=\"a\",outcome=\"bad\"}": "4x9",
                "nines_slo_window_events{\(Self.engine),instance=\"b\",outcome=\"good\"}": "36x9",
                "nines_slo_window_events{\(Self.engine),instance=\"b\",outcome=\"bad\"}": "28x9",
                "nines_slo_error_budget_remaining_ratio{\(Self.engine),instance=\"b\"}": "0.125x9",
            ])
    }

    @Test func `a budget without events is whole and not unknown`() async throws {
        let quiet = [
            "nines_slo_objective_ratio{\(Self.engine)}": "0.5x9",
            "nines_slo_window_events{\(Self.engine),outcome=\"good\"}": "0x9",
            "nines_slo_window_events{\(Self.engine),outcome=\"bad\"}": "0x9",
            "nines_slo_error_budget_remaining_ratio{\(Self.engine)}": "1x9",
            "nines_slo_events_total{\(Self.engine),outcome=\"good\"}": "7x9",
            "nines_slo_events_total{\(Self.engine),outcome=\"bad\"}": "7x9",
        ]
        try await expect(Self.one.budgetLeft, [("{}", 1)], of: quiet)
        try await expect(Self.one.achieved, [("{}", 1)], of: quiet)
        try await expect(Self.one.burnRateNow, [("{}", 0)], of: quiet)
        try await expect(Self.one.errorRatioNow, [("{}", 0)], of: quiet)
    }

    @Test func `the engine is believed where rules compute the same SLO`() async throws {
        let series = [
            "nines_slo_objective_ratio{\(Self.engine)}": "0.5x9",
            "slo:objective:ratio{\(Self.rules)}": "0.75x9",
            "slo:objective:ratio{sloth_service=\"shop\",sloth_slo=\"writes\"}": "0.25x9",
        ]
        try await expect(Self.one.objective, [("{}", 0.5)], of: series)
        try await expect(
            SLOQueries.all.objective,
            [(#"{service="shop", slo="reads"}"#, 0.5), (#"{service="shop", slo="writes"}"#, 0.25)], of: series)
    }

    @Test func `burn rates have the same windows whoever computes them`() async throws {
        let expected = [(#"{window="5m"}"#, 2.0), (#"{window="1h"}"#, 1.0)]
        try await expect(
            Self.one.burnRates, expected,
            of: [
                "slo:error_budget:ratio{\(Self.rules)}": "0.25x9",
                "slo:sli_error:ratio_rate5m{\(Self.rules),sloth_window=\"5m\"}": "0.5x9",
                "slo:sli_error:ratio_rate1h{\(Self.rules),sloth_window=\"1h\"}": "0.25x9",
            ])
        try await expect(
            Self.one.burnRates, expected,
            of: [
                "nines_slo_burn_rate{\(Self.engine),window=\"5m\"}": "2x9",
                "nines_slo_burn_rate{\(Self.engine),window=\"1h\"}": "1x9",
            ])
    }

    /// Rules record the events of 5 minutes, whatever their queries count.
    @Test func `events of rules are shown per second`() async throws {
        try await expect(
            Self.one.events, [(#"{outcome="good"}"#, 1.5), (#"{outcome="bad"}"#, 0.5)],
            of: [
                "slo:total_events:over5m{\(Self.rules),sloth_window=\"5m\"}": "600x9",
                "slo:bad_events:over5m{\(Self.rules),sloth_window=\"5m\"}": "150x9",
            ])
    }

    @Test func `an alert of rules is quiet pending or firing`() async throws {
        let objective = ["slo:objective:ratio{\(Self.rules)}": "0.75x9"]
        try await expect(Self.one.alertState("page"), [("{}", 0)], of: objective)
        for (state, value) in [("pending", 1.0), ("firing", 2)] {
            let alert = "ALERTS{\(Self.rules),sloth_severity=\"page\",alertstate=\"\(state)\",alertname=\"A\"}"
            try await expect(
                Self.one.alertState("page"), [("{}", value)], of: objective.merging([alert: "1x9"]) { $1 })
        }
    }

    @Test func `a budget that falls is spent when the line is at zero`() async throws {
        // Half of it is left after 8 minutes in which it fell by 1/16 each.
        let falling = [
            "slo:period_error_budget_remaining:ratio{\(Self.rules)}": "1-0.0625x9",
            "slo:objective:ratio{\(Self.rules)}": "0.75x9",
        ]
        // A minute's slope is no binary fraction.
        try await expect("round(\(Self.one.secondsToExhaustion), 0.5)", [("{}", 480)], of: falling)
        try await expect("round(\(Self.one.budgetForecast), 0.0625)", [("{}", 0.25)], of: falling)
        try await expect(
            Self.one.secondsToExhaustion, [("{}", Double(SLOQueries.farAway))],
            of: ["slo:period_error_budget_remaining:ratio{\(Self.rules)}": "0.5x9"])
    }

    /// Evaluates after 8 minutes of a sample a minute.
    private func expect(
        _ query: String, _ samples: [(labels: String, value: Double)], of series: [String: String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let variables = [
            "__rate_interval": "4m", "__interval": "1m", "lookback": "8m", "ahead": "240", "service": ".*",
        ]
        let query = query.replacing(/\$(\w+)/) { variables[String($0.1)].map { Substring($0) } ?? $0.0 }
        let test: [String: Any] = [
            "interval": "1m", "input_series": series.map { ["series": $0.key, "values": $0.value] },
            "promql_expr_test": [
                [
                    "expr": query, "eval_time": "8m",
                    "exp_samples": samples.map { ["labels": $0.labels, "value": $0.value] },
                ] as [String: Any]
            ],
        ]
        let workplace = try Workplace()
        let file = workplace.path("queries.test.yml")
        // JSON is YAML.
        let document: [String: Any] = ["evaluation_interval": "1m", "tests": [test]]
        try JSONSerialization.data(withJSONObject: document, options: .withoutEscapingSlashes).write(to: file)
        let answer = try await ChildProcess.run("promtool", ["test", "rules", file.path()], in: workplace)
        #expect(answer.code == 0, "\(answer.text)", sourceLocation: sourceLocation)
    }
}
