import NinesMetrics
import NinesSLO

/// What is exposed of the targets' states, and of the retries that only these are told by.
struct StateSamples {
    private static let state = try? FamilyDescriptor(
        "nines_target_state", type: .gauge,
        help: "1 for the state that the target is in, 0 for the others that its configuration allows.")
    private static let changes = try? FamilyDescriptor(
        "nines_target_state_changes_total", type: .counter, help: "How often the target went to another state.")
    private static let lastChange = try? FamilyDescriptor(
        "nines_target_state_last_change_timestamp_seconds", type: .gauge,
        help: "When the target went to the state that it is in, since the Unix epoch.", unit: "seconds")
    private static let retries = try? FamilyDescriptor(
        "nines_probe_retries_total", type: .counter,
        help: "Retries of failed probes, by outcome. No other metric of probes counts them.")

    static var families: [FamilyDescriptor] { [retries, state, changes, lastChange].compactMap { $0 } }

    /// In the order of the cases, each with its labels: a look-up for each sample would show.
    private static let names = TargetState.Name.allCases.map {
        (itself: $0, labels: ExtraLabels(("state", $0.rawValue)))
    }
    private static let retryOutcomes = RetryOutcome.allCases.map { ExtraLabels(("outcome", $0.rawValue)) }

    private var states = SampleColumn()
    private var changes = SampleColumn()
    private var lastChanges = SampleColumn()
    private var retries = SampleColumn()

    /// - Parameter published: is only read. By reference, as a copy costs more than what is read of it.
    mutating func add(_ published: inout Monitor.Published, _ row: TargetRow) {
        let current = published.state.current.name
        for name in Self.names where name.itself == current || published.target.rules.allow(name.itself) {
            states.add(name.itself == current ? 1 : 0, row, name.labels)
        }
        changes.add(Double(published.state.changes), row)
        lastChanges.add(Double(published.state.since.nanosecondsSinceEpoch / 1_000_000) / 1_000, row)
        let isRetried = published.target.rules.retries > 0
        for (labels, count) in zip(Self.retryOutcomes, published.tally.retries) where count > 0 || isRetried {
            retries.add(Double(count), row, labels)
        }
    }

    func snapshots(of targets: PageTargets) -> [FamilySnapshot] {
        [
            retries.counters(Self.retries, of: targets), states.gauges(Self.state, of: targets),
            changes.counters(Self.changes, of: targets), lastChanges.gauges(Self.lastChange, of: targets),
        ].compactMap { $0 }
    }
}

extension StateRules {
    /// Whether a target can be in such a state: a series of what never is would be one for each target all the same.
    fileprivate func allow(_ name: TargetState.Name) -> Bool {
        switch name {
        case .up, .down, .unknown: true
        case .degraded: degradedAfter != nil || certificateExpiresWithin != nil
        case .suppressed: !parents.isEmpty
        case .maintenance: !maintenance.isEmpty
        }
    }
}
