import NinesSLO

/// Finds alert tiers that a target is probed too rarely for.
struct LowTraffic {
    /// The entry of `slos`.
    let slo: Field
    let alerting: AlertingReader.Alerting
    let warnings: ProblemLog

    func warn(about definition: SLODefinition, on target: Target) {
        let policy = definition.alerting
        for (index, tier) in policy.tiers.enumerated() {
            // Above 0, as intervals have a lower bound; a window is at most a year, so this is below 10^9.
            let events = (tier.longWindow / target.interval).rounded(.down)
            // With fewer events one bad event alone is a burn rate above the factor.
            let enough = (1 / (tier.factor * definition.objective.budgetRatio)).rounded(.up)
            guard let shortfall = shortfall(of: events, enough: enough, tier: tier, definition: definition) else {
                continue
            }
            let place = alerting.tierFields.indices.contains(index) ? alerting.tierFields[index] : slo
            warnings.report(
                line: place.line, path: place.path,
                "the \(tier.severity.rawValue) tier over \(DurationText.text(tier.longWindow)) sees \(count(events)) "
                    + "probes of target \(Quoted.value(target.name)) (every \(DurationText.text(target.interval))), "
                    + "fewer than \(shortfall)")
        }
    }

    /// What there are too few events for; nil when there are enough.
    private func shortfall(
        of events: Double, enough: Double, tier: BurnRateTier, definition: SLODefinition
    ) -> String? {
        let policy = definition.alerting
        if events < Double(policy.minFailures) { return "min_failures \(policy.minFailures): it cannot fire" }
        if events < Double(policy.minEvents) { return "min_events \(policy.minEvents): it cannot fire" }
        guard events < enough else { return nil }
        let failures = policy.minFailures == 1 ? "1 failure" : "\(policy.minFailures) failures"
        return "the \(count(enough)) that keep one failure below factor \(number(tier.factor)) at objective "
            + "\(number(definition.objective.ratio)): it fires at \(failures)"
    }

    private func count(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? number(value)
    }

    /// Without the `.0` of whole numbers.
    private func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
