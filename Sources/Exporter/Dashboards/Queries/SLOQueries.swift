import NinesSLOTools

/// PromQL about SLOs, whoever computes them: `nines serve` and services with an engine (`nines_slo_*`), or a Prometheus
/// with generated rules (`slo:*`, in sloth's names, with the labels `sloth_service` and `sloth_slo`).
///
/// Where both know an SLO, the engine is believed: it has counted every event. The counts of several instances are
/// summed before they are divided. What is only there as a ratio is never averaged: of several instances the worst is
/// shown.
struct SLOQueries: Sendable {
    /// Matchers of the engine's series, such as `service="shop",slo="reads"`.
    private let engine: String
    /// The same SLOs in the rules' labels.
    private let rules: String
    /// By what answers are kept apart: nothing where there is only one SLO.
    private let grouping: [String]

    /// Every SLO of the services that the dashboard's variable `service` chooses, by `service` and `slo`.
    static let all = SLOQueries(
        engine: #"service=~"$service""#, rules: #"sloth_service=~"$service""#, grouping: ["service", "slo"])

    /// Something for every SLO there is, for the values of variables.
    static var everything: String { SLOQueries(engine: "", rules: "", grouping: ["service", "slo"]).objective }

    /// Something for every SLO of the service that the variable `service` chooses.
    static var everythingOfService: String {
        SLOQueries(
            engine: #"service="$service""#, rules: #"sloth_service="$service""#, grouping: ["service", "slo"]
        ).objective
    }

    /// The SLO that the dashboard's variables `service` and `slo` choose.
    static let chosen = SLOQueries(service: "$service", slo: "$slo")

    init(service: String, slo: String) {
        let (service, slo) = (QueryText.quoted(service), QueryText.quoted(slo))
        self.init(
            engine: "service=\(service),slo=\(slo)", rules: "sloth_service=\(service),sloth_slo=\(slo)", grouping: [])
    }

    private init(engine: String, rules: String, grouping: [String]) {
        self.engine = engine
        self.rules = rules
        self.grouping = grouping
    }

    /// The promised share of good events.
    var objective: String { both("max", "nines_slo_objective_ratio{\(engine)}", "slo:objective:ratio{\(rules)}") }

    /// The share of the budget that is left in the SLO's window; below 0 when it is overspent. All of it while there
    /// are no events.
    var budgetLeft: String {
        let bad = aggregate("sum", "nines_slo_window_events{\(engine),outcome=\"bad\"}")
        let total = aggregate("sum", "nines_slo_window_events{\(engine)}")
        let whole = both(
            "min", "nines_slo_error_budget_remaining_ratio{\(engine)}",
            "slo:period_error_budget_remaining:ratio{\(rules)}")
        return "1 - \(bad) / (\(total) > 0) / (1 - \(engineObjective)) or \(whole)"
    }

    /// The share of good events in the SLO's window. Follows from the budget: 1 - spent share x allowed share of bad
    /// ones.
    var achieved: String { "1 - (1 - (\(budgetLeft))) * (1 - (\(objective)))" }

    /// The burn rate of the last moments.
    var burnRateNow: String {
        "\(engineBurnRate(over: "$__rate_interval")) or \(ofRules("max", "slo:current_burn_rate:ratio{\(rules)}"))"
            + " or \(engineZero)"
    }

    /// The burn rate over a window; of SLOs of rules that do not record this window, of the last 5 minutes.
    ///
    /// - Parameter window: a duration or a variable.
    func burnRate(over window: String) -> String {
        let ratio = ofRules("max", "\(Self.anyRatio(rules + ",sloth_window=\"\(window)\""))")
        let budget = ofRules("max", "slo:error_budget:ratio{\(rules)}")
        return "\(engineBurnRate(over: window)) or \(ratio) / \(budget) or "
            + "\(ofRules("max", "slo:current_burn_rate:ratio{\(rules)}")) or \(engineZero)"
    }

    /// The burn rate of every window that is computed, by `window`. Of one SLO only.
    var burnRates: String {
        let ratio = QueryText.relabelled(Self.anyRatio(rules), "window", from: "sloth_window")
        return "max by (window) (nines_slo_burn_rate{\(engine)}) or max by (window) (\(ratio)) / on () group_left () "
            + "max(slo:error_budget:ratio{\(rules)})"
    }

    /// The burn rate of one window of a tier. Of one SLO only.
    func burnRate(ofWindow window: String) -> String {
        "max(nines_slo_burn_rate{\(engine),window=\"\(window)\"}) or "
            + "max(\(Self.anyRatio(rules + ",sloth_window=\"\(window)\""))) / max(slo:error_budget:ratio{\(rules)})"
    }

    /// The share of bad events of the last moments.
    var errorRatioNow: String {
        let ratio =
            "\(rate(",outcome=\"bad\"", over: "$__rate_interval")) / (\(rate("", over: "$__rate_interval")) > 0)"
        return "\(ratio) or \(ofRules("max", "slo:sli_error:ratio_rate5m{\(rules)}")) or \(engineZero)"
    }

    /// Events per second, by `outcome`. Rules have those of 5 minutes where they count events; others record ratios
    /// only.
    var events: String {
        func named(_ outcome: String, _ series: String) -> String {
            "label_replace(\(series), \"outcome\", \"\(outcome)\", \"\", \"\")"
        }
        let bad = ofRules("sum", "slo:bad_events:over5m{\(rules)} / 300")
        let total = ofRules("sum", "slo:total_events:over5m{\(rules)} / 300")
        return "sum by (\(labels(and: "outcome"))) (rate(nines_slo_events_total{\(engine)}[$__rate_interval])) or "
            + "\(named("good", "\(total) - \(bad)")) or \(named("bad", bad))"
    }

    /// 0 while no alert of the severity is active, 1 while one is pending, 2 while one fires. Rules alert for a
    /// severity as a whole, so they answer for each of its windows.
    ///
    /// - Parameter window: the long window of one tier; all of them without.
    func alertState(_ severity: String, window: String? = nil) -> String {
        let tier = window.map { ",window=\"\($0)\"" } ?? ""
        let alert = "ALERTS{\(rules),sloth_severity=\"\(severity)\","
        return both(
            "max", "nines_slo_alert_state{\(engine),severity=\"\(severity)\"\(tier)}",
            "\(alert)alertstate=\"firing\"} * 2")
            + " or \(ofRules("max", "\(alert)alertstate=\"pending\"}")) or 0 * (\(objective))"
    }

    /// Seconds until the budget is spent when it goes on as it went over the variable `lookback`. At most
    /// ``farAway``, which stands for never.
    var secondsToExhaustion: String {
        let slope = "deriv((\(budgetLeft))[$lookback:$__interval])"
        return "clamp_max(clamp_min(\(budgetLeft), 0) / clamp_min(-\(slope), 1e-12), \(Self.farAway))"
    }

    /// Ten years.
    static let farAway = 315_360_000

    /// The budget left after the variable `ahead` in seconds, when it goes on as it went over the variable `lookback`.
    var budgetForecast: String { "predict_linear((\(budgetLeft))[$lookback:$__interval], $ahead)" }

    /// The share of each window that was watched, by `window`; of an SLO that only rules compute, ``recorded`` as the
    /// window `lookback`. Of one SLO only.
    var coverage: String {
        let watched = "nines_slo_window_coverage_ratio{\(engine)}"
        return "min by (window) (\(watched)) or "
            + "label_replace(\(recorded) unless on () min(\(watched)), \"window\", \"$lookback\", \"\", \"\")"
    }

    /// The least of all windows' coverage; of SLOs of rules, ``recorded``.
    var leastCoverage: String {
        "\(aggregate("min", "nines_slo_window_coverage_ratio{\(engine)}")) or \(recorded)"
    }

    /// The share of the variable `lookback` in which rules recorded a ratio.
    private var recorded: String {
        let ratios = "\(ofRules("max", "slo:sli_error:ratio_rate5m{\(rules)}"))[$lookback:$__interval]"
        return "count_over_time(\(ratios)) / on () group_left () count_over_time(vector(1)[$lookback:$__interval])"
    }

    // MARK: Parts

    /// The recorded share of bad events, whatever window its name ends with.
    private static func anyRatio(_ matchers: String) -> String {
        "{__name__=~\"slo:sli_error:ratio_rate.+\",\(matchers)}"
    }

    private var engineObjective: String { aggregate("max", "nines_slo_objective_ratio{\(engine)}") }

    /// 0 for each SLO of an engine, so that a quiet service burns nothing instead of being unknown.
    private var engineZero: String { "0 * \(engineObjective)" }

    private func engineBurnRate(over window: String) -> String {
        "\(rate(",outcome=\"bad\"", over: window)) / (\(rate("", over: window)) > 0) / (1 - \(engineObjective))"
    }

    private func rate(_ more: String, over window: String) -> String {
        aggregate("sum", "rate(nines_slo_events_total{\(engine)\(more)}[\(window)])")
    }

    private func both(_ aggregation: String, _ engine: String, _ rules: String) -> String {
        "\(aggregate(aggregation, engine)) or \(ofRules(aggregation, rules))"
    }

    /// Of the rules' series, with the engine's names of the labels that keep SLOs apart.
    private func ofRules(_ aggregation: String, _ series: String) -> String {
        guard !grouping.isEmpty else { return aggregate(aggregation, series) }
        let service = QueryText.relabelled(series, "service", from: "sloth_service")
        return aggregate(aggregation, QueryText.relabelled(service, "slo", from: "sloth_slo"))
    }

    private func aggregate(_ aggregation: String, _ series: String) -> String {
        grouping.isEmpty ? "\(aggregation)(\(series))" : "\(aggregation) by (\(labels())) (\(series))"
    }

    private func labels(and more: String...) -> String { (grouping + more).joined(separator: ", ") }
}

extension QueryText {
    /// `series` with the label `name` set to the value of its label `source`.
    static func relabelled(_ series: String, _ name: String, from source: String) -> String {
        "label_replace(\(series), \(quoted(name)), \"$1\", \(quoted(source)), \"(.*)\")"
    }
}
