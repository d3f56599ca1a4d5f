import NinesSLO

extension OverviewModel {
    /// What the parts of an exporter show.
    ///
    /// - Parameters:
    ///   - monitors: one for each target.
    ///   - statuses: of SLOs of the configuration; others are left out.
    init(
        configuration: Configuration, monitors: [Monitor.Published], statuses: [SLOStatus], startedAt: Timestamp,
        now: Timestamp, demo: DemoNote? = nil
    ) {
        self.init(
            version: Version.current, startedAt: startedAt, now: now, demo: demo,
            targets: monitors.map(TargetRow.init),
            slos: Self.rows(configuration, statuses))
    }

    private static func rows(_ configuration: Configuration, _ statuses: [SLOStatus]) -> [SLORow] {
        var sources: [[String]: SLORow.Source] = [:]
        for slo in configuration.slos {
            sources[[slo.definition.service, slo.definition.name]] = .probes(
                target: slo.target, fasterThan: slo.fasterThan)
        }
        for slo in configuration.composites {
            sources[[slo.definition.service, slo.definition.name]] = .parts(slo.indicator)
        }
        return statuses.compactMap { status in
            sources[[status.definition.service, status.definition.name]].map { SLORow($0, status) }
        }
    }
}

extension OverviewModel.TargetRow {
    init(_ monitor: Monitor.Published) {
        let (target, state) = (monitor.target, monitor.state)
        let notes = [state.reason(target.rules), state.outlook(target.rules)].compactMap { $0 }
        self.init(
            name: target.name, url: target.url, job: target.job,
            state: State(state.current.name), since: state.current == .unknown ? nil : state.since,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            last: monitor.last.map(OverviewModel.TargetRow.Probe.init),
            successes: monitor.tally.successes, failures: monitor.tally.failures)
    }
}

extension OverviewModel.TargetRow.State {
    fileprivate init(_ name: TargetState.Name) {
        self =
            switch name {
            case .up: .up
            case .degraded: .degraded
            case .down: .down
            case .suppressed: .suppressed
            case .maintenance: .maintenance
            case .unknown: .unknown
            }
    }
}

extension OverviewModel.TargetRow.Probe {
    init(_ report: ProbeReport) {
        self.init(
            startedAt: Timestamp(secondsSinceEpoch: report.startedAt), duration: report.duration,
            statusCode: report.http?.statusCode ?? 0, failure: report.failure)
    }
}

extension OverviewModel.SLORow {
    init(_ source: Source, _ status: SLOStatus) {
        let definition = status.definition
        let windows = Dictionary(status.windows.map { ($0.length, $0) }) { first, _ in first }
        let own = status.budgetWindow
        self.init(
            service: definition.service, name: definition.name, description: definition.description,
            objective: definition.objective.ratio, window: definition.window.length, source: source,
            counts: own.counts, budgetRemaining: status.budgetRemaining,
            burnRate: own.burnRate, coverage: own.coverage,
            alerts: status.alerts.map { alert in
                func burnRate(_ length: Duration) -> OverviewModel.AlertRow.BurnRate {
                    .init(window: length, value: windows[length]?.burnRate ?? 0)
                }
                return OverviewModel.AlertRow(
                    severity: alert.tier.severity, factor: alert.tier.factor, long: burnRate(alert.tier.longWindow),
                    short: burnRate(alert.tier.shortWindow), state: alert.state)
            })
    }
}
