import NinesSLOTools

/// One file of SLO documents, cut into documents whose grammars are known.
struct SLOSource {
    let file: String
    let environment: [String: String]
    let log: ProblemLog
    let warnings: ProblemLog
    /// What is renamed so that Prometheus takes it: it concerns rules only.
    let ruleWarnings: ProblemLog
    private var documents: [(grammar: Grammar, root: Field)] = []
    /// Of grammars that are not read.
    private var strangers: [(message: String, field: Field)] = []

    private enum Grammar {
        case nines
        case sloth
        case slothKubernetes
        case alertWindows
        case openSLO(kind: String)
        case openSLOAlpha(kind: String)
    }

    /// What documents of one file say to those of others.
    struct Shared {
        let catalogue = OpenSLOCatalogue()
        private(set) var windows = SlothWindows()
        /// Of the `AlertWindows` that count; nil where no SLO of sloth uses them.
        private(set) var windowsFile: String?

        init(_ sources: [SLOSource]) {
            var counting: Field?
            for source in sources {
                for (grammar, root) in source.documents {
                    switch grammar {
                    case .openSLO(let kind): catalogue.add(root, kind: kind, warnings: source.warnings)
                    case .alertWindows:
                        guard let spec = root.child("spec"), let read = SlothWindows(spec, warnings: source.warnings)
                        else { continue }
                        counting?.warn(
                            source.warnings,
                            "is not used: \(Quoted.oneLine(root.log.file)):\(root.line) has AlertWindows too, and the "
                                + "last ones count")
                        windows = read
                        counting = root
                    default: break
                    }
                }
            }
            if sources.contains(where: \.hasSlothSLOs) { windowsFile = counting?.log.file }
        }

        /// Whether something in the file is of use to an SLO of any.
        func uses(_ file: String) -> Bool { windowsFile == file || catalogue.usedFiles.contains(file) }
    }

    private var hasSlothSLOs: Bool {
        documents.contains { document in
            switch document.grammar {
            case .sloth, .slothKubernetes: true
            default: false
            }
        }
    }

    /// - Throws: the problem of a text that is no YAML.
    init(_ text: String, file: String, environment: [String: String]) throws(ConfigurationProblem) {
        self.file = file
        self.environment = environment
        log = ProblemLog(file: file)
        warnings = ProblemLog(file: file)
        ruleWarnings = ProblemLog(file: file)
        for node in try YAMLDocument.parseStream(text, file: file, limit: SLODocumentSet.limit) {
            add(Field(node: node, path: "", log: log))
        }
        // Beside an SLO it may be an object that belongs to it. Alone, it was meant as one.
        for (message, field) in strangers {
            if documents.isEmpty { field.report(message) } else { field.warn(warnings, message) }
        }
    }

    /// OpenSLO allows lists of objects where other grammars have one, and Kubernetes its `List`.
    private mutating func add(_ root: Field) {
        // Nothing between two lines of dashes.
        if root.node.isNull { return }
        if case .sequence = root.node.content {
            for item in root.items() { add(item) }
        } else if root.peek("kind") == "List", let items = root.child("items") {
            for item in items.items() { add(item) }
        } else if let grammar = grammar(of: root) {
            documents.append((grammar, root))
        }
    }

    private static let known = "(known: openslo/v1, openslo/v1alpha, sloth.slok.dev/v1)"

    /// Nil for what is not read, which is noted.
    private mutating func grammar(of root: Field) -> Grammar? {
        if let version = root.peek("version"), version.hasPrefix("prometheus/") {
            guard version == DocumentOrigin.sloth.rawValue else {
                root.child("version")?.report("\(Quoted.value(version)) is not supported (known: prometheus/v1)")
                return nil
            }
            return .sloth
        }
        guard let version = root.peek("apiVersion") else {
            guard let tool = UnreadGrammar.tool(keys: root.keys) else { return .nines }
            strangers.append(
                (
                    "the grammar of \(tool) is not supported (known: nines/v1, prometheus/v1, openslo/v1, openslo/v1alpha, "
                        + "sloth.slok.dev/v1)", root
                ))
            return nil
        }
        let kind = root.peek("kind") ?? ""
        switch version {
        case DocumentOrigin.slothKubernetes.rawValue where kind == "PrometheusServiceLevel": return .slothKubernetes
        case DocumentOrigin.slothKubernetes.rawValue where kind == "AlertWindows": return .alertWindows
        case DocumentOrigin.openSLO.rawValue: return .openSLO(kind: kind)
        case DocumentOrigin.openSLOAlpha.rawValue: return .openSLOAlpha(kind: kind)
        default: break
        }
        let place = root.child("apiVersion") ?? root
        let tool = UnreadGrammar.tool(apiVersion: version).map { " (\($0))" } ?? ""
        let message =
            "\(Quoted.value(version))\(tool) is not supported for \(kind.isEmpty ? "no kind" : Quoted.key(kind)) "
            + Self.known
        if ["SLO", "PrometheusServiceLevel", "AlertWindows"].contains(kind) {
            place.report(message)
        } else if UnreadGrammar.isKubernetes(apiVersion: version) {
            root.warn(warnings, "a document of kind \(Quoted.value(kind)) is not an SLO")
        } else {
            strangers.append((message, place))
        }
        return nil
    }

    /// The SLOs of this file.
    func entries(_ shared: Shared) -> [SLODocumentSet.Entry] {
        documents.flatMap { grammar, root -> [SLODocumentSet.Entry] in
            let object: PrometheusRule.Metadata? = if case .slothKubernetes = grammar { metadata(root) } else { nil }
            return read(root, grammar, shared).map {
                SLODocumentSet.Entry(document: $0.document, field: $0.field, object: object)
            }
        }
    }

    private func read(
        _ root: Field, _ grammar: Grammar, _ shared: Shared
    ) -> [(document: SLODocument, field: Field)] {
        switch grammar {
        case .nines: return NinesDocumentReader(environment: environment, warnings: warnings).documents(root)
        case .sloth: return sloth(root, .sloth, shared)
        case .slothKubernetes:
            guard let spec = root.child("spec") else {
                root.report("spec is missing")
                return []
            }
            return sloth(spec, .slothKubernetes, shared)
        case .alertWindows: return []
        case .openSLO(let kind): return openSLO(root, kind, .openSLO, shared)
        case .openSLOAlpha(let kind): return openSLO(root, kind, .openSLOAlpha, shared)
        }
    }

    /// What a resource of sloth's operator gives its rules: that operator copies it too. Nil without a usable name.
    private func metadata(_ root: Field) -> PrometheusRule.Metadata? {
        guard let field = root.child("metadata"), let name = field.peek("name"), KubernetesText.isObjectName(name)
        else { return nil }
        let namespace = field.peek("namespace").flatMap { KubernetesText.isNamespace($0) ? $0 : nil }
        let labels = field.child("labels").map { RuleLabelReader.openSLO($0) } ?? [:]
        return PrometheusRule.Metadata(
            name: name, namespace: namespace,
            labels: labels.compactMapValues(\.first).filter {
                KubernetesText.isLabelKey($0.key) && KubernetesText.isLabelValue($0.value)
            })
    }

    private func sloth(
        _ root: Field, _ origin: DocumentOrigin, _ shared: Shared
    ) -> [(document: SLODocument, field: Field)] {
        SlothReader(origin: origin, windows: shared.windows, warnings: warnings).documents(root)
    }

    private func openSLO(
        _ root: Field, _ kind: String, _ origin: DocumentOrigin, _ shared: Shared
    ) -> [(document: SLODocument, field: Field)] {
        guard kind == "SLO" else {
            if !OpenSLOCatalogue.kinds.contains(kind) {
                root.child("kind")?.report(
                    "\(Quoted.value(kind)) is not one of \(OpenSLOCatalogue.kinds.joined(separator: ", "))")
            }
            return []
        }
        return OpenSLOReader(
            origin: origin, catalogue: shared.catalogue, warnings: warnings, ruleWarnings: ruleWarnings
        ).documents(root)
    }
}
