internal import NinesMetrics

/// One SLO in the engine: its definition, what its recorder showed last, its recent past and its alerts.
struct TrackedSLO {
    let definition: SLODefinition
    /// What tells it from others of the same definition, in the family's order; empty for one that is alone.
    let labels: [Label]
    let recorder: SLORecorder
    /// The totals that the last sample read.
    private(set) var sampled = EventCounts.zero
    /// Every event sampled since the start.
    private(set) var events = EventCounts.zero
    /// What the budget counts, by slice.
    var ladder: SliceLadder
    /// Which life of the SLO this is, for its state.
    var runHistory = RunHistory()
    /// Nil when the budget counts every event and nothing else.
    private var accounting: SliceAccounting?
    /// Of a calendar window; nil for a rolling one.
    private(set) var period: PeriodCounts?
    private(set) var alerts: [AlertState]
    /// Alerts of before a restart, until the first sample tells of those whose tier is gone.
    private var resumed: [SLOState.TierAlert] = []
    /// The ladder has these windows in their order, and after them, for a calendar window, the longest that its periods
    /// may be.
    let plan: WindowPlan
    let budgetWindowName: String
    /// The position of the SLO's own window in the ladder.
    let sloWindow: Int
    /// The second of the last sample.
    private(set) var second: Int64 = 0

    /// The second of the first sample of this run.
    private(set) var started: Int64 = 0
    private(set) var hasStarted = false

    /// - Parameters:
    ///   - others: windows to be looked at beside its own.
    ///   - isBudgeted: see ``SLOEngine/add(_:watching:isBudgeted:)``.
    init(
        _ definition: SLODefinition, labels: [Label] = [], recorder: SLORecorder, watching others: [Duration] = [],
        isBudgeted: Bool = false
    ) {
        self.definition = definition
        self.labels = labels
        self.recorder = recorder
        let tiers = definition.alerting.tiers
        plan = WindowPlan(definition, and: others)
        var calendar: CalendarWindow?
        if case .calendar(let window) = definition.window { calendar = window }
        sloWindow = plan.own ?? plan.windows.count
        ladder = SliceLadder(
            windows: plan.windows.map(\.components.seconds) + (calendar.map { [$0.unit.longestSeconds] } ?? []),
            shortest: ((tiers.map(\.shortWindow) + others).min() ?? definition.window.length).components.seconds,
            timeslice: definition.budgeting.sliceLength?.components.seconds)
        budgetWindowName = definition.window.text
        let baseWidth = ladder.baseWidth
        period = calendar.map { PeriodCounts($0, baseWidth: baseWidth) }
        accounting = isBudgeted ? nil : SliceAccounting(definition, baseWidth: baseWidth)
        alerts = Array(repeating: .inactive, count: tiers.count)
    }

    /// The name by which the engine and states know it.
    var name: SLOEngine.Name { SLOEngine.Name(SLOEngine.Name(definition), labels: labels) }

    /// Seconds between the edges at which the SLO should be sampled.
    var sliceWidth: Int64 { ladder.baseWidth }

    /// Samples the recorder, moves the windows to `instant` and evaluates every tier there, at that one instant.
    mutating func advance(to instant: Timestamp, transitions: inout [AlertTransition]) {
        let totals = recorder.totals
        let new = EventCounts(
            good: CounterGrowth.growth(from: sampled.good, to: totals.good),
            bad: CounterGrowth.growth(from: sampled.bad, to: totals.bad))
        sampled = totals
        events.add(new)
        count(new, at: instant.floorSeconds)
        if !resumed.isEmpty {
            transitions += resumed.endings(in: definition, labels: labels, at: instant)
            resumed = []
        }
        // Taken out, as the closure looks at the rest of the SLO.
        var alerts = alerts
        self.alerts = []
        alerts.advance(definition, labels: labels, at: instant, transitions: &transitions) { index, tier in
            definition.isBurning(
                tier, long: ladder.counts(window: plan.tiers[index].long),
                short: ladder.counts(window: plan.tiers[index].short))
        }
        self.alerts = alerts
        showBudget()
    }

    private func showBudget() {
        recorder.show(budgetRemaining: definition.objective.budgetRemaining(of: budgetCounts))
    }

    /// What the budget counts of the SLO's own window.
    private var budgetCounts: EventCounts { period?.counts ?? ladder.counts(window: sloWindow) }

    /// The same SLO with another definition: its recorder, events and past go on, and alerts of tiers that are as they
    /// were. What the past cannot say at other widths is as after a restart.
    func replaced(by definition: SLODefinition, instance: String, at instant: Timestamp?) -> TrackedSLO {
        var next = TrackedSLO(definition, labels: labels, recorder: recorder)
        next.sampled = sampled
        next.events = events
        (next.second, next.started, next.hasStarted) = (second, started, hasStarted)
        next.runHistory = runHistory
        next.alerts.resume(alerts.saved(of: self.definition), of: definition, gap: .zero)
        guard let position = ladder.position else { return next }
        let isBudgetedAlike = definition.budgeting == self.definition.budgeting
        if isBudgetedAlike, ladder.hasWindows(of: next.ladder) {
            next.ladder = ladder
            if let timeslice { _ = next.resume(timeslice, at: position.second) }
            if let silence = silence(since: nil) { next.resume(silence, at: position.second) }
        } else {
            let now = instant ?? Timestamp(secondsSinceEpoch: Int(position.second))
            // Throws only for an SLO that has a past already.
            try? next.restore(state(instance: instance, since: nil), instance: instance, at: now)
            // The events of this run go on, and are not of an earlier one.
            next.runHistory.earlier = runHistory.earlier
            if ladder.baseWidth == next.ladder.baseWidth {
                next.ladder.position?.isWatchedWhole = position.isWatchedWhole
            }
        }
        if isBudgetedAlike, definition.noData == self.definition.noData,
            definition.maintenance == self.definition.maintenance, ladder.baseWidth == next.ladder.baseWidth,
            SilenceWeight.span(definition) == SilenceWeight.span(self.definition)
        {
            next.accounting = accounting
        }
        if hasStarted {
            next.period?.start(at: second) { [ladder = next.ladder, sloWindow = next.sloWindow] in
                ladder.sum(since: $0, window: sloWindow)
            }
            // Exact, where the ladder may know the period's beginning only as a share of a wide slice.
            if isBudgetedAlike, definition.window == self.definition.window, ladder.baseWidth == next.ladder.baseWidth {
                next.period = period
            }
        }
        // Not what was resumed from its state just now: who changes the tiers tells of that.
        next.resumed = resumed
        next.showBudget()
        return next
    }

    /// Goes on with the alerts of an earlier run, so that what was told is not told again.
    mutating func resume(_ saved: [SLOState.TierAlert], gap: Duration) {
        alerts.resume(saved, of: definition, gap: gap)
        resumed = saved
    }

    /// The timeslice in progress, for a state.
    var timeslice: SLOState.OpenTimeslice? { accounting?.timeslice }

    /// What silence weighs, for a state.
    func silence(since second: Int64?) -> SLOState.Silence? { accounting?.savedSilence(since: second) }

    /// Goes on with what silence weighed in an earlier run.
    mutating func resume(_ silence: SLOState.Silence, at second: Int64) {
        accounting?.restore(silence, at: second)
    }

    /// Goes on with a timeslice of an earlier run, see ``SliceAccounting``.
    mutating func resume(_ slice: SLOState.OpenTimeslice, at second: Int64) -> Bool {
        accounting?.restore(slice, at: second) ?? false
    }

    /// Begins to count at `second`, with what the ladder has been given of the time before.
    mutating func begin(at second: Int64) {
        hasStarted = true
        self.second = second
        started = second
        period?.start(at: second) { [ladder, sloWindow] in ladder.sum(since: $0, window: sloWindow) }
    }

    /// Puts the events that a sample at `second` found where they belong.
    private mutating func count(_ new: EventCounts, at second: Int64) {
        self.second = second
        var placement = ladder.move(to: second)
        if !recorder.isReporting { placement.covering = 0 }
        if !hasStarted { begin(at: second) }
        if var accounting {
            // Taken out, as what it calls changes the rest of the SLO.
            self.accounting = nil
            accounting.account(new, at: placement, second: second) { counts, covering, slice in
                add(counts, covering: covering, toBase: slice, at: second)
            }
            self.accounting = accounting
        } else {
            add(new, covering: placement.covering, toBase: placement.slice, at: second)
        }
        period?.move(to: second)
    }

    private mutating func add(_ counts: EventCounts, covering: UInt16, toBase slice: Int64, at second: Int64) {
        ladder.add(counts, covering: covering, toBase: slice)
        period?.add(counts, covering: covering, toBase: slice, at: second)
    }
}

extension CalendarWindow.Unit {
    /// Of the longest period, with two hours for changes of clocks.
    fileprivate var longestSeconds: Int64 {
        let days: Int64 =
            switch self {
            case .week: 7
            case .month: 31
            case .quarter: 92
            case .year: 366
            }
        return days * 86_400 + 7_200
    }
}
