import NinesSLOTools

/// Reads Nines' own documents: a list `slos`, as it stands in configuration files.
struct NinesDocumentReader {
    /// What `${NAME}` stands for, as in a configuration.
    let environment: [String: String]
    let warnings: ProblemLog

    func documents(_ root: Field) -> [(document: SLODocument, field: Field)] {
        var root = root
        root.environment = Environment(variables: environment)
        guard let section = Section(root, NinesDocumentKeys.self), section[NinesDocumentKeys.version] != nil else {
            return []
        }
        section.field(named: RootKeys.include.name)?.warn(
            warnings, "only the exporter reads these files (name them beside this one)")
        return (section[NinesDocumentKeys.slos] ?? []).compactMap { slo in document(slo).map { ($0, slo.field) } }
    }

    private func document(_ section: Section<SLOKeys>) -> SLODocument? {
        let reader = IndicatorReader(service: section[SLOKeys.service] ?? "")
        let indicator = section[SLOKeys.indicator].flatMap(reader.indicator)
        guard let (definition, _) = section.definition(), let indicator else { return nil }
        let texts = RuleTexts(section)
        var document = SLODocument(definition: definition, indicator: indicator)
        document.labels = texts.labels
        document.annotations = texts.annotations
        document.owner = texts.owner
        document.runbook = texts.runbook
        document.alerts = texts.alerts
        return document
    }
}
