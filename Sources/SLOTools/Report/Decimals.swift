/// Logarithms for axes, from additions and products alone: the same to the last bit on every machine.
enum Decimals {
    /// The decimal logarithm, right to 12 digits. 0 for what has none.
    static func logarithm(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        // value = significand x 2^exponent with the significand in 1..<2; ln s = 2 artanh((s - 1) / (s + 1)), whose
        // argument is at most 1/3, so each term is a ninth of the one before it.
        let ratio = (value.significand - 1) / (value.significand + 1)
        var power = ratio
        var sum = 0.0
        for index in 0..<14 {
            sum += power / Double(2 * index + 1)
            power *= ratio * ratio
        }
        let naturalLogarithmOf2 = 0.693_147_180_559_945_3
        let naturalLogarithmOf10 = 2.302_585_092_994_046
        return (2 * sum + Double(value.exponent) * naturalLogarithmOf2) / naturalLogarithmOf10
    }
}
