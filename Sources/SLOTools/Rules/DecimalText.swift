package import NinesSLO

/// Exact decimals for rules: 0.001, never 0.0009999999999999432.
package enum DecimalText {
    /// `units` divided by a power of ten, without zeros at the end and without exponent.
    static func text(_ units: Int128, decimals: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var fraction = padded.suffix(decimals)
        while fraction.last == "0" { fraction.removeLast() }
        let whole = padded.dropLast(decimals)
        return (units < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    static func partsPerBillion(_ parts: Int64) -> String { text(Int128(parts), decimals: 9) }

    /// The error ratio at which a tier starts to burn: its factor times the budget.
    static func threshold(_ tier: BurnRateTier, _ objective: Objective) -> String {
        text(Int128(tier.factorMillionths) * Int128(objective.budgetPartsPerBillion), decimals: 15)
    }

    /// 99.9 for 0.999.
    package static func percent(_ objective: Objective) -> String {
        text(Int128(objective.partsPerBillion), decimals: 7)
    }

    /// As short as it reads back, without `.0`, as PromQL reads it.
    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return plainText(value)
    }
}
