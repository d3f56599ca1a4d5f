import NinesSLO
import NinesSLOTools

/// The SLO window and the alert windows of sloth's documents, which do not say them themselves.
struct SlothWindows {
    var period: Duration = .seconds(30 * 86_400)
    var shares = BudgetShareTiers.workbook

    /// Reads the `spec` of an `AlertWindows` document. Nil when something had to be reported.
    init?(_ spec: Field, warnings: ProblemLog) {
        guard
            let section = ForeignSection(spec, known: ["sloPeriod", "page", "ticket"], warnings: warnings),
            let period = section.required("sloPeriod")?.duration(atLeast: .seconds(60)),
            let page = section.required("page"), let ticket = section.required("ticket")
        else { return nil }
        let tiers = [(Severity.page, page), (.ticket, ticket)].flatMap { severity, field in
            ["quick", "slow"].map { Self.tier(severity, field, $0, warnings) }
        }
        guard !tiers.contains(where: { $0 == nil }) else { return nil }
        self.period = period
        shares = BudgetShareTiers(tiers: tiers.compactMap { $0 })
    }

    init() {}

    private static func tier(
        _ severity: Severity, _ field: Field, _ speed: String, _ warnings: ProblemLog
    ) -> BudgetShareTiers.Tier? {
        guard let section = ForeignSection(field, known: ["quick", "slow"], warnings: warnings),
            let inner = section.required(speed),
            let tier = ForeignSection(
                inner, known: ["errorBudgetPercent", "shortWindow", "longWindow"], warnings: warnings),
            let percent = tier.required("errorBudgetPercent")?.number(),
            let short = tier.required("shortWindow")?.duration(atLeast: .seconds(1)),
            let long = tier.required("longWindow")?.duration(atLeast: .seconds(1))
        else { return nil }
        guard percent > 0, percent <= 100 else {
            inner.report("errorBudgetPercent \(DecimalText.number(percent)) is not above 0 and at most 100")
            return nil
        }
        return BudgetShareTiers.Tier(severity, percent: percent, longWindow: long, shortWindow: short)
    }
}
