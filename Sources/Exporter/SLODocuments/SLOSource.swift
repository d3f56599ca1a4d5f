import NinesSLOTools

/// One file of SLO documents, cut into documents whose grammars are known.
struct SLOSource {
    let file: String
    let log: ProblemLog
    let warnings: ProblemLog
    private var documents: [(grammar: Grammar, root: Field)] = []

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
        var catalogue = OpenSLOCatalogue()
        var windows = SlothWindows()

        init(_ sources: [SLOSource]) {
            for source in sources {
                for (grammar, root) in source.documents {
                    switch grammar {
                    case .openSLO(let kind): catalogue.add(root, kind: kind)
                    case .alertWindows:
                        if let spec = root.child("spec"), let read = SlothWindows(spec, warnings: source.warnings) {
                            windows = read
                        }
                    default: break
                    }
                }
            }
        }
    }

    /// - Throws: the problem of a text that is no YAML.
    init(_ text: String, file: String) throws(ConfigurationProblem) {
        self.file = file
        log = ProblemLog(file: file)
        warnings = ProblemLog(file: file)
        for node in try YAMLDocument.parseStream(text, file: file, limit: SLODocumentSet.limit) {
            add(Field(node: node, path: "", log: log))
        }
    }

    /// OpenSLO allows lists of objects where other grammars have one, and Kubernetes its `List`.
    private mutating func add(_ root: Field) {
        if case .sequence = root.node.content {
            for item in root.items() { add(item) }
        } else if root.peek("kind") == "List", let items = root.child("items") {
            for item in items.items() { add(item) }
        } else if let grammar = grammar(of: root) {
            documents.append((grammar, root))
        }
    }

    private func grammar(of root: Field) -> Grammar? {
        if let version = root.peek("version"), version.hasPrefix("prometheus/") {
            guard version == DocumentOrigin.sloth.rawValue else {
                root.child("version")?.report("\(Quoted.value(version)) is not supported (known: prometheus/v1)")
                return nil
            }
            return .sloth
        }
        guard let version = root.peek("apiVersion") else { return .nines }
        let kind = root.peek("kind") ?? ""
        switch version {
        case DocumentOrigin.slothKubernetes.rawValue where kind == "PrometheusServiceLevel": return .slothKubernetes
        case DocumentOrigin.slothKubernetes.rawValue where kind == "AlertWindows": return .alertWindows
        case DocumentOrigin.openSLO.rawValue: return .openSLO(kind: kind)
        case DocumentOrigin.openSLOAlpha.rawValue: return .openSLOAlpha(kind: kind)
        default: break
        }
        if ["SLO", "PrometheusServiceLevel", "AlertWindows"].contains(kind) {
            root.child("apiVersion")?.report(
                "\(Quoted.value(version)) is not supported for \(kind) "
                    + "(known: openslo/v1, openslo/v1alpha, sloth.slok.dev/v1)")
        } else {
            root.warn(warnings, "a document of kind \(Quoted.value(kind)) is not an SLO")
        }
        return nil
    }

    /// The SLOs of this file.
    func entries(_ shared: Shared) -> [SLODocumentSet.Entry] {
        documents.flatMap { grammar, root -> [(document: SLODocument, field: Field)] in
            switch grammar {
            case .nines: return NinesDocumentReader(warnings: warnings).documents(root)
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
        }.map { SLODocumentSet.Entry(document: $0.document, field: $0.field) }
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
        return OpenSLOReader(origin: origin, catalogue: shared.catalogue, warnings: warnings).documents(root)
    }
}
