import NIOCore
import NinesSLO

/// What a target is, by what its scheduled probes come to, what it depends on, and maintenance: pure.
///
/// It hears of each scheduled probe that came to a verdict, and is settled after that and whenever what it depends on
/// may be another. A target that is about to be down waits until each of its ancestors has answered a probe that began
/// after its own had failed: where both fail at once and the child is probed first, the ancestor is found down before
/// that. It waits no longer than its ancestors may take to be found down.
///
/// What fails while an ancestor is down is the ancestor's doing. So a child begins anew when the ancestor is up: one
/// success and it is up, as many failures as always and it is down; until then it stays suppressed.
struct MonitorState: Sendable {
    private(set) var current = TargetState.unknown
    /// When it became that.
    private(set) var since: Timestamp
    /// How often it became another.
    private(set) var changes: UInt64 = 0
    /// Of the last scheduled probe with a verdict.
    private(set) var last: ProbeRound.Outcome?

    /// By its own probes; nil while they say neither.
    private var isDown: Bool?
    /// Of failures, without those that are an ancestor's doing.
    private var failures = Streak()
    private var suppression = Suppression.none
    /// The verdict by which it would be down, if its ancestors were known to be up.
    private var undecidedSince: NIODeadline?
    private var slowness = Belief()
    private var expiry = Belief()
    /// Of the last success.
    private var duration: Duration?
    private var certificateLeft: Duration?

    private enum Suppression {
        case none
        /// It fails while this ancestor is down.
        case on(String)
        /// It has not been up since this ancestor was down.
        case over(String)
    }

    init(since: Timestamp) { self.since = since }

    /// Takes in what a scheduled probe came to. Changes nothing that is shown before it is settled.
    mutating func hear(_ outcome: ProbeRound.Outcome, _ rules: StateRules) {
        last = outcome
        failures.add(outcome.failure != nil)
        guard outcome.failure == nil else { return }
        observe(outcome.duration, { $0 > $1 }, rules.degradedAfter, as: \.slowness, rules)
        observe(outcome.certificateLeft, { $0 < $1 }, rules.certificateExpiresWithin, as: \.expiry, rules)
        duration = outcome.duration ?? duration
        certificateLeft = outcome.certificateLeft ?? certificateLeft
    }

    private mutating func observe(
        _ value: Duration?, _ isBad: (Duration, Duration) -> Bool, _ bound: Duration?,
        as belief: WritableKeyPath<Self, Belief>, _ rules: StateRules
    ) {
        guard let bound else {
            self[keyPath: belief] = Belief()
            return
        }
        guard let value else { return }
        self[keyPath: belief].observe(
            isBad(value, bound), holdsAfter: rules.failureThreshold, endsAfter: rules.successThreshold)
    }

    /// Whether its ancestors matter: they do only to a target that fails.
    var asksAncestors: Bool { last != nil && failures.value }

    /// An instant, and what is on then.
    struct Moment: Sendable {
        var now: NIODeadline
        /// The same by the wall clock.
        var time: Timestamp
        var isMaintenance = false
    }

    /// Makes it what it is at that moment, by the target's rules.
    ///
    /// - Returns: the transition, where it is another state than before.
    mutating func settle(
        as target: Target, under ancestors: Ancestors = Ancestors(), at moment: Moment
    ) -> MonitorTransition? {
        judge(target.rules, ancestors, now: moment.now)
        let condition = condition(target.rules)
        let before = current
        current = moment.isMaintenance ? .maintenance : condition
        guard current.name != before.name else { return nil }
        since = moment.time
        changes += 1
        return MonitorTransition(
            target: target.name, from: before, to: current, at: moment.time,
            why: cause(from: before, target.rules))
    }

    private mutating func judge(_ rules: StateRules, _ ancestors: Ancestors, now: NIODeadline) {
        guard let last else { return }
        guard failures.value else {
            suppression = .none
            undecidedSince = nil
            if isDown != true || failures.count >= rules.successThreshold { isDown = false }
            return
        }
        if let culprit = ancestors.culprit(at: now) {
            suppression = .on(culprit)
            beginAnew()
            return
        }
        if case .on(let culprit) = suppression {
            suppression = .over(culprit)
            beginAnew()
            return
        }
        guard isDown != true else { return }
        guard failures.count >= rules.failureThreshold else {
            undecidedSince = nil
            return
        }
        let failedAt = undecidedSince ?? last.endedAt
        undecidedSince = failedAt
        guard ancestors.haveAnswered(since: failedAt) || Duration(now - failedAt) >= ancestors.patience else { return }
        undecidedSince = nil
        suppression = .none
        isDown = true
    }

    private mutating func beginAnew() {
        failures.restart()
        isDown = nil
        undecidedSince = nil
    }

    /// What it is but for maintenance.
    private func condition(_ rules: StateRules) -> TargetState {
        switch suppression {
        case .on(let culprit), .over(let culprit): return .suppressed(by: culprit)
        case .none: break
        }
        guard let isDown else { return .unknown }
        if isDown { return .down }
        let degradations = Degradation.allCases.filter { degradation in
            switch degradation {
            case .slow: slowness.holds && rules.degradedAfter != nil
            case .certificate: expiry.holds && rules.certificateExpiresWithin != nil
            }
        }
        return degradations.isEmpty ? .up : .degraded(degradations)
    }

    /// What those that depend on it ask.
    func standing(of target: Target) -> Standing {
        Standing(
            name: target.name, isDown: isDown == true, hasFailed: failures.value, probedAt: last?.startedAt,
            judgedAt: last?.endedAt, freshness: target.interval * 2)
    }
}

// MARK: - In words

extension MonitorState {
    /// Why it is what it is, without the failure itself; nil where there is nothing to say.
    func reason(_ rules: StateRules) -> String? {
        switch current {
        case .unknown, .up: nil
        case .degraded(let degradations): degradations.map { text($0, rules) }.joined(separator: "; ")
        case .down: failures.value ? failuresText : "its probes failed"
        case .suppressed(let culprit):
            if case .over = suppression {
                "because \(culprit) was down; its own probes since then decide"
            } else {
                "because \(culprit) is down"
            }
        case .maintenance: "the probes say \(condition(rules).name.rawValue)"
        }
    }

    /// What is about to change; nil where nothing is.
    func outlook(_ rules: StateRules) -> String? {
        if undecidedSince != nil { return "fails; what it depends on is probed before it counts as down" }
        if failures.value, isDown != true, case .none = suppression, failures.count > 0 {
            return "\(failures.count) of \(rules.failureThreshold) failures in a row before it counts as down"
        }
        if !failures.value, isDown == true {
            return "\(failures.count) of \(rules.successThreshold) successes in a row before it counts as up"
        }
        return nil
    }

    /// The reason of a transition to what it is now.
    private func cause(from before: TargetState, _ rules: StateRules) -> String {
        let reason = [self.reason(rules), current == .down ? last?.failure?.description : nil].compactMap { $0 }
            .joined(separator: ": ")
        if before == .maintenance { return "maintenance is over" + (reason.isEmpty ? "" : "; \(reason)") }
        switch current {
        case .maintenance: return "maintenance began"
        case .down, .degraded, .suppressed: return reason
        case .up, .unknown: break
        }
        if case .degraded(let degradations) = before {
            let ended = degradations.map { $0 == .slow ? "it is no longer slow" : "its certificate lasts long enough" }
            return ended.joined(separator: "; ")
        }
        let isRun = before == .down && rules.successThreshold > 1
        return isRun ? "\(failures.count) probes in a row succeeded" : "the probe succeeded"
    }

    private var failuresText: String {
        if failures.count > 1 { return "\(failures.count) probes in a row failed" }
        let retries = (last?.attempts ?? 1) - 1
        return "the probe" + (retries == 0 ? "" : retries == 1 ? " and its retry" : " and its \(retries) retries")
            + " failed"
    }

    private func text(_ degradation: Degradation, _ rules: StateRules) -> String {
        switch degradation {
        case .slow:
            "slow: the last success took \(duration?.rounded ?? "long"), more than "
                + (rules.degradedAfter?.rounded ?? "it may")
        case .certificate:
            "certificate: "
                + (certificateLeft.map { $0 > .zero ? "expires in " + Readable.length($0) : "has expired" } ?? "expires")
        }
    }
}
