/// What is written down of a composite: which of its alerts are pending or firing.
extension TrackedComposite {
    /// What a state of it says that is counted: nothing, so it has no slices.
    private static let unit = "composite"

    /// Goes on with the alerts of this instance's last run, before the first evaluation.
    mutating func restore(_ state: SLOState, instance: String, at instant: Timestamp) {
        guard let last = state.runs.last(where: { $0.instance == instance }) else { return }
        if last.unit == Self.unit {
            (runHistory.incarnation, runHistory.absorbedThrough) = (last.incarnation, last.absorbedThrough)
        } else {
            // It counted by itself before: a life of its own, as after another budgeting.
            (runHistory.incarnation, runHistory.absorbedThrough) = (
                last.incarnation.saturatingSum(1), last.incarnation
            )
        }
        resume(last.alerts, gap: .seconds(max(instant.floorSeconds - last.last, 0)))
    }

    func state(instance: String) -> SLOState {
        var runs: [SLOState.Run] = []
        if let second {
            runs.append(
                SLOState.Run(
                    instance: instance, incarnation: runHistory.incarnation,
                    absorbedThrough: runHistory.absorbedThrough, events: .zero, last: second, unit: Self.unit,
                    // Of no slices.
                    baseWidth: 1, levels: [], alerts: alerts.saved(of: definition)))
        }
        return SLOState(service: definition.service, slo: definition.name, runs: runs)
    }
}
