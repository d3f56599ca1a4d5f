import NinesSLOTools

/// Reads Nines' own documents: a list `slos`, as it stands in configuration files.
struct NinesDocumentReader {
    let warnings: ProblemLog

    func documents(_ root: Field) -> [(document: SLODocument, field: Field)] {
        guard let section = Section(root, keys: NinesDocumentKey.self) else { return [] }
        if let version = section[.version], let text = version.text(), text != DocumentOrigin.nines.rawValue {
            version.report(
                "\(Quoted.value(text)) is not supported (known: nines/v1, and prometheus/v1 of sloth)")
            return []
        }
        return (section[.slos]?.items() ?? []).compactMap { field in
            guard let section = Section(field, keys: SLOKey.self) else { return nil }
            return document(section).map { ($0, field) }
        }
    }

    private func document(_ section: Section<SLOKey>) -> SLODocument? {
        let read = DefinitionReader().definition(section)
        let service = section[.service]?.node
        let indicator = section.required(.indicator).flatMap {
            IndicatorReader(service: service.flatMap(Self.text) ?? "").indicator($0)
        }
        guard let (definition, alerting) = read, let indicator else { return nil }
        let texts = RuleTexts(section, alerting: alerting.section)
        var document = SLODocument(definition: definition, indicator: indicator)
        document.labels = texts.labels
        document.annotations = texts.annotations
        document.owner = texts.owner
        document.runbook = texts.runbook
        document.alerts = texts.alerts
        return document
    }

    private static func text(_ node: YAMLNode) -> String? {
        guard case .scalar(let text, _) = node.content else { return nil }
        return text
    }
}
