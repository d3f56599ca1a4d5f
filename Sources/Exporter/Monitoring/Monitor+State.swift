import NIOCore
import NinesMetrics
import NinesSLO

// What a target is. None of this needs the monitor's isolation: its state is read from any thread, under the lock of
// what it publishes. It is written on its loop alone.

extension Monitor {
    /// Takes in what a scheduled probe came to, its retries included.
    nonisolated func hear(_ outcome: ProbeRound.Outcome) {
        published.withLock { $0.state.hear(outcome, $0.target.rules) }
        settle()
    }

    /// Makes the state what it is now, and tells of it where it is another. On the loop.
    nonisolated func settle() {
        let ancestors = published.withLock(\.state.asksAncestors) ? ancestry.withLock { $0 }.ancestors : Ancestors()
        let (now, time) = (loop.loop.now, surroundings.now())
        let transition = published.withLock { published in
            let isMaintenance = published.maintenance.covers(time.floorSeconds)
            return published.state.settle(
                as: published.target, under: ancestors,
                at: MonitorState.Moment(now: now, time: time, isMaintenance: isMaintenance))
        }
        if let transition { surroundings.changed(transition) }
    }

    /// What those that depend on it ask, from any thread.
    nonisolated var standing: Standing { published.withLock { $0.state.standing(of: $0.target) } }

    /// Whether its state may change without a probe of its own.
    nonisolated var needsReview: Bool {
        ancestry.withLock { !$0.monitors.isEmpty } || published.withLock { !$0.target.rules.maintenance.isEmpty }
    }
}
