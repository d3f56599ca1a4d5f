internal import NinesSLO

/// The alerting rules of one SLO.
struct AlertRules {
    let generator: RuleGenerator

    private var document: SLODocument { generator.document }
    private var series: SLOSeries { generator.series }

    /// How long data must be missing: three scrapes at the longest common interval, and the 5 minutes that Prometheus
    /// remembers a series anyway.
    static let absence: Duration = .seconds(900)

    func rules() -> [Rule] {
        guard !generator.tiers.isEmpty else { return [] }
        return burning() + (document.alerts.whenNoData ? [noData()] : [])
    }

    /// One alert for all tiers of a severity, unless they wait differently long.
    var severities: [(severity: Severity, pending: Duration, tiers: [BurnRateTier])] {
        var groups: [(severity: Severity, pending: Duration, tiers: [BurnRateTier])] = []
        for tier in generator.tiers {
            if let index = groups.firstIndex(where: { $0.severity == tier.severity && $0.pending == tier.pending }) {
                groups[index].tiers.append(tier)
            } else {
                groups.append((tier.severity, tier.pending, [tier]))
            }
        }
        return groups
    }

    private func burning() -> [Rule] {
        let groups = severities
        return groups.map { severity, pending, tiers in
            var labels = labels(severity)
            // Tells alerts of one name apart.
            if groups.count(where: { $0.severity == severity }) > 1 { labels["pending"] = DurationText.text(pending) }
            return Rule(
                kind: .alert(pending: pending), name: document.alerts.name,
                expression: tiers.map(expression).joined(separator: "\nor\n"),
                labels: labels, annotations: annotations(severity))
        }
    }

    private func expression(_ tier: BurnRateTier) -> String {
        let threshold = DecimalText.threshold(tier, document.definition.objective)
        let windows = [tier.shortWindow, tier.longWindow].map { window in
            "max without (sloth_window) (\(series(SLOSeries.ratio(window))) > \(threshold))"
        }
        let conditions = windows + generator.lowTraffic.conditions(tier, document.definition.objective)
        return "(\n" + QueryText.indented(conditions.joined(separator: "\nand ")) + "\n)"
    }

    // MARK: Missing data

    /// A page where silence is as bad as failure.
    private func noData() -> Rule {
        let severity: Severity = document.definition.noData == .bad ? .page : .ticket
        var expression = "absent(\(series(SLOSeries.ratio(SLOSeries.slice))))"
        if !generator.maintenance.isEmpty {
            expression += "\nunless on () (\(series(MaintenanceRule.name)) > 0)"
        }
        return Rule(
            kind: .alert(pending: Self.absence), name: document.alerts.name + "NoData", expression: expression,
            labels: labels(severity),
            // The document's own texts are about errors.
            annotations: annotations(severity).merging([
                "title": "(\(severity.rawValue)) \(Self.slo) has no data",
                "summary": "The indicator of \(Self.slo) returns nothing: its budget and its alerts are blind.",
            ]) { $1 })
    }

    // MARK: Labels and annotations

    /// Templates that Prometheus fills in.
    private static let slo = "{{ $labels.sloth_service }}/{{ $labels.sloth_slo }}"

    private func labels(_ severity: Severity) -> [String: String] {
        var labels = document.labels.merging(document.alerts.labels) { $1 }
            .merging(document.alerts[severity].labels) { $1 }
        if let owner = document.owner, labels["owner"] == nil { labels["owner"] = owner }
        labels.merge(series.identity) { $1 }
        labels["sloth_severity"] = severity.rawValue
        labels["sloth_window"] = nil
        return labels
    }

    private func annotations(_ severity: Severity) -> [String: String] {
        var texts = [
            "title": "(\(severity.rawValue)) \(Self.slo) burns its error budget too fast",
            "summary": "\(Self.slo): the error budget would be gone early if this went on.",
        ]
        texts.merge(document.annotations) { $1 }
        texts.merge(document.alerts.annotations) { $1 }
        texts.merge(document.alerts[severity].annotations) { $1 }
        if let runbook = document.runbook { texts["runbook_url"] = runbook }
        if !generator.approximations.isEmpty {
            texts["approximation"] = generator.approximations.joined(separator: " ")
        }
        return texts
    }
}
