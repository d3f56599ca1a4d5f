/// The workbook's formulas, for even traffic, errors at one ratio and windows that slide continuously: what an alert
/// can promise before anything has happened. An engine adds at most one slice and one evaluation; a Prometheus adds
/// half a scrape interval, half an evaluation interval and what its rules wait for.
///
/// Source: "The Site Reliability Workbook", chapter 5.
extension Objective {
    /// Seconds from the first error until one window's burn rate is above the factor; nil when it never is.
    ///
    /// - Parameter ratio: of bad events to all from then on, in 0...1.
    public func detectionSeconds(ofErrorRatio ratio: Double, window: Duration, factor: Double) -> Double? {
        let threshold = factor * budgetRatio
        guard Self.isAbove(ratio, threshold) else { return nil }
        return threshold / ratio * (window / .seconds(1))
    }

    /// Seconds from the last error until one window's burn rate is no longer above the factor; nil when it was not.
    ///
    /// - Parameters:
    ///   - ratio: of bad events to all before, in 0...1.
    ///   - duration: for how long.
    public func resetSeconds(
        afterErrorRatio ratio: Double, lasting duration: Duration, window: Duration, factor: Double
    ) -> Double? {
        let threshold = factor * budgetRatio
        guard Self.isAbove(ratio * min(duration / window, 1), threshold) else { return nil }
        return (window / .seconds(1)) * (1 - threshold / ratio)
    }

    /// The share of the budget of a period that errors at a ratio spend in a time; above 1 when it is overspent.
    public func budgetSpent(byErrorRatio ratio: Double, lasting duration: Duration, of period: Duration) -> Double {
        ratio / budgetRatio * (duration / period)
    }

    /// Seconds until errors at a ratio have spent the whole budget of a period; infinite when there are none.
    public func exhaustionSeconds(atErrorRatio ratio: Double, of period: Duration) -> Double {
        ratio > 0 ? budgetRatio / ratio * (period / .seconds(1)) : .infinity
    }

    /// To 15 decimals, as 0.0144 is not above 14.4 times 0.001 but its double is.
    private static func isAbove(_ ratio: Double, _ threshold: Double) -> Bool {
        (ratio * 1e15).rounded() > (threshold * 1e15).rounded()
    }
}

extension BurnRateTier {
    /// The burn rate that spends a share of a period's budget within a window: 14.4 for 2 % of 30 days in an hour.
    public static func factor(spending share: Double, of period: Duration, within window: Duration) -> Double {
        share * (period / window)
    }

    /// The share of a period's budget that is spent when the tier fires, if traffic is even: 2 % for 14.4 over an hour.
    public func budgetSpent(of period: Duration) -> Double {
        factor * (longWindow / period)
    }

    /// Seconds from the first error until both windows burn; nil when they never do. See
    /// ``Objective/detectionSeconds(ofErrorRatio:window:factor:)``; a tier that waits adds its `pending`.
    public func detectionSeconds(ofErrorRatio ratio: Double, at objective: Objective) -> Double? {
        // The short window is above the same factor sooner.
        objective.detectionSeconds(ofErrorRatio: ratio, window: longWindow, factor: factor)
            .map { $0 + pending / .seconds(1) }
    }

    /// Seconds from the last error until one of the windows no longer burns; nil when they did not both burn.
    public func resetSeconds(
        afterErrorRatio ratio: Double, lasting duration: Duration, at objective: Objective
    ) -> Double? {
        let resets = [longWindow, shortWindow].compactMap {
            objective.resetSeconds(afterErrorRatio: ratio, lasting: duration, window: $0, factor: factor)
        }
        return resets.count == 2 ? resets.min() : nil
    }
}
