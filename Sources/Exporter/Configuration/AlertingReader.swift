import NinesSLO

/// Reads the `alerting` of an SLO.
struct AlertingReader {
    /// A policy with the places of what the file says itself.
    struct Alerting {
        var policy: AlertPolicy
        /// One for each tier; empty when the tiers are the workbook's.
        var tierFields: [Field] = []
    }

    /// Of the SLO: the workbook's tiers follow them.
    let window: SLOWindow
    let timeslice: Duration?

    /// Nil when something had to be reported.
    func alerting(_ field: Field?) -> Alerting? {
        var alerting = Alerting(policy: .workbook(for: window.length, timeslice: timeslice))
        guard let field else { return alerting }
        guard let section = Section(field, keys: AlertingKey.self) else { return nil }
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
        return alerting
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
