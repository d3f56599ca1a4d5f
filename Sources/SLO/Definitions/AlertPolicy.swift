/// When an SLO alerts: its tiers, and what keeps a handful of events from waking somebody.
public struct AlertPolicy: Sendable, Hashable {
    /// Empty for an SLO that never alerts.
    public var tiers: [BurnRateTier]
    /// Bad events that the long window of a tier must hold before the tier burns. With 1 a single failure in a quiet
    /// hour pages: one of ten events burns a budget of 0.1 % at 100 times its rate.
    public var minFailures: UInt64
    /// Events, good or bad, that the long window of a tier must hold before the tier burns.
    public var minEvents: UInt64
    /// How sure it must be that the long window's burn rate is above a tier's factor; nil to take the events as they are.
    public var confidence: ConfidenceGuard?

    public init(
        tiers: [BurnRateTier], minFailures: UInt64 = 2, minEvents: UInt64 = 0, confidence: ConfidenceGuard? = nil
    ) {
        self.tiers = tiers
        self.minFailures = minFailures
        self.minEvents = minEvents
        self.confidence = confidence
    }

    /// The tiers of "The Site Reliability Workbook" (chapter 5, table 5-8, and the ticket of 1 day in its text):
    /// 14.4 over 1h/5m and 6 over 6h/30m page, 3 over 1d/2h and 1 over 3d/6h are tickets, for an SLO window of 30 days.
    ///
    /// Another SLO window scales the windows and keeps the factors, so that a tier fires at the same share of the
    /// budget: at 2, 5, 10 and 10 %. The short window is a twelfth of the long one and at least two slices. Lengths are
    /// rounded to whole seconds.
    ///
    /// - Parameter timeslice: of an SLO that is budgeted in timeslices. Short windows then hold at least two of them.
    public static func workbook(for window: Duration, timeslice: Duration? = nil) -> AlertPolicy {
        let month: Double = 30 * 86_400
        // Within the rules for windows before it is scaled, so that the conversions below cannot trap.
        let seconds = min(max(window.components.seconds, 0), WindowRules.longest)
        let leastShort = min(max((timeslice ?? .zero).components.seconds, 1), 3_600) * 2
        let tiers = WorkbookTier.all.compactMap { tier -> BurnRateTier? in
            let long = max(Int64((tier.longWindow * Double(seconds) / month).rounded()), leastShort * 2)
            let short = max(Int64((Double(long) / 12).rounded()), leastShort)
            // Never nil: 2 <= short < long <= a leap year by the lines above.
            return try? BurnRateTier(
                severity: tier.severity, factor: tier.factor, longWindow: .seconds(long), shortWindow: .seconds(short))
        }
        return AlertPolicy(tiers: tiers)
    }

    /// A line of the workbook's table, for an SLO window of 30 days.
    private struct WorkbookTier {
        let severity: Severity
        let factor: Double
        /// In seconds.
        let longWindow: Double

        static let all = [
            WorkbookTier(severity: .page, factor: 14.4, longWindow: 3_600),
            WorkbookTier(severity: .page, factor: 6, longWindow: 21_600),
            WorkbookTier(severity: .ticket, factor: 3, longWindow: 86_400),
            WorkbookTier(severity: .ticket, factor: 1, longWindow: 259_200),
        ]
    }
}
