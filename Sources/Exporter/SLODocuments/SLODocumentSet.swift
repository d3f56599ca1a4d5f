import Foundation
import NinesSLO
import NinesSLOTools

/// SLO documents that are read together, as an SLO may name objects of another file.
struct SLODocumentSet {
    struct File {
        var path: String
        var slos: [Entry] = []
    }

    struct Entry {
        var document: SLODocument
        /// Where it stands.
        var field: Field
        /// Of the Kubernetes object that it is in; nil for other documents.
        var object: PrometheusRule.Metadata?
    }

    /// In the order of the paths that were given.
    private(set) var files: [File] = []
    /// What the documents allow and rules cannot carry, by file and line.
    private(set) var warnings: [ConfigurationProblem] = []
    /// What is renamed so that Prometheus takes it, which concerns rules only.
    private(set) var ruleWarnings: [ConfigurationProblem] = []

    /// Bytes of one file: some 20,000 SLOs.
    static let limit = 16 << 20

    /// Reads files, and of folders those in them; - is standard input. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with any of them.
    static func load(_ paths: [String]) throws(ConfigurationError) -> SLODocumentSet {
        try parse(texts(of: paths), environment: ProcessInfo.processInfo.environment)
    }

    static func texts(of paths: [String]) throws(ConfigurationError) -> [(path: String, text: String)] {
        var texts: [(path: String, text: String)] = []
        for path in try DocumentFolder.files(of: paths) {
            texts.append((path, try ConfigurationText.load(path == "-" ? "/dev/stdin" : path, limit: limit)))
        }
        return texts
    }

    /// - Parameter environment: what `${NAME}` stands for in Nines' own documents.
    static func parse(
        _ texts: [(path: String, text: String)], environment: [String: String] = [:]
    ) throws(ConfigurationError) -> SLODocumentSet {
        var problems: [ConfigurationProblem] = []
        var sources: [SLOSource] = []
        for (path, text) in texts {
            do throws(ConfigurationProblem) {
                sources.append(try SLOSource(text, file: path, environment: environment))
            } catch {
                problems.append(error)
            }
        }
        var set = SLODocumentSet()
        let shared = SLOSource.Shared(sources)
        set.files = sources.map { File(path: $0.file, slos: $0.entries(shared)) }
        // Only now: an object may be read for an SLO of a later file.
        for (source, file) in zip(sources, set.files)
        where file.slos.isEmpty && source.log.problems.isEmpty && !shared.uses(file.path) {
            let isAlone = set.files.allSatisfy(\.slos.isEmpty)
            source.warnings.report(
                line: 1, path: "", isAlone ? "no SLO is in it" : "no SLO is in it, and none of the others uses it")
        }
        let order = sources.map(\.file)
        set.warnings = sources.flatMap(\.warnings.problems).eachOnce(inOrderOf: order)
        set.ruleWarnings = sources.flatMap(\.ruleWarnings.problems).eachOnce(inOrderOf: order)
        problems += sources.flatMap(\.log.problems).eachOnce(inOrderOf: order)
        problems += set.duplicates()
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return set
    }

    /// SLOs whose rules would record the same series.
    private func duplicates() -> [ConfigurationProblem] {
        var known: [[String]: Field] = [:]
        var problems: [ConfigurationProblem] = []
        for entry in files.flatMap(\.slos) {
            let definition = entry.document.definition
            let key = [definition.service, definition.name]
            if let other = known[key] {
                problems.append(
                    ConfigurationProblem(
                        file: entry.field.log.file, line: entry.field.line, path: entry.field.path,
                        message:
                            "\(Quoted.value(definition.name)) of service \(Quoted.value(definition.service)) is in "
                            + "\(Quoted.oneLine(other.log.file)):\(other.line) too"))
            } else {
                known[key] = entry.field
            }
        }
        return problems
    }
}

extension [ConfigurationProblem] {
    /// By file and line, without repetitions: what several SLOs share is read for each of them.
    func eachOnce(inOrderOf files: [String]) -> [ConfigurationProblem] {
        let places = Dictionary(files.enumerated().map { ($1, $0) }) { first, _ in first }
        var known: Set<String> = []
        return filter { known.insert($0.description).inserted }
            .enumerated().sorted { one, other in
                let (a, b) = (one.element, other.element)
                return (places[a.file] ?? 0, a.line ?? 0, one.offset) < (places[b.file] ?? 0, b.line ?? 0, other.offset)
            }.map(\.element)
    }
}
