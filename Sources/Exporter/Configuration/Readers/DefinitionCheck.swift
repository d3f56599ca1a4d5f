import NinesSLO

/// Makes an SLO's definition and reports its errors where they were caused.
struct DefinitionCheck {
    let section: Section<SLOKey>
    let alerting: AlertingReader.Alerting

    /// - Parameter make: the definition with the given policy.
    func definition(_ make: (AlertPolicy) throws(SLOError) -> SLODefinition) -> SLODefinition? {
        var policy = alerting.policy
        // The errors of a definition do not tell the tier, so tiers written in the file are added one by one.
        for (index, field) in alerting.tierFields.enumerated() {
            policy.tiers = Array(alerting.policy.tiers.prefix(index + 1))
            do {
                _ = try make(policy)
            } catch {
                report(error, tier: Section(field))
                return nil
            }
        }
        do {
            return try make(alerting.policy)
        } catch {
            report(error, tier: nil)
            return nil
        }
    }

    private func report(_ error: SLOError, tier: Section<TierKey>?) {
        if let field = SLOKey(rawValue: error.key).flatMap({ section[$0] }) {
            field.report(error.sentence)
        } else if let tier {
            tier.report(error)
        } else {
            // Slices cannot be cut that fine: the window is too short, as 1m is that was meant as a month.
            (section[.window] ?? section.field).report(
                "it is too short for the default alerting.tiers: \(error.key) \(error.sentence) (write 30d, or "
                    + "{calendar: month} for a month)")
        }
    }
}
