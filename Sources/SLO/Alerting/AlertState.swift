public import NinesMetrics

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

extension [AlertState] {
    /// Moves every tier's alert to an instant, and adds what changed.
    mutating func advance(
        _ definition: SLODefinition, labels: [Label] = [], at instant: Timestamp, transitions: inout [AlertTransition],
        isBurning: (_ index: Int, _ tier: BurnRateTier) -> Bool
    ) {
        for (index, tier) in definition.alerting.tiers.enumerated() {
            let old = self[index]
            let next = old.next(isBurning: isBurning(index, tier), at: instant, pending: tier.pending)
            guard next != old else { continue }
            self[index] = next
            transitions.append(
                AlertTransition(
                    service: definition.service, slo: definition.name, tier: tier, from: old, to: next, at: instant,
                    labels: labels))
        }
    }

    /// Those that are not inactive, for a state.
    func saved(of definition: SLODefinition) -> [SLOState.TierAlert] {
        zip(definition.alerting.tiers, self).compactMap(SLOState.TierAlert.init)
    }

    /// Goes on with alerts of before a restart, of tiers that are as they were.
    ///
    /// - Parameter gap: for how long nobody looked. It does not count towards a tier's `pending`.
    mutating func resume(_ saved: [SLOState.TierAlert], of definition: SLODefinition, gap: Duration) {
        for (index, tier) in definition.alerting.tiers.enumerated() {
            guard let alert = saved.first(where: { $0.isOf(tier) }) else { continue }
            self[index] = alert.state(gap: gap)
        }
    }
}

extension [SLOState.TierAlert] {
    /// Those of tiers that a definition does not have any more: with the tier the alert has ended.
    func endings(in definition: SLODefinition, labels: [Label] = [], at instant: Timestamp) -> [AlertTransition] {
        compactMap { alert in
            // One that no tier can be was made up.
            guard !definition.alerting.tiers.contains(where: alert.isOf), let tier = alert.tier else { return nil }
            return AlertTransition(
                service: definition.service, slo: definition.name, tier: tier, from: alert.state(), to: .inactive,
                at: instant, labels: labels)
        }
    }
}

extension BurnRateTier {
    /// Whether alerts of one are those of the other: the wait alone may differ.
    func isSameAlert(as other: BurnRateTier) -> Bool {
        severity == other.severity && factorMillionths == other.factorMillionths && longWindow == other.longWindow
            && shortWindow == other.shortWindow
    }
}

/// A tier's alert changed its state.
public struct AlertTransition: Sendable, Hashable {
    /// The label `service` of the SLO.
    public let service: String
    /// The name of the SLO.
    public let slo: String
    /// The tier whose alert changed.
    public let tier: BurnRateTier
    /// The state before, with when it began.
    public let from: AlertState
    /// The state since the sample of this change.
    public let to: AlertState
    /// When the engine saw it: the instant it was advanced to.
    public let at: Timestamp
    /// Of one of several SLOs of a definition, in the order in which they were named; else empty.
    public internal(set) var labels: [Label] = []
}
