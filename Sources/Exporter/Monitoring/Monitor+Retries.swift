import NIOCore
import NinesMetrics

extension Monitor {
    /// What follows an attempt: another after a pause, or the end of the round. On the loop, between two attempts.
    func goOn(_ report: ProbeReport, startedAt: NIODeadline) {
        if var round {
            round.add(report, startedAt: startedAt, endedAt: loop.loop.now)
            self.round = round
        } else {
            round = ProbeRound(report, startedAt: startedAt, endedAt: loop.loop.now)
        }
        guard let round else { return }
        guard round.wantsRetry(atMost: target.rules.retries) else { return conclude() }
        guard let due = lastDue, hasTime(after: target.rules.retryPause) else { return leaveOutRetries() }
        // Never cancelled: one that nobody awaits any more does nothing.
        loop.loop.scheduleTask(in: TimeAmount(target.rules.retryPause)) { self.assumeIsolated { $0.retry(of: due) } }
    }

    private func retry(of due: NIODeadline) {
        guard lastDue == due, round != nil, next != nil, case .idle = activity else { return }
        enter { monitor in
            // It may have waited for its turn too long.
            guard monitor.hasTime(after: .zero) else {
                monitor.finish()
                return monitor.leaveOutRetries()
            }
            monitor.attempt()
        }
    }

    private func hasTime(after pause: Duration) -> Bool {
        guard let next else { return false }
        return ProbeRound.fits(target.timeout, after: pause, from: loop.loop.now, to: next)
    }

    /// Ends a round that would go on. Nothing where none would.
    func leaveOutRetries() {
        guard let round else { return }
        // Cut off by the end of it all, it says too little.
        guard next != nil else {
            self.round = nil
            return
        }
        published.withLock { $0.tally.count(retries: target.rules.retries - round.retries, .leftOut) }
        conclude()
    }

    private func conclude() {
        guard let outcome = round?.outcome else { return }
        round = nil
        hear(outcome)
    }
}
