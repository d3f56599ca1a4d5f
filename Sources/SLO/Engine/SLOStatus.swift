/// An SLO at the instant that the engine was last advanced to. Everything in it comes from the same sample.
public struct SLOStatus: Sendable, Hashable {
    public let definition: SLODefinition
    /// Every event since the SLO was added.
    public let events: EventCounts
    /// The share of the error budget that is left in the SLO's window: 1 when nothing is spent, below 0 when it is
    /// overspent.
    public let budgetRemaining: Double
    /// Each distinct window of the tiers, and the SLO's own, shortest first.
    public let windows: [Window]
    /// One for each tier, in the policy's order.
    public let alerts: [Alert]

    /// What is known about the recent past of one length.
    public struct Window: Sendable, Hashable {
        public let length: Duration
        /// The events in the window, or since the start when that is later.
        public let counts: EventCounts
        /// 1 spends the budget in exactly the SLO's window; 0 when there are no events.
        public let burnRate: Double
        /// The share of the window in which events were sampled in time, in 0...1. Less than 1 after a start or a gap:
        /// what happened there is unknown, not good.
        public let coverage: Double
    }

    /// A tier and its alert.
    public struct Alert: Sendable, Hashable {
        public let tier: BurnRateTier
        public let state: AlertState
    }
}
