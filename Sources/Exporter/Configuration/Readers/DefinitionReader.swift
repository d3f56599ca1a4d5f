import NinesSLO

/// Reads what an entry of `slos` promises, whatever its indicator is.
struct DefinitionReader {
    /// Nil when something had to be reported.
    func definition(_ section: Section<SLOKey>) -> (SLODefinition, AlertingReader.Alerting)? {
        let name = section.required(.name)?.name()
        let service = section.required(.service)?.name()
        let description = section[.description].map { $0.text() }
        let objective = section.required(.objective).flatMap(ObjectiveReader.objective)
        let window = section.required(.window).flatMap(SLOWindowReader.window)
        let budgeting = section[.budgeting].map(BudgetingReader.budgeting) ?? .occurrences
        let noData = section[.noData].map { $0.choice(of: NoDataPolicy.self) } ?? .ignore
        let maintenance = (section[.maintenance]?.items() ?? []).map(MaintenanceReader.window)
        guard let name, let service, let objective, let window, let budgeting, let noData,
            !maintenance.contains(nil),
            let alerting = AlertingReader(objective: objective, window: window, timeslice: budgeting.sliceLength)
                .alerting(section[.alerting])
        else { return nil }
        let definition = DefinitionCheck(section: section, alerting: alerting).definition { policy throws(SLOError) in
            try SLODefinition(
                name: name, service: service, objective: objective, window: window, budgeting: budgeting,
                alerting: policy, noData: noData, maintenance: maintenance.compactMap { $0 },
                description: description ?? nil)
        }
        return definition.map { ($0, alerting) }
    }
}
