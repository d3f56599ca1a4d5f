import Foundation
import NinesSLO
import NinesSLOTools

/// The SLOs of the files that a command is given: a configuration's, or those of whatever documents rules are made of.
struct SLOFiles {
    /// For messages.
    let names: String
    let slos: [SLO]
    /// Nil for documents, which have no state file.
    let configuration: Configuration?

    struct SLO {
        var definition: SLODefinition
        /// What it is made of; nil for an SLO that counts events itself.
        var composite: CompositeIndicator?
    }

    var definitions: [SLODefinition] { slos.map(\.definition) }

    /// The positions of a composite's parts among the SLOs.
    func parts(of composite: CompositeIndicator, in slo: SLODefinition) throws(Unusable) -> [Int] {
        var positions: [Int] = []
        for part in composite.parts {
            let position = slos.firstIndex {
                $0.composite == nil && $0.definition.service == part.service && $0.definition.name == part.slo
            }
            guard let position else {
                throw Unusable(
                    "\(slo.title): its part \(part.service)/\(part.slo) is no SLO of \(names) that counts events itself"
                )
            }
            positions.append(position)
        }
        return positions
    }

    /// Reads the files. Blocks on the file system.
    ///
    /// - Parameters:
    ///   - paths: one configuration, or documents that may name each other's objects; - is standard input.
    ///   - warn: called with each warning, in the order of the files.
    static func load(_ paths: [String], warn: (String) -> Void) throws(ConfigurationError) -> SLOFiles {
        try parse(
            SLODocumentSet.texts(of: paths), environment: ProcessInfo.processInfo.environment, warn: warn)
    }

    static func parse(
        _ texts: [(path: String, text: String)], environment: [String: String] = [:], warn: (String) -> Void
    ) throws(ConfigurationError) -> SLOFiles {
        let names = texts.map(\.path).joined(separator: ", ")
        if texts.count == 1, let (path, text) = texts.first, isConfiguration(text, file: path) {
            // Nothing is probed by its modules here.
            let configuration = try Configuration.parse(
                text, file: path, environment: environment, leavingOutUnsupported: true)
            configuration.warnings.forEach(warn)
            let composites = configuration.composites.map { SLO(definition: $0.definition, composite: $0.indicator) }
            return SLOFiles(
                names: names, slos: configuration.slos.map { SLO(definition: $0.definition) } + composites,
                configuration: configuration)
        }
        let set = try SLODocumentSet.parse(texts, environment: environment)
        for warning in set.warnings { warn(warning.description) }
        let slos = set.files.flatMap(\.slos).map { entry in
            guard case .composite(let composite) = entry.document.indicator else {
                return SLO(definition: entry.document.definition)
            }
            return SLO(definition: entry.document.definition, composite: composite)
        }
        return SLOFiles(names: names, slos: slos, configuration: nil)
    }

    /// Whether a section stands in it that only an exporter's configuration has. What it promises of targets is then
    /// checked against them, as `nines serve` does.
    private static func isConfiguration(_ text: String, file: String) -> Bool {
        // Texts that cannot be read are refused by the readers of documents, with their line.
        guard let roots = try? YAMLDocument.parseStream(text, file: file, limit: SLODocumentSet.limit),
            roots.count == 1,
            case .mapping(let entries)? = roots.first?.content
        else { return false }
        return entries.contains { entry in NinesDocumentKeys.ofConfiguration.contains { $0.name == entry.key } }
    }
}
