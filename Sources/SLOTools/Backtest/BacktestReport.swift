public import NinesSLO

/// What a backtest found, policies side by side.
public struct BacktestReport: Sendable, Hashable {
    /// The SLO that was played.
    public let definition: SLODefinition
    /// What the budget counts of the history that was played: without events during maintenance, with what silence
    /// weighs, and where the budget is of timeslices, those.
    public let history: History
    /// In order of time; the same for every policy.
    public let incidents: [Incident]
    /// In the order in which they were asked for.
    public let policies: [PolicyReport]
}

/// What a policy would have done.
public struct PolicyReport: Sendable, Hashable {
    /// The policy's name, as it was given.
    public let name: String
    /// Without the tiers that can never fire.
    public let policy: AlertPolicy
    /// What each tier's alert did, in the policy's order.
    public let alerts: [TierAlerts]
    /// Pages first; of each severity all tiers together, then one by one.
    public let scores: [AlertScore]
    /// What the policy does not do: tiers that can never fire first, then tier by tier.
    public let advice: [BacktestAdvice]
    /// Nil unless it was asked for.
    public let timeline: BurnTimeline?
    /// The SLO at the history's end; nil without history. Where the history ends with a calendar period, its budget is
    /// that of the next one.
    public let status: SLOStatus?
    /// What the history's end finds left of the budget of a whole window.
    let budgetRemaining: Double?

    /// When a tier fired.
    public struct TierAlerts: Sendable, Hashable {
        /// The tier, with its factor and its windows.
        public let tier: BurnRateTier
        /// When its alert fired, in order of time.
        public let intervals: [AlertInterval]
    }
}
