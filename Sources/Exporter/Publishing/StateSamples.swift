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

    private var states = SampleColumn()
    private var changes = SampleColumn()
    private var lastChanges = SampleColumn()
    private var retries = SampleColumn()

    mutating func add(_ published: Monitor.Published, _ row: Int) {
        let (state, rules) = (published.state, published.target.rules)
        for name in TargetState.Name.allCases where name == state.current.name || rules.allow(name) {
            states.add(state.current.name == name ? 1 : 0, row, name.labels)
        }
        changes.add(Double(state.changes), row, .none)
        lastChanges.add(Double(state.since.nanosecondsSinceEpoch / 1_000_000) / 1_000, row, .none)
        for (outcome, count) in zip(RetryOutcome.allCases, published.tally.retries) where count > 0 || rules.retries > 0
        {
            retries.add(Double(count), row, outcome.labels)
        }
    }

    func snapshots(_ targets: TargetRows, _ all: LabelColumn) -> [FamilySnapshot] {
        [
            retries.counters(Self.retries, targets, all), states.gauges(Self.state, targets, all),
            changes.counters(Self.changes, targets, all), lastChanges.gauges(Self.lastChange, targets, all),
        ].compactMap { $0 }
    }
}

extension TargetState.Name {
    private static let allLabels = allCases.map { ExtraLabels(("state", $0.rawValue)) }

    fileprivate var labels: ExtraLabels { Self.allLabels[place] }
}

extension RetryOutcome {
    private static let allLabels = allCases.map { ExtraLabels(("outcome", $0.rawValue)) }

    fileprivate var labels: ExtraLabels { Self.allLabels[place] }
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
