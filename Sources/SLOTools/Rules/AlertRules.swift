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
        // Others are made of a part: that it is gone has to be told, though it wakes nobody itself.
        guard !generator.tiers.isEmpty else { return generator.isPart && hasNoDataAlert ? [noData()] : [] }
        return burning() + (hasNoDataAlert ? [noData()] : [])
    }

    /// An alert that can never fire would only look like one.
    var hasNoDataAlert: Bool { document.alerts.whenNoData && generator.measure.canBeMissing }

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
                labels: labels, annotations: annotations(severity, texts.burning(severity, tiers)))
        }
    }

    /// Its value is the burn rate over the long window.
    private func expression(_ tier: BurnRateTier) -> String {
        let objective = document.definition.objective
        let threshold = DecimalText.threshold(tier, objective)
        let (long, short) = (burning(tier.longWindow, threshold), burning(tier.shortWindow, threshold))
        let budget = DecimalText.partsPerBillion(objective.budgetPartsPerBillion)
        let conditions =
            ["\(long) / \(budget)", short] + generator.lowTraffic.conditions(tier, document.definition.objective)
        return "(\n" + QueryText.indented(conditions.joined(separator: "\nand ")) + "\n)"
    }

    private func burning(_ window: Duration, _ threshold: String) -> String {
        QueryText.without(["sloth_window"], "\(series(SLOSeries.ratio(window))) > \(threshold)")
    }

    // MARK: Missing data

    /// For how long a group of a grouped SLO is missed. Series that ended on purpose are forgotten after it.
    private static let remembered = "6h"

    /// A page where silence is as bad as failure.
    private func noData() -> Rule {
        let severity: Severity = document.definition.noData == .bad ? .page : .ticket
        let ratio = series(SLOSeries.ratio(SLOSeries.slice))
        var expression = "absent(\(ratio))"
        if !generator.isUngrouped {
            // Each group that was there, and is no more.
            let known = "last_over_time(\(ratio)[\(Self.remembered):\(SLOSeries.slices)])"
            expression += "\nor\n\(QueryText.without(["sloth_window"], "\(known) unless \(ratio)"))"
        }
        if let maintenance {
            expression = generator.isUngrouped ? expression : "(\n\(QueryText.indented(expression))\n)"
            expression += "\nunless on () (\(maintenance) > 0)"
        }
        return Rule(
            kind: .alert(pending: Self.absence), name: document.alerts.name + "NoData", expression: expression,
            labels: labels(severity),
            // The document's own texts are about errors.
            annotations: annotations(severity, [:]).merging(texts.noData(severity)) { $1 })
    }

    /// What is 1 while data may be missing on purpose; nil where that is never the case. A composite's parts may be in
    /// other files: those without maintenance have no such series.
    private var maintenance: String? {
        if case .composite(let composite) = generator.measure { return CompositeExpression.maintenance(of: composite) }
        return generator.maintenance.isEmpty ? nil : series(MaintenanceRule.name)
    }

    // MARK: Labels and annotations

    private var texts: AlertSentences {
        var (groups, areKnown) = ([String](), false)
        if case .exactly(let labels) = generator.measure.keptLabels { (groups, areKnown) = (labels.sorted(), true) }
        var parts: [String] = []
        if case .composite(let composite) = generator.measure {
            parts = composite.parts.map { "\($0.service)/\($0.slo)" }
        }
        return AlertSentences(
            definition: document.definition, groups: groups, areGroupsKnown: areKnown,
            hasRunbook: document.runbook != nil, parts: parts)
    }

    private func labels(_ severity: Severity) -> [String: String] {
        var labels = document.labels.merging(document.alerts.labels) { $1 }
            .merging(document.alerts[severity].labels) { $1 }
        if let owner = document.owner, labels["owner"] == nil { labels["owner"] = owner }
        labels.merge(series.identity) { $1 }
        labels["sloth_severity"] = severity.rawValue
        labels["sloth_window"] = nil
        return labels
    }

    private func annotations(_ severity: Severity, _ own: [String: String]) -> [String: String] {
        var texts = own
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
