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
    }

    /// In the order of the paths that were given.
    private(set) var files: [File] = []
    /// What the documents allow and rules cannot carry, by file and line.
    private(set) var warnings: [ConfigurationProblem] = []

    /// Bytes of one file: some 20,000 SLOs.
    static let limit = 16 << 20

    /// Reads files; - is standard input. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with any of them.
    static func load(_ paths: [String]) throws(ConfigurationError) -> SLODocumentSet { try parse(texts(of: paths)) }

    static func texts(of paths: [String]) throws(ConfigurationError) -> [(path: String, text: String)] {
        var texts: [(path: String, text: String)] = []
        for path in paths {
            texts.append((path, try ConfigurationText.load(path == "-" ? "/dev/stdin" : path, limit: limit)))
        }
        return texts
    }

    static func parse(_ texts: [(path: String, text: String)]) throws(ConfigurationError) -> SLODocumentSet {
        var problems: [ConfigurationProblem] = []
        var sources: [SLOSource] = []
        for (path, text) in texts {
            do throws(ConfigurationProblem) {
                sources.append(try SLOSource(text, file: path))
            } catch {
                problems.append(error)
            }
        }
        var set = SLODocumentSet()
        let shared = SLOSource.Shared(sources)
        for source in sources {
            set.files.append(File(path: source.file, slos: source.entries(shared)))
            if set.files.last?.slos.isEmpty == true, source.log.problems.isEmpty {
                source.warnings.report(line: 1, path: "", "no SLO is in it")
            }
            set.warnings += source.warnings.problems
            problems += source.log.problems
        }
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
