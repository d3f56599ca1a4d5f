internal import NinesSLO

/// Error ratios that tell the tiers apart.
struct TestLevels {
    /// In parts per billion, one for each distinct factor, the highest first.
    let ratios: [Int64]

    init(_ generator: RuleGenerator) {
        let thresholds = Set(generator.tiers.map { Self.threshold($0, generator) }).sorted(by: >)
        var upper: Int128 = 1_000_000_000_000_000
        ratios = thresholds.compactMap { threshold in
            defer { upper = threshold }
            let wanted = min(threshold * 5 / 4, (threshold + upper) / 2)
            let level = max(wanted / 1_000_000, threshold / 1_000_000 + 1)
            // Too close for parts per billion otherwise.
            return level * 1_000_000 < upper || level == 1_000_000_000 ? Int64(level) : nil
        }
    }

    /// The error ratio above which a tier burns, in units of 10^-15.
    static func threshold(_ tier: BurnRateTier, _ generator: RuleGenerator) -> Int128 {
        Int128(tier.factorMillionths) * Int128(generator.document.definition.objective.budgetPartsPerBillion)
    }
}
