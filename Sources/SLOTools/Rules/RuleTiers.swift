internal import NinesSLO

/// The tiers of an SLO as rules can have them.
struct RuleTiers: Sendable, Hashable {
    var tiers: [BurnRateTier] = []
    /// What was changed, in sentences.
    var warnings: [String] = []

    /// A shorter range has too few scrapes for a rate: four at the common interval of 15 s.
    static let shortestWindow: Duration = .seconds(60)

    init(_ definition: SLODefinition) {
        let window = definition.windowLength
        for tier in definition.alerting.tiers {
            let short = max(tier.shortWindow, Self.shortestWindow)
            // Whole seconds, so the product cannot lose anything.
            let long = tier.longWindow > short ? tier.longWindow : short * 2
            let name = "the \(tier.severity.rawValue) tier over \(DurationText.text(tier.longWindow))"
            guard long <= window else {
                warnings.append(
                    "\(name) is dropped: its short window would be under \(DurationText.text(Self.shortestWindow))")
                continue
            }
            if short != tier.shortWindow {
                warnings.append(
                    "\(name) gets the windows \(DurationText.text(long)) and \(DurationText.text(short)): "
                        + "a shorter one holds too few scrapes")
            }
            guard let adapted = Self.adapted(tier, long: long, short: short, name: name, &warnings) else { continue }
            tiers.append(adapted)
        }
    }

    /// At a burn rate below 1 the objective is met, so there is nothing to alert about.
    private static func adapted(
        _ tier: BurnRateTier, long: Duration, short: Duration, name: String, _ warnings: inout [String]
    ) -> BurnRateTier? {
        let factor = max(tier.factor, 1)
        if factor != tier.factor {
            warnings.append(
                "\(name) gets the factor 1 instead of \(plainText(tier.factor)): below 1 the objective is met")
        }
        return try? BurnRateTier(
            severity: tier.severity, factor: factor, longWindow: long, shortWindow: short, pending: tier.pending)
    }
}

extension SLODefinition {
    /// Of the window that rules can have.
    package var windowLength: Duration { window.length }
}
