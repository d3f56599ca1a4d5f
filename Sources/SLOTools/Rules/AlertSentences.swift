internal import NinesSLO

/// What alerts tell people: how fast, over which time, what is left, and what to do.
struct AlertSentences {
    let definition: SLODefinition
    /// The labels that tell the SLO's groups apart.
    let groups: [String]
    /// Whether ``groups`` are all of them: else several budgets may answer to the SLO's name.
    var areGroupsKnown = true
    let hasRunbook: Bool
    /// What a composite is made of, as `service/name`.
    var parts: [String] = []

    /// Templates that Prometheus fills in.
    private var slo: String {
        let names = groups.map { " \($0)={{ $labels.\($0) }}" }.joined()
        return "{{ $labels.sloth_service }}/{{ $labels.sloth_slo }}\(names)"
    }

    func burning(_ severity: Severity, _ tiers: [BurnRateTier]) -> [String: String] {
        let windows = tiers.map { "\(DurationText.text($0.longWindow)) and \(DurationText.text($0.shortWindow))" }
        let window = DurationText.text(definition.window.length)
        var action =
            switch severity {
            case .page: "Act now: find what fails and since when, and roll back or relieve what changed then."
            case .ticket: "Act within days: find what fails, and plan the repair before the budget is spent."
            }
        if !parts.isEmpty { action += " It is made of \(partList): begin with the one that burns fastest." }
        return [
            "title": "(\(severity.rawValue)) \(slo) burns its error budget too fast",
            "summary":
                "\(slo): the error budget burns at {{ printf \"%.1f\" $value }} times the rate that the objective of "
                + "\(DecimalText.percent(definition.objective)) % allows, over \(windows.joined(separator: ", or over ")). "
                + "At this rate a whole error budget is spent before the end of its window of \(window). "
                + "Budget left: \(budgetLeft).",
            "action": action + (hasRunbook ? " The runbook says how." : ""),
        ]
    }

    func noData(_ severity: Severity) -> [String: String] {
        let minutes = AlertRules.absence.components.seconds / 60
        let source = parts.isEmpty ? "The indicator of \(slo)" : "None of the SLOs that \(slo) is made of"
        return [
            "title": "(\(severity.rawValue)) \(slo) has no data",
            "summary":
                "\(source) has returned \(parts.isEmpty ? "no data" : "data") for \(minutes) minutes; its error budget and "
                + "its alerts cannot be evaluated.",
            "action":
                parts.isEmpty
                ? "Check that the service runs and is scraped, and that the indicator's queries still name its metrics "
                    + "and labels."
                : "Begin with the alerts about missing data of its parts, \(partList).",
        ]
    }

    /// Names may hold what begins a template.
    private var partList: String {
        parts.map { $0.replacing("{{", with: "{{`{{`}}") }.joined(separator: parts.count == 2 ? " and " : ", ")
    }

    /// Asked for when the alert fires, as its own value is the burn rate.
    private var budgetLeft: String {
        let labels = ["sloth_service", "sloth_slo"] + groups
        let matchers = labels.map { "\($0)=%q" }.joined(separator: ", ")
        let values = labels.map { " $labels.\($0)" }.joined()
        let value = "{{ . | first | value | humanizePercentage }}"
        return "{{ with printf `slo:period_error_budget_remaining:ratio{\(matchers)}`\(values) | query }}"
            + (areGroupsKnown ? value : "{{ if eq (len .) 1 }}\(value){{ else }}one for each group{{ end }}")
            + "{{ else }}unknown{{ end }}"
    }
}
