public import NinesMetrics

/// An SLO at the instant that the engine was last advanced to. Everything in it comes from the same sample.
public struct SLOStatus: Sendable, Hashable {
    /// What the SLO promises, as it was added or last replaced.
    public let definition: SLODefinition
    /// What tells it from others of the same definition, see ``SLORecorders``; empty for one that is alone.
    public let labels: [Label]
    /// What a composite SLO is made of; nil for an SLO that counts events itself.
    public let parts: CompositeIndicator?
    /// Every event since the SLO was added, those during maintenance too. A composite has none of its own:
    /// they are its parts'.
    public let events: EventCounts
    /// When ``events`` began at 0: the SLO's first sample in this run, whatever was restored; nil before it.
    public let since: Timestamp?
    /// What is left of the error budget in the SLO's window.
    public let budget: ErrorBudget
    /// The SLO's own window.
    public let budgetWindow: Window
    /// Each distinct window of the tiers, and the SLO's own, shortest first; a calendar window is the last.
    public let windows: [Window]
    /// One for each tier, in the policy's order.
    public let alerts: [Alert]
    let past: Past

    /// The share of the error budget that is left in the SLO's window: 1 when nothing is spent, below 0 when it is
    /// overspent.
    public var budgetRemaining: Double { budget.remaining }

    /// The share of events that were good in the SLO's window, to be compared with the objective; nil while there are
    /// none.
    public var achieved: Double? {
        guard budgetWindow.counts.total > 0 else { return nil }
        // A composite's ratio is not that of the sum of its parts' counts.
        return 1
            - (parts == nil
                ? budgetWindow.counts.errorRatio : budgetWindow.burnRate * definition.objective.budgetRatio)
    }

    /// What the budget that is left means for changes, in a word.
    public var state: BudgetPolicyState { BudgetPolicyState(remaining: budgetRemaining) }

    /// The budget that is left, as a school would mark it.
    public var grade: BudgetGrade { BudgetGrade(remaining: budgetRemaining) }

    /// How fast the budget was spent over the last so long, whatever windows the tiers have: 1 spends it in exactly the
    /// SLO's window, 0 is without events.
    ///
    /// - Returns: nil when nothing reaches back so far, or for less than two slices. A status from
    ///   ``SLOEngine/statuses``, and one of a composite, answers for its own ``windows`` only; one from
    ///   ``SLOEngine/status(of:service:labels:forecasting:)`` for any length, to a slice: 1 % of it or better from an
    ///   hour on.
    public func burnRate(over length: Duration) -> Double? {
        let name = DurationText.text(length)
        if let window = windows.first(where: { $0.length == length && $0.name == name }) { return window.burnRate }
        return past.ladder?.counts(over: length.components.seconds).map(definition.objective.burnRate)
    }

    /// The slices as they were, where they were asked for. No part of what makes two statuses equal: they say the same
    /// in more detail.
    struct Past: Sendable, Hashable {
        let ladder: SliceLadder?

        static func == (lhs: Past, rhs: Past) -> Bool { true }
        func hash(into hasher: inout Hasher) {}
    }

    /// What is known about the recent past of one length.
    public struct Window: Sendable, Hashable {
        /// Of a calendar window the nominal length, see ``CalendarWindow``.
        public let length: Duration
        /// `5m`, `30d`; of a calendar window its unit, such as `month`. The label `window` of what is exported.
        public let name: String
        /// What the budget counts of the window, or since the start when that is later: events without those during
        /// maintenance; with timeslices slices, and with ratio timeslices billionths of slices. Of a composite the sum
        /// of its parts', which its burn rate is not made of.
        public let counts: EventCounts
        /// 1 spends the budget in exactly the SLO's window; 0 when there are no events.
        public let burnRate: Double
        /// The share of the window in which events were sampled in time, in 0...1. Less than 1 after a start or a gap:
        /// what happened there is unknown, not good. Of a calendar period, the share of what has passed of it.
        public let coverage: Double
    }

    /// A tier and its alert.
    public struct Alert: Sendable, Hashable {
        /// The tier, with its factor and its windows.
        public let tier: BurnRateTier
        /// Whether its alert is inactive, pending or firing, and since when.
        public let state: AlertState
    }
}
