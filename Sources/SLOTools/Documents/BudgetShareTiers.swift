package import NinesSLO

/// Alert tiers as sloth writes them: each fires when its long window has spent a share of the budget. The windows stay
/// as they are, and the factor follows from the SLO's window.
package struct BudgetShareTiers: Sendable, Hashable {
    package struct Tier: Sendable, Hashable {
        package var severity: Severity
        /// 2 for 2 %.
        package var percent: Double
        package var longWindow: Duration
        package var shortWindow: Duration

        package init(_ severity: Severity, percent: Double, longWindow: Duration, shortWindow: Duration) {
            self.severity = severity
            self.percent = percent
            self.longWindow = longWindow
            self.shortWindow = shortWindow
        }
    }

    package var tiers: [Tier]

    package init(tiers: [Tier]) {
        self.tiers = tiers
    }

    /// The workbook's, for any window: 2 % in an hour, 5 % in six, 10 % in a day and in three.
    package static let workbook = BudgetShareTiers(tiers: [
        Tier(.page, percent: 2, longWindow: .seconds(3_600), shortWindow: .seconds(300)),
        Tier(.page, percent: 5, longWindow: .seconds(21_600), shortWindow: .seconds(1_800)),
        Tier(.ticket, percent: 10, longWindow: .seconds(86_400), shortWindow: .seconds(7_200)),
        Tier(.ticket, percent: 10, longWindow: .seconds(259_200), shortWindow: .seconds(21_600)),
    ])

    /// The tiers for a window and an objective. A tier that no burn rate can reach is left out, and named.
    ///
    /// - Throws: ``SLOError`` for lengths that no tier can have.
    package func policy(
        window: Duration, objective: Objective
    ) throws(SLOError) -> (policy: AlertPolicy, warnings: [String]) {
        var policy = AlertPolicy(tiers: [], minFailures: 1)
        var warnings: [String] = []
        for tier in tiers {
            let long = Double(tier.longWindow.components.seconds)
            guard long > 0 else {
                throw SLOError(key: "longWindow", "longWindow 0s: it must be longer than the short one")
            }
            let factor = max(tier.percent / 100 * Double(window.components.seconds) / long, 1e-6)
            let name = "the \(tier.severity.rawValue) tier over \(DurationText.text(tier.longWindow))"
            guard tier.longWindow <= window else {
                warnings.append("\(name) is left out: it is longer than the window \(DurationText.text(window))")
                continue
            }
            guard factor * objective.budgetRatio < 1 else {
                warnings.append(
                    "\(name) is left out: no burn rate exceeds its factor \(plainText(factor)) at objective "
                        + "\(plainText(objective.ratio)), where the highest is \(objective.highestBurnRate)")
                continue
            }
            policy.tiers.append(
                try BurnRateTier(
                    severity: tier.severity, factor: factor, longWindow: tier.longWindow,
                    shortWindow: tier.shortWindow))
        }
        return (policy, warnings)
    }
}
