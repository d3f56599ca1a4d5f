import NinesSLO

/// Reads what a target says about when it is up, degraded or down.
struct StateRuleReader<Keys: SectionKeys> {
    /// The target's, or that of a discovery job, with the defaults of the file.
    let section: Section<Keys>
    /// Of the whole file.
    let maintenance: [MaintenanceWindow]
    let warnings: ProblemLog

    /// Nil when something is wrong, which is reported.
    func rules(timeout: Duration, interval: Duration) -> StateRules? {
        let keys: [any AnyKey] = [
            TargetKeys.degradedAfter, TargetKeys.certificateExpiresWithin, TargetKeys.dependsOn, TargetKeys.maintenance,
        ]
        guard let failures = section[TargetKeys.failureThreshold], let successes = section[TargetKeys.successThreshold],
            let retries = section[TargetKeys.retries], let pause = section[TargetKeys.retryPause],
            !keys.contains(where: { section.isBroken($0) })
        else { return nil }
        var rules = StateRules(
            failureThreshold: failures, successThreshold: successes, retries: retries, retryPause: pause,
            degradedAfter: section[TargetKeys.degradedAfter],
            certificateExpiresWithin: section[TargetKeys.certificateExpiresWithin])
        var known: Set<String> = []
        rules.parents = (section[TargetKeys.dependsOn] ?? []).filter { known.insert($0).inserted }
        rules.maintenance = maintenance + (section[TargetKeys.maintenance] ?? [])
        guard fits(rules, timeout: timeout, interval: interval) else { return nil }
        warnIfNeverSlow(rules, timeout: timeout)
        return rules
    }

    /// Retries that never end before the next probe would never be made.
    private func fits(_ rules: StateRules, timeout: Duration, interval: Duration) -> Bool {
        let longest = timeout * (1 + rules.retries) + rules.retryPause * rules.retries
        guard rules.retries > 0, longest > interval else { return true }
        let field = section.field(TargetKeys.retries) ?? section.field
        let left = interval - rules.retryPause * rules.retries
        let advice =
            left > .zero
            ? "a timeout of at most \(DurationText.text(left.roundedDown(by: 1 + rules.retries)))"
            : "a shorter retry_pause"
        field.report(
            "a probe and \(rules.retries == 1 ? "its retry" : "its \(rules.retries) retries") take up to "
                + "\(DurationText.text(longest)) (timeout \(DurationText.text(timeout)), "
                + "retry_pause \(DurationText.text(rules.retryPause))), longer than the interval "
                + "\(DurationText.text(interval)) (write \(advice), or a longer interval)")
        return false
    }

    /// A probe ends at its timeout, so a bound from there on never makes a successful one slow.
    private func warnIfNeverSlow(_ rules: StateRules, timeout: Duration) {
        guard let bound = rules.degradedAfter, bound >= timeout, let field = section.field(TargetKeys.degradedAfter)
        else {
            return
        }
        field.warn(
            warnings,
            "\(DurationText.text(bound)) is not below the timeout \(DurationText.text(timeout)): no successful probe is "
                + "slow")
    }
}

extension Duration {
    /// One of so many parts, in whole milliseconds.
    fileprivate func roundedDown(by parts: Int) -> Duration {
        .milliseconds((nanoseconds / Int64(max(1, parts)) / 1_000_000))
    }
}
