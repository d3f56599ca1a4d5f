import NinesSLO

/// Reads the `alerting` of an SLO.
struct AlertingReader {
    /// A policy with the places of what the file says itself.
    struct Alerting {
        var policy: AlertPolicy
        /// One for each tier; empty when the tiers are the workbook's.
        var tierFields: [Field] = []
        /// Nil where the file says nothing.
        var section: Section<AlertingKey>?
    }

    /// Of the SLO: the workbook's tiers follow them, without those that its objective cannot reach.
    let objective: Objective
    let window: SLOWindow
    let timeslice: Duration?

    /// Nil when something had to be reported.
    func alerting(_ field: Field?) -> Alerting? {
        let workbook = AlertPolicy.workbook(for: window.length, timeslice: timeslice)
        guard let field else { return Alerting(policy: workbook.reachable(at: objective, within: window.length)) }
        var alerting = Alerting(policy: workbook)
        guard let section = Section(field, keys: AlertingKey.self) else { return nil }
        alerting.section = section
        if let minFailures = section[.minFailures] {
            guard let count = minFailures.integer(in: 1...Int.max) else { return nil }
            alerting.policy.minFailures = UInt64(clamping: count)
        }
        if let minEvents = section[.minEvents] {
            guard let count = minEvents.integer(in: 0...Int.max) else { return nil }
            alerting.policy.minEvents = UInt64(clamping: count)
        }
        if let tiers = section[.tiers] {
            let items = tiers.items()
            let read = items.compactMap(tier)
            guard read.count == items.count else { return nil }
            alerting.policy.tiers = read
            alerting.tierFields = items
        }
        if let disable = section[.disable] {
            guard switchOff(disable.items(), in: &alerting) else { return nil }
        }
        // Last, so that a tier can be named whether it is within reach or not.
        if section[.tiers] == nil {
            alerting.policy = alerting.policy.reachable(at: objective, within: window.length)
        }
        if let confidence = section[.confidence] {
            guard let read = self.confidence(confidence) else { return nil }
            alerting.policy.confidence = read
        }
        return alerting
    }

    /// Takes out tiers that the file names by severity, or severity and factor. False when something had to be
    /// reported.
    private func switchOff(_ items: [Field], in alerting: inout Alerting) -> Bool {
        var selectors: [AlertPolicy.TierSelector] = []
        for item in items {
            guard let text = item.text() else { return false }
            guard let selector = AlertPolicy.TierSelector(text) else {
                item.report(
                    "\(Quoted.value(text)) is no tier (write page or ticket, or one of them and a factor: page 14.4)")
                return false
            }
            do {
                _ = try alerting.policy.without(selector)
            } catch {
                item.report(error.sentence)
                return false
            }
            selectors.append(selector)
        }
        let isOn = alerting.policy.tiers.map { tier in !selectors.contains { $0.matches(tier) } }
        alerting.policy.tiers = zip(alerting.policy.tiers, isOn).filter(\.1).map(\.0)
        // Empty when the tiers are the workbook's.
        alerting.tierFields = zip(alerting.tierFields, isOn).filter(\.1).map(\.0)
        return true
    }

    private func confidence(_ field: Field) -> ConfidenceGuard? {
        var level: Double?
        var method: ConfidenceGuard.Method? = .jeffreys
        if case .mapping = field.node.content {
            guard let section = Section(field, keys: ConfidenceKey.self) else { return nil }
            level = section.required(.level)?.number()
            if let named = section[.method] { method = named.choice(of: ConfidenceGuard.Method.self) }
        } else {
            level = field.number()
        }
        guard let level, let method else { return nil }
        do {
            return try ConfidenceGuard(level: level, method: method)
        } catch {
            field.report(error.sentence)
            return nil
        }
    }

    private func tier(_ field: Field) -> BurnRateTier? {
        guard let section = Section(field, keys: TierKey.self) else { return nil }
        let severity = section.required(.severity)?.choice(of: Severity.self)
        let factor = section.required(.factor)?.number()
        let long = section.required(.long)?.duration()
        let short = section.required(.short)?.duration()
        let pending = section[.pending].map { $0.duration() } ?? .zero
        guard let severity, let factor, let long, let short, let pending else { return nil }
        do {
            return try BurnRateTier(
                severity: severity, factor: factor, longWindow: long, shortWindow: short, pending: pending)
        } catch {
            section.report(error)
            return nil
        }
    }
}

extension Section<TierKey> {
    /// At the key that the error is about.
    func report(_ error: SLOError) {
        let key = TierKey(rawValue: error.key)
        (key.flatMap { self[$0] } ?? field).report(error.sentence)
    }
}
