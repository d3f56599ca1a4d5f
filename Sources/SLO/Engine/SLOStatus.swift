/// An SLO at the instant that the engine was last advanced to. Everything in it comes from the same sample.
public struct SLOStatus: Sendable, Hashable {
    public let definition: SLODefinition
    /// What a composite SLO is made of; nil for an SLO that counts events itself.
    public let parts: CompositeIndicator?
    /// Every event since the SLO was added, those during maintenance too. Of a composite none: they are its
    /// parts' events.
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

    /// The share of the error budget that is left in the SLO's window: 1 when nothing is spent, below 0 when it is
    /// overspent.
    public var budgetRemaining: Double { budget.remaining }

    /// What is known about the recent past of one length.
    public struct Window: Sendable, Hashable {
        /// Of a calendar window the nominal length, see ``CalendarWindow``.
        public let length: Duration
        /// `5m`, `30d`; of a calendar window its unit, such as `month`. The label `window` of what is exported.
        public let name: String
        /// What the budget counts of the window, or since the start when that is later: events without those during
        /// maintenance; with timeslices slices, and with ratio timeslices billionths of slices. Of a composite the sum of
        /// its parts', which its burn rate is not made of.
        public let counts: EventCounts
        /// 1 spends the budget in exactly the SLO's window; 0 when there are no events.
        public let burnRate: Double
        /// The share of the window in which events were sampled in time, in 0...1. Less than 1 after a start or a gap:
        /// what happened there is unknown, not good. Of a calendar period, the share of what has passed of it.
        public let coverage: Double
    }

    /// A tier and its alert.
    public struct Alert: Sendable, Hashable {
        public let tier: BurnRateTier
        public let state: AlertState
    }
}
