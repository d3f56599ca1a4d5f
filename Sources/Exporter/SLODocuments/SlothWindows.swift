import NinesSLO
import NinesSLOTools

/// The SLO window and the alert windows of sloth's documents, which do not say them themselves.
struct SlothWindows {
    var period: Duration = .seconds(30 * 86_400)
    var shares = BudgetShareTiers.workbook

    private typealias Found = (tier: BudgetShareTiers.Tier, field: Field)

    /// Reads the `spec` of an `AlertWindows` document. Nil when something had to be reported.
    init?(_ spec: Field, warnings: ProblemLog) {
        guard
            let section = ForeignSection(spec, known: ["sloPeriod", "page", "ticket"], warnings: warnings),
            let period = section.required("sloPeriod")?.duration(atLeast: .seconds(3_600)),
            let page = section.required("page"), let ticket = section.required("ticket")
        else { return nil }
        let tiers = [(Severity.page, page), (.ticket, ticket)].flatMap { severity, field in
            ["quick", "slow"].map { Self.tier(severity, field, $0, period: period, warnings) }
        }
        guard !tiers.contains(where: { $0 == nil }) else { return nil }
        self.period = period
        let usable = tiers.compactMap { $0 }.filter { tier, field in
            guard tier.longWindow > period else { return true }
            field.warn(
                warnings,
                "is left out: longWindow \(DurationText.text(tier.longWindow)) is longer than sloPeriod "
                    + DurationText.text(period))
            return false
        }
        shares = BudgetShareTiers(tiers: Self.distinct(usable, warnings))
    }

    init() {}

    private static func tier(
        _ severity: Severity, _ field: Field, _ speed: String, period: Duration, _ warnings: ProblemLog
    ) -> Found? {
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
        guard short < long else {
            inner.report(
                "shortWindow \(DurationText.text(short)): it must be shorter than longWindow \(DurationText.text(long))"
            )
            return nil
        }
        return (BudgetShareTiers.Tier(severity, percent: percent, longWindow: long, shortWindow: short), inner)
    }

    /// Alerts are told apart by severity and long window, while sloth takes two tiers with the same. Of them the one
    /// stays that fires at a lower burn rate: the other never fires alone for longer than its short window. At equal
    /// rates it is the one with the longer short window, which goes on firing as long as either.
    private static func distinct(_ tiers: [Found], _ warnings: ProblemLog) -> [BudgetShareTiers.Tier] {
        func isStricter(_ one: BudgetShareTiers.Tier, _ other: BudgetShareTiers.Tier) -> Bool {
            one.percent == other.percent ? one.shortWindow > other.shortWindow : one.percent < other.percent
        }
        return tiers.enumerated().compactMap { place, found -> BudgetShareTiers.Tier? in
            let (tier, field) = found
            let winner = tiers.enumerated().first { otherPlace, other in
                guard otherPlace != place, other.tier.severity == tier.severity,
                    other.tier.longWindow == tier.longWindow
                else { return false }
                return isStricter(other.tier, tier) || (other.tier == tier && otherPlace < place)
            }
            guard let winner else { return tier }
            field.warn(
                warnings,
                "is left out: \(winner.element.field.path) looks over \(DurationText.text(tier.longWindow)) too and fires "
                    + "at a burn rate that is as low or lower")
            return nil
        }
    }
}
