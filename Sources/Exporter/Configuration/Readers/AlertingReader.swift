import NinesSLO

/// Reads the `alerting` of an SLO.
struct AlertingReader {
    /// A policy with the places of what the file says itself.
    struct Alerting {
        var policy: AlertPolicy
        /// One for each tier; empty when the tiers are the workbook's.
        var tiers: [Section<TierKeys>] = []
        /// Nil where the file says nothing.
        var section: Section<AlertingKeys>?
    }

    /// Of the SLO: the workbook's tiers follow them, without those that its objective cannot reach.
    let objective: Objective
    let window: SLOWindow
    let timeslice: Duration?

    /// Nil when something had to be reported.
    func alerting(_ section: Section<AlertingKeys>?) -> Alerting? {
        let workbook = AlertPolicy.workbook(for: window.length, timeslice: timeslice)
        guard let section else { return Alerting(policy: workbook.reachable(at: objective, within: window.length)) }
        let decisive: [any AnyKey] = [
            AlertingKeys.minFailures, AlertingKeys.minEvents, AlertingKeys.tiers, AlertingKeys.disable,
            AlertingKeys.confidence,
        ]
        guard !decisive.contains(where: { section.isBroken($0) }) else { return nil }
        var alerting = Alerting(policy: workbook, section: section)
        alerting.policy.minFailures = UInt64(clamping: section[AlertingKeys.minFailures] ?? 0)
        alerting.policy.minEvents = UInt64(clamping: section[AlertingKeys.minEvents] ?? 0)
        if let tiers = section[AlertingKeys.tiers] {
            let read = tiers.compactMap(tier)
            guard read.count == tiers.count else { return nil }
            alerting.policy.tiers = read
            alerting.tiers = tiers
        }
        if let selectors = section[AlertingKeys.disable], let field = section.field(AlertingKeys.disable) {
            guard switchOff(Array(zip(selectors, field.items())), in: &alerting) else { return nil }
        }
        // Last, so that a tier can be named whether it is within reach or not.
        if section.field(AlertingKeys.tiers) == nil {
            alerting.policy = alerting.policy.reachable(at: objective, within: window.length)
        }
        alerting.policy.confidence = section[AlertingKeys.confidence]
        return alerting
    }

    /// Takes out tiers that the file names by severity, or severity and factor. False when something had to be
    /// reported.
    private func switchOff(_ items: [(AlertPolicy.TierSelector, Field)], in alerting: inout Alerting) -> Bool {
        for (selector, field) in items {
            do {
                _ = try alerting.policy.without(selector)
            } catch {
                field.report(error.sentence)
                return false
            }
        }
        let isOn = alerting.policy.tiers.map { tier in !items.contains { $0.0.matches(tier) } }
        alerting.policy.tiers = zip(alerting.policy.tiers, isOn).filter(\.1).map(\.0)
        // Empty when the tiers are the workbook's.
        alerting.tiers = zip(alerting.tiers, isOn).filter(\.1).map(\.0)
        return true
    }

    private func tier(_ section: Section<TierKeys>) -> BurnRateTier? {
        guard let severity = section[TierKeys.severity], let factor = section[TierKeys.factor],
            let long = section[TierKeys.long], let short = section[TierKeys.short],
            let pending = section[TierKeys.pending]
        else { return nil }
        return section.value { () throws(SLOError) in
            try BurnRateTier(
                severity: severity, factor: factor, longWindow: long, shortWindow: short, pending: pending)
        }
    }
}

extension ValueGrammar where Value == AlertPolicy.TierSelector {
    /// `page`, or `page 14.4`.
    static var tierSelector: Self {
        let pattern = "^(?:" + Severity.allCases.map(\.rawValue).joined(separator: "|") + ")(?: [^ ]+)?$"
        return Self(.text(pattern: pattern)) { field in
            guard let text = field.text() else { return nil }
            guard let selector = AlertPolicy.TierSelector(text) else {
                field.report(
                    "\(Quoted.value(text)) is no tier (write page or ticket, or one of them and a factor: page 14.4)")
                return nil
            }
            return selector
        }
    }
}

extension NumberRange {
    /// Of a confidence interval's level.
    static let confidence = NumberRange(atLeast: 0.5, below: 1)
}

extension ValueGrammar where Value == ConfidenceGuard {
    /// A level, or a mapping that also says how.
    static var confidence: Self {
        Self(.either(.number(.confidence), .section(ConfidenceKeys.self))) { $0.confidence() }
    }
}

extension ValueGrammar where Value == Double {
    static var confidenceLevel: Self { checkedNumber(.confidence) }
}

extension Field {
    fileprivate func confidence() -> ConfidenceGuard? {
        guard case .mapping = node.content else {
            return number().flatMap { confidence(level: $0, method: .jeffreys) }
        }
        guard let section = Section(self, ConfidenceKeys.self), let level = section[ConfidenceKeys.level],
            let method = section[ConfidenceKeys.method]
        else { return nil }
        return (section.field(ConfidenceKeys.level) ?? self).confidence(level: level, method: method)
    }

    private func confidence(level: Double, method: ConfidenceGuard.Method) -> ConfidenceGuard? {
        do {
            return try ConfidenceGuard(level: level, method: method)
        } catch {
            report(error.sentence)
            return nil
        }
    }
}

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
            let place = alerting.tiers.indices.contains(index) ? alerting.tiers[index].field : slo
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
