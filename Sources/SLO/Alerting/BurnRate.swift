extension Objective {
    /// How many times faster than allowed the events spend the error budget: 1 spends it in exactly the SLO's window if
    /// traffic is even. 0 when there are no events.
    public func burnRate(of counts: EventCounts) -> Double {
        counts.errorRatio / budgetRatio
    }

    /// The share of the error budget that the events of the SLO's window leave: 1 when all are good or there are none,
    /// 0 when it is spent, negative when more than that was bad.
    public func budgetRemaining(of counts: EventCounts) -> Double {
        // From integers, so that a budget that is spent to the last event is 0 and not what rounding makes of it.
        let allowance = allowance(of: counts)
        return allowance == 0 ? 1 : Double(surplus(of: counts)) / Double(allowance)
    }

    /// Whether the burn rate is strictly greater than the factor, decided in integers: at a factor of 14.4 and an
    /// objective of 0.999, 144 bad events of 10,000 are not above it.
    package func isBurning(_ counts: EventCounts, above factorMillionths: Int64) -> Bool {
        // bad / total > factor x budget, with the factor in millionths and the budget in parts per billion:
        //     bad x 10^6 x 10^9 > factorMillionths x budgetPartsPerBillion x (good + bad)
        // Left: 2^64 x 2^50. Right: `threshold` is below 10^15 < 2^50 after the guard, and the sum is below 2^65. Both
        // products fit into 128 bits.
        let scale: UInt128 = 1_000_000_000_000_000
        let threshold = UInt128(factorMillionths) * UInt128(budgetPartsPerBillion)
        // At or above 10^15 even all-bad events do not exceed it.
        guard threshold < scale else { return false }
        return UInt128(counts.bad) * scale > threshold * (UInt128(counts.good) + UInt128(counts.bad))
    }
}

extension BurnRateTier {
    /// The least number of events in a window of which one bad event does not exceed the factor: 70 for 14.4 at 0.999.
    /// A long window that expects fewer alerts on single failures, but for `minFailures`.
    public func eventsThatAbsorbOneFailure(at objective: Objective) -> UInt64 {
        // The smallest n with 10^15 <= threshold x n. The threshold is at least 1, so the quotient is at most 10^15.
        let threshold = UInt128(factorMillionths) * UInt128(objective.budgetPartsPerBillion)
        return UInt64((1_000_000_000_000_000 + threshold - 1) / threshold)
    }
}

extension SLODefinition {
    /// Whether a tier's condition holds for what the budget counts of its two windows: both burn rates strictly above
    /// the factor, and the long window with enough bad events, enough events and confidence enough; of timeslices, with
    /// enough slices.
    func isBurning(_ tier: BurnRateTier, long: EventCounts, short: EventCounts) -> Bool {
        let unit = UInt128(budgeting.unit)
        return UInt128(long.bad) >= UInt128(alerting.minFailures) * unit
            && UInt128(long.total) >= UInt128(alerting.minEvents) * unit
            && objective.isBurning(long, above: tier.factorMillionths)
            && objective.isBurning(short, above: tier.factorMillionths)
            && isConfident(tier, long: long)
    }

    /// Asked last: it is the only part that does not take nanoseconds.
    private func isConfident(_ tier: BurnRateTier, long: EventCounts) -> Bool {
        guard let confidence = alerting.confidence else { return true }
        let unit = Double(budgeting.unit)
        return confidence.isAbove(
            tier.factor * objective.budgetRatio, bad: Double(long.bad) / unit,
            total: (Double(long.good) + Double(long.bad)) / unit)
    }
}
