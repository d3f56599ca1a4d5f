/// The state of one tier's alert. A pure state machine: ``next(isBurning:at:pending:)`` is its only step.
public enum AlertState: Sendable, Hashable {
    /// The tier's condition does not hold.
    case inactive
    /// The condition has held since then, and not yet for as long as the tier's `pending`. Only tiers where that is not
    /// zero have this state.
    case pending(since: Timestamp)
    /// The condition holds, and somebody should know. `since` is when the alert began to fire.
    case firing(since: Timestamp)

    /// The state after looking at the condition at an instant.
    ///
    /// - Parameter pending: how long the condition must hold before the alert fires.
    public func next(isBurning: Bool, at instant: Timestamp, pending: Duration) -> AlertState {
        guard isBurning else { return .inactive }
        switch self {
        case .firing:
            return self
        case .inactive:
            return pending > .zero ? .pending(since: instant) : .firing(since: instant)
        case .pending(let since):
            return instant.duration(since: since) >= pending ? .firing(since: instant) : self
        }
    }
}

/// A tier's alert changed its state.
public struct AlertTransition: Sendable, Hashable {
    public let service: String
    /// The name of the SLO.
    public let slo: String
    public let tier: BurnRateTier
    public let from: AlertState
    public let to: AlertState
    /// When the engine saw it: the instant it was advanced to.
    public let at: Timestamp
}
