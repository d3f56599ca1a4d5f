import NinesSLO
import NinesSLOTools

/// What an SLO of Nines' grammar puts on its rules and alerts.
struct RuleTexts {
    let labels: [String: String]
    let annotations: [String: String]
    let owner: String?
    let runbook: String?
    private(set) var alerts = AlertTexts()

    init(_ section: Section<SLOKeys>) {
        labels = section[SLOKeys.labels] ?? [:]
        annotations = section[SLOKeys.annotations] ?? [:]
        owner = section[SLOKeys.owner]
        runbook = section[SLOKeys.runbook]
        guard let alerting = section[SLOKeys.alerting] else { return }
        if let name = alerting[AlertingKeys.name] { alerts.name = name }
        alerts.labels = alerting[AlertingKeys.labels] ?? [:]
        alerts.annotations = alerting[AlertingKeys.annotations] ?? [:]
        for (severity, key) in [(Severity.page, AlertingKeys.page), (.ticket, AlertingKeys.ticket)] {
            guard let part = alerting[key] else { continue }
            alerts[severity] = AlertTexts.Part(
                labels: part[AlertTextsKeys.labels] ?? [:], annotations: part[AlertTextsKeys.annotations] ?? [:])
        }
    }
}
