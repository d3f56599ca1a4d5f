import NinesSLO

extension OverviewModel {
    /// What the parts of an exporter show.
    ///
    /// - Parameters:
    ///   - monitors: one for each target.
    ///   - statuses: one for each SLO, composites last.
    init(
        configuration: Configuration, monitors: [Monitor.Published], statuses: [SLOStatus], startedAt: Timestamp,
        now: Timestamp, demo: DemoNote? = nil
    ) {
        self.init(
            version: Version.current, startedAt: startedAt, now: now, demo: demo,
            targets: monitors.map(TargetRow.init),
            slos: zip(
                configuration.slos.map { .probes(target: $0.target, fasterThan: $0.fasterThan) }
                    + configuration.composites.map { .parts($0.indicator) }, statuses
            ).map(SLORow.init))
    }
}

extension OverviewModel.TargetRow {
    init(_ monitor: Monitor.Published) {
        let target = monitor.target
        self.init(
            name: target.name, url: target.url, job: target.job, last: monitor.last.map(Probe.init),
            successes: monitor.tally.successes, failures: monitor.tally.failures)
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
