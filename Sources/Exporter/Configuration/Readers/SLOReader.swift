import NinesSLO

/// Reads `slos`.
struct SLOReader {
    /// Of the indicators that the exporter computes itself.
    static let kinds = [IndicatorKeys.probe.name, IndicatorKeys.composite.name]

    let targets: TargetReader.Targets
    let warnings: ProblemLog

    /// The entries by what their events are.
    struct SLOs {
        var probes: [ProbeSLO] = []
        var composites: [CompositeSLO] = []
    }

    func slos(_ sections: [Section<SLOKeys>]) -> SLOs {
        var known: [[String]: Field] = [:]
        var slos = SLOs()
        var composites = CompositeReader()
        for section in sections {
            checkUnique(section, known: &known)
            if CompositeReader.reads(section) {
                composites.read(section)
            } else if let slo = slo(section) {
                slos.probes.append(slo)
            }
        }
        slos.composites = composites.checked(among: slos.probes.map(\.definition), named: Set(known.keys))
        return slos
    }

    private func checkUnique(_ section: Section<SLOKeys>, known: inout [[String]: Field]) {
        guard let name = section[SLOKeys.name], let service = section[SLOKeys.service] else { return }
        if let other = known[[service, name]] {
            section.field(SLOKeys.name)?.report(
                "\(Quoted.value(name)) of service \(Quoted.value(service)) is \(other.path) on "
                    + "\(other.line(from: section.field)) too")
        } else {
            known[[service, name]] = section.field
        }
    }

    private func slo(_ section: Section<SLOKeys>) -> ProbeSLO? {
        let read = section.definition()
        let indicator = section[SLOKeys.indicator].flatMap(
            ProbeIndicatorReader(targets: targets, warnings: warnings).indicator)
        guard let (definition, alerting) = read, let indicator else { return nil }
        let slo = ProbeSLO(
            definition: definition, target: indicator.name, fasterThan: indicator.fasterThan?.value)
        for warning in definition.defaultsLeftOut {
            warnings.report(line: section.field.line, path: section.field.path, warning)
        }
        if let target = indicator.target {
            LowTraffic(slo: section.field, alerting: alerting, warnings: warnings).warn(about: definition, on: target)
        }
        indicator.warnIfNeverSlow(warnings)
        return slo
    }
}

// MARK: - What an SLO promises, whatever its indicator is

extension Section<SLOKeys> {
    /// Nil when something had to be reported.
    func definition() -> (SLODefinition, AlertingReader.Alerting)? {
        guard let name = self[SLOKeys.name], let service = self[SLOKeys.service],
            let objective = self[SLOKeys.objective], let window = self[SLOKeys.window],
            let budgeting = self[SLOKeys.budgeting], let noData = self[SLOKeys.noData],
            !isBroken(SLOKeys.maintenance),
            let alerting = AlertingReader(objective: objective, window: window, timeslice: budgeting.sliceLength)
                .alerting(self[SLOKeys.alerting])
        else { return nil }
        let definition = checked(alerting) { policy throws(SLOError) in
            try SLODefinition(
                name: name, service: service, objective: objective, window: window, budgeting: budgeting,
                alerting: policy, noData: noData, maintenance: self[SLOKeys.maintenance] ?? [],
                description: self[SLOKeys.description])
        }
        return definition.map { ($0, alerting) }
    }

    /// Makes the definition and reports its errors where they were caused.
    ///
    /// - Parameter make: the definition with the given policy.
    private func checked(
        _ alerting: AlertingReader.Alerting, _ make: (AlertPolicy) throws(SLOError) -> SLODefinition
    ) -> SLODefinition? {
        var policy = alerting.policy
        // The errors of a definition do not tell the tier, so tiers written in the file are added one by one.
        for (index, tier) in alerting.tiers.enumerated() {
            policy.tiers = Array(alerting.policy.tiers.prefix(index + 1))
            do throws(SLOError) {
                _ = try make(policy)
            } catch {
                report(error, tier: tier)
                return nil
            }
        }
        do throws(SLOError) {
            return try make(alerting.policy)
        } catch {
            report(error, tier: nil)
            return nil
        }
    }

    private func report(_ error: SLOError, tier: Section<TierKeys>?) {
        if let field = field(named: error.key) {
            field.report(error.sentence)
        } else if let tier {
            tier.report(error)
        } else {
            // Slices cannot be cut that fine: the window is too short, as 1m is that was meant as a month.
            (field(SLOKeys.window) ?? field).report(
                "it is too short for the default alerting.tiers: \(error.key) \(error.sentence) (write 30d, or "
                    + "{calendar: month} for a month)")
        }
    }
}
