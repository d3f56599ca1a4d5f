public import NinesMetrics

/// The families that an engine exports, by their labels beside `service` and `slo`.
enum SLOFamily: CaseIterable {
    case objective, events, budgetRemaining, windowEvents, burnRate, coverage, alertState

    /// Nil for none: the names are legal.
    var descriptor: FamilyDescriptor? {
        switch self {
        case .objective:
            try? FamilyDescriptor(
                "nines_slo_objective_ratio", type: .gauge,
                help: "The objective as a ratio: the share of events that shall be good.", unit: "ratio")
        case .events:
            try? FamilyDescriptor(
                "nines_slo_events_total", type: .counter,
                help: "Events of this instance since its start, by outcome. Sum over instances before dividing.")
        case .budgetRemaining:
            try? FamilyDescriptor(
                "nines_slo_error_budget_remaining_ratio", type: .gauge,
                help: "The share of the error budget left in the SLO's window, of this instance's events: 1 is "
                    + "untouched, 0 is spent, below 0 is overspent. Not to be averaged.",
                unit: "ratio")
        case .windowEvents:
            try? FamilyDescriptor(
                "nines_slo_window_events", type: .gauge,
                help: "What the budget counts in the SLO's window, of this instance's events, by outcome: events, or "
                    + "timeslices. Sum over instances before dividing.")
        case .burnRate:
            try? FamilyDescriptor(
                "nines_slo_burn_rate", type: .gauge,
                help: "How many times faster than the objective allows the window's events spend the error budget, of "
                    + "this instance's events. 0 without events. Not to be averaged.")
        case .coverage:
            try? FamilyDescriptor(
                "nines_slo_window_coverage_ratio", type: .gauge,
                help: "The share of the window in which this instance watched, as a ratio: below 1 after a start or a "
                    + "gap.",
                unit: "ratio")
        case .alertState:
            try? FamilyDescriptor(
                "nines_slo_alert_state", type: .gauge,
                help: "The burn-rate alert of this instance: 0 is inactive, 1 is pending, 2 is firing. The window is "
                    + "the long one.")
        }
    }

    /// The family's samples for one SLO. A composite has no events, as sums over SLOs would count its parts' twice.
    func samples(_ status: SLOStatus) -> [FamilySnapshot.Sample] {
        let labels =
            [Label("service", status.definition.service), Label("slo", status.definition.name)] + status.labels
        func sample(_ value: Double, _ more: Label...) -> FamilySnapshot.Sample {
            FamilySnapshot.Sample(value, labels: labels + more)
        }
        switch self {
        case .objective:
            return [sample(status.definition.objective.ratio)]
        case .events where status.parts != nil, .windowEvents where status.parts != nil:
            return []
        case .events:
            let created = status.since.map { UnixTime(milliseconds: $0.nanosecondsSinceEpoch / 1_000_000) }
            return [("good", status.events.good), ("bad", status.events.bad)].map { outcome, count in
                FamilySnapshot.Sample(Double(count), labels: labels + [Label("outcome", outcome)], created: created)
            }
        case .budgetRemaining:
            return [sample(status.budgetRemaining)]
        case .windowEvents:
            let window = Label("window", status.budgetWindow.name)
            let counts = status.budgetWindow.counts
            let unit = Double(status.definition.budgeting.unit)
            return [
                sample(Double(counts.good) / unit, window, Label("outcome", "good")),
                sample(Double(counts.bad) / unit, window, Label("outcome", "bad")),
            ]
        case .burnRate:
            return status.windows.map { sample($0.burnRate, Label("window", $0.name)) }
        case .coverage:
            return status.windows.map { sample($0.coverage, Label("window", $0.name)) }
        case .alertState:
            return status.alerts.map { alert in
                sample(
                    alert.state.gaugeValue, Label("severity", alert.tier.severity.rawValue),
                    Label("window", DurationText.text(alert.tier.longWindow)))
            }
        }
    }
}

extension AlertState {
    fileprivate var gaugeValue: Double {
        switch self {
        case .inactive: 0
        case .pending: 1
        case .firing: 2
        }
    }
}

extension SLOEngine: Collector {
    /// The families `nines_slo_*`.
    public var families: [FamilyDescriptor] { SLOFamily.allCases.compactMap(\.descriptor) }

    /// Every SLO now, if the engine was made with a `now`, else as of the last ``advance(to:)``. The event counters and
    /// the gauges of one collection come from the same sample, so each gauge can be recomputed from the page.
    public func collect() -> [FamilySnapshot] {
        if let now { advance(to: now()) }
        let statuses = statuses
        return SLOFamily.allCases.compactMap { family in
            guard let descriptor = family.descriptor else { return nil }
            // Never nil: the label names are legal and no family is a histogram.
            return try? FamilySnapshot(descriptor, samples: statuses.flatMap(family.samples))
        }
    }
}
