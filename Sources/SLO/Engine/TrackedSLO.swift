/// One SLO in the engine: its definition, what its recorder showed last, its recent past and its alerts.
struct TrackedSLO {
    let definition: SLODefinition
    let recorder: SLORecorder
    /// The totals that the last sample read.
    private var sampled = EventCounts.zero
    /// Every event sampled since the start.
    private(set) var events = EventCounts.zero
    var ladder: SliceLadder
    /// Which life of the SLO this is, for its state.
    var lineage = Lineage()
    private var alerts: [AlertState]
    /// The lengths of all windows, ascending; the ladder has them in this order.
    private let windows: [Duration]
    /// The positions of each tier's windows in `windows`.
    private let tierWindows: [TierWindows]
    private let sloWindow: Int

    private struct TierWindows {
        let long: Int
        let short: Int
    }

    init(_ definition: SLODefinition, recorder: SLORecorder) {
        self.definition = definition
        self.recorder = recorder
        let tiers = definition.alerting.tiers
        let lengths = tiers.flatMap { [$0.longWindow, $0.shortWindow] } + [definition.window.length]
        let windows = Set(lengths).sorted()
        let positions = Dictionary(uniqueKeysWithValues: zip(windows, windows.indices))
        // Every look-up below finds its key: the keys are these lengths.
        tierWindows = tiers.map {
            TierWindows(long: positions[$0.longWindow, default: 0], short: positions[$0.shortWindow, default: 0])
        }
        sloWindow = positions[definition.window.length, default: 0]
        ladder = SliceLadder(
            windows: windows.map(\.components.seconds),
            shortest: (tiers.map(\.shortWindow).min() ?? definition.window.length).components.seconds)
        self.windows = windows
        alerts = Array(repeating: .inactive, count: tiers.count)
    }

    /// Seconds between the edges at which the SLO should be sampled.
    var sliceWidth: Int64 { ladder.baseWidth }

    /// Samples the recorder, moves the windows to `instant` and evaluates every tier there, at that one instant.
    mutating func advance(to instant: Timestamp, transitions: inout [AlertTransition]) {
        let totals = recorder.totals
        let new = EventCounts(
            good: Self.growth(from: sampled.good, to: totals.good),
            bad: Self.growth(from: sampled.bad, to: totals.bad))
        sampled = totals
        events.add(new)
        ladder.sample(new, at: instant.floorSeconds)
        for (index, tier) in definition.alerting.tiers.enumerated() {
            let isBurning = definition.alerting.isBurning(
                tier, at: definition.objective, long: ladder.counts(window: tierWindows[index].long),
                short: ladder.counts(window: tierWindows[index].short))
            let old = alerts[index]
            let next = old.next(isBurning: isBurning, at: instant, pending: tier.pending)
            guard next != old else { continue }
            alerts[index] = next
            transitions.append(
                AlertTransition(
                    service: definition.service, slo: definition.name, tier: tier, from: old, to: next, at: instant))
        }
    }

    /// What a counter grew by. Counters never shrink; if one did, it began again at 0, as Prometheus reads it.
    private static func growth(from old: UInt64, to new: UInt64) -> UInt64 {
        new < old ? new : new - old
    }

    var status: SLOStatus {
        SLOStatus(
            definition: definition,
            events: events,
            budgetRemaining: definition.objective.budgetRemaining(of: ladder.counts(window: sloWindow)),
            windows: windows.indices.map { index in
                let counts = ladder.counts(window: index)
                return SLOStatus.Window(
                    length: windows[index], counts: counts, burnRate: definition.objective.burnRate(of: counts),
                    coverage: ladder.coverage(window: index))
            },
            alerts: zip(definition.alerting.tiers, alerts).map { SLOStatus.Alert(tier: $0, state: $1) })
    }
}
