import NinesSLO
import NinesSLOTools

/// What an SLO of Nines' grammar puts on its rules and alerts.
struct RuleTexts {
    let labels: [String: String]
    let annotations: [String: String]
    let owner: String?
    let runbook: String?
    private(set) var alerts = AlertTexts()

    /// What cannot be read is reported and left out.
    init(_ section: Section<SLOKey>, alerting: Section<AlertingKey>?) {
        labels = RuleLabelReader.labels(section[.labels])
        annotations = RuleLabelReader.annotations(section[.annotations])
        owner = section[.owner]?.name()
        runbook = section[.runbook]?.name()
        guard let alerting else { return }
        if let name = alerting[.name]?.name() { alerts.name = name }
        alerts.labels = RuleLabelReader.labels(alerting[.labels])
        alerts.annotations = RuleLabelReader.annotations(alerting[.annotations])
        for (severity, key) in [(Severity.page, AlertingKey.page), (.ticket, .ticket)] {
            guard let part = alerting[key].flatMap({ Section($0, keys: AlertTextsKey.self) }) else { continue }
            alerts[severity] = AlertTexts.Part(
                labels: RuleLabelReader.labels(part[.labels]),
                annotations: RuleLabelReader.annotations(part[.annotations]))
        }
    }
}
