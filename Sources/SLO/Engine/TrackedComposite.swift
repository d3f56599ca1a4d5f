/// An SLO made of others in the engine: which, and its alerts. It counts nothing itself, so its state has only these.
struct TrackedComposite {
    let definition: SLODefinition
    let indicator: CompositeIndicator
    private(set) var alerts: [AlertState]
    /// Alerts of before a restart, until the first evaluation tells of those whose tier is gone.
    private var resumed: [SLOState.TierAlert] = []
    /// Which life of it this is, for its state.
    var runHistory = RunHistory()
    /// The second of the last evaluation; nil before the first.
    private(set) var second: Int64?
    private let plan: WindowPlan
    /// In the indicator's order.
    private let parts: [Part]

    private struct Part {
        /// The position among the engine's SLOs.
        let slo: Int
        /// For each window of the plan, its position in the part's.
        let windows: [Int]
    }

    /// - Throws: ``SLOError`` when the parts do not make a composite of that definition.
    init(
        _ definition: SLODefinition, of indicator: CompositeIndicator, in slos: [TrackedSLO],
        at names: [SLOEngine.Name: Int]
    ) throws(SLOError) {
        func position(_ part: CompositeIndicator.Part) -> Int? {
            names[SLOEngine.Name(service: part.service, slo: part.slo)]
        }
        try indicator.check(definition) { part in
            position(part).map { (slos[$0].definition, slos[$0].plan.windows) }
        }
        let plan = WindowPlan(definition)
        self.definition = definition
        self.indicator = indicator
        self.plan = plan
        alerts = Array(repeating: .inactive, count: definition.alerting.tiers.count)
        // Every look-up finds what it looks for: that was checked.
        parts = indicator.parts.compactMap { part in
            position(part).map { slo in
                let windows = slos[slo].plan.windows
                return Part(slo: slo, windows: plan.windows.compactMap { windows.firstIndex(of: $0) })
            }
        }
    }

    /// The same composite when the SLOs have changed, or with another definition; alerts of tiers that are as they were
    /// go on.
    ///
    /// - Throws: ``SLOError`` when the parts no longer make it.
    func rebuilt(
        as definition: SLODefinition? = nil, of indicator: CompositeIndicator? = nil, in slos: [TrackedSLO],
        at names: [SLOEngine.Name: Int]
    ) throws(SLOError) -> TrackedComposite {
        var next = try TrackedComposite(
            definition ?? self.definition, of: indicator ?? self.indicator, in: slos, at: names)
        next.alerts.resume(alerts.saved(of: self.definition), of: next.definition, gap: .zero)
        (next.runHistory, next.second, next.resumed) = (runHistory, second, resumed)
        return next
    }

    /// Goes on with the alerts of an earlier run, so that what was told is not told again.
    mutating func resume(_ saved: [SLOState.TierAlert], gap: Duration) {
        alerts.resume(saved, of: definition, gap: gap)
        resumed = saved
    }

    /// Evaluates every tier at the instant that the parts were moved to.
    mutating func evaluate(_ slos: [TrackedSLO], at instant: Timestamp, transitions: inout [AlertTransition]) {
        second = instant.floorSeconds
        if !resumed.isEmpty {
            transitions += resumed.endings(in: definition, at: instant)
            resumed = []
        }
        // Taken out, as the closure looks at the rest of the composite.
        var alerts = alerts
        self.alerts = []
        alerts.advance(definition, at: instant, transitions: &transitions) { index, tier in
            isBurning(tier, plan.tiers[index], slos)
        }
        self.alerts = alerts
    }

    /// As ``SLODefinition/isBurning(_:long:short:)``, by ratios; failures and events are those of all parts together.
    private func isBurning(_ tier: BurnRateTier, _ windows: (long: Int, short: Int), _ slos: [TrackedSLO]) -> Bool {
        let (long, short) = (window(windows.long, slos), window(windows.short, slos))
        return long.counts.bad >= definition.alerting.minFailures && long.counts.total >= definition.alerting.minEvents
            && long.burnRate > tier.factor && short.burnRate > tier.factor
    }

    func status(_ slos: [TrackedSLO]) -> SLOStatus {
        var windows = plan.windows.indices.map { window($0, slos) }
        let own: SLOStatus.Window
        if let index = plan.own {
            own = windows[index]
        } else {
            own = joined(parts.map { slos[$0.slo].budgetWindow }, slos)
            windows.append(own)
        }
        let remaining = 1 - own.burnRate
        let projection = projection(slos)
        let outage =
            (projection?.remaining ?? remaining) * definition.objective.budgetRatio
            * (projection?.length ?? Double(own.length.components.seconds))
        return SLOStatus(
            definition: definition, labels: [], parts: indicator, events: .zero, since: nil,
            budget: ErrorBudget(
                remaining: remaining, eventsLeft: 0, outageLeft: .rounded(seconds: outage),
                projectedRemaining: projection?.remaining, forecast: nil),
            budgetWindow: own, windows: windows,
            alerts: alerts.indices.map { SLOStatus.Alert(tier: definition.alerting.tiers[$0], state: alerts[$0]) },
            past: SLOStatus.Past(ladder: nil))
    }

    /// What a calendar period's end finds left, and the period's length in seconds: of its parts' ratios there.
    private func projection(_ slos: [TrackedSLO]) -> (remaining: Double, length: Double)? {
        var (ratios, length) = ([Double](), 0.0)
        for part in parts {
            guard let end = slos[part.slo].projection else { return nil }
            ratios.append((1 - end.remaining) * slos[part.slo].definition.objective.budgetRatio)
            length = end.length
        }
        return (1 - indicator.burnRate(of: ratios, at: definition.objective), length)
    }

    private func window(_ index: Int, _ slos: [TrackedSLO]) -> SLOStatus.Window {
        joined(parts.map { slos[$0.slo].rollingWindow($0.windows[index]) }, slos)
    }

    /// One window of all parts, of which there are at least two.
    private func joined(_ windows: [SLOStatus.Window], _ slos: [TrackedSLO]) -> SLOStatus.Window {
        var counts = EventCounts.zero
        for (part, window) in zip(parts, windows) {
            counts = counts.saturatingSum(window.counts.inUnits(slos[part.slo].definition.budgeting.unit))
        }
        let ratios = windows.map(\.counts.errorRatio)
        return SLOStatus.Window(
            length: windows.first?.length ?? definition.window.length,
            name: windows.first?.name ?? definition.window.text, counts: counts,
            burnRate: indicator.burnRate(of: ratios, at: definition.objective),
            coverage: windows.map(\.coverage).min() ?? 0)
    }
}
