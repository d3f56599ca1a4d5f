/// Collects what is wrong with one file while it is read.
///
/// A class, because every ``Field`` of the file reports to the same one; it lives as long as the reading and is never
/// shared between tasks.
final class ProblemLog {
    let file: String
    /// What paths in the file are relative to; empty for the working directory.
    var folder = ""
    /// What was read for it.
    private(set) var sources: [Configuration.Source] = []
    private var found: [ConfigurationProblem] = []

    init(file: String) {
        self.file = file
    }

    /// How much was reported so far.
    var count: Int { found.count }

    /// Keeps that a file was read.
    func note(_ path: String, _ content: some Sequence<UInt8>) {
        sources.append(Configuration.Source(path: path, content: content))
    }

    /// - Parameter file: where the place is, if it is in another file than the one that is read.
    /// - Parameter unsupported: what is missing in this version, where that is the problem.
    func report(line: Int, path: String, _ message: String, file: String? = nil, unsupported: String? = nil) {
        found.append(
            ConfigurationProblem(
                file: file ?? self.file, line: line, path: path, message: message, unsupported: unsupported))
    }

    /// Forgets the problems of the value at a path if all of them are about what this version does not support.
    ///
    /// - Returns: what that is, each once, in the order of lines; empty where there is another problem, or none.
    func takeUnsupported(at path: String) -> [String] {
        func isWithin(_ problem: ConfigurationProblem) -> Bool {
            problem.path == path || problem.path.hasPrefix(path + ".")
        }
        let within = found.filter(isWithin)
        guard !within.isEmpty, within.allSatisfy({ $0.unsupported != nil }) else { return [] }
        found.removeAll(where: isWithin)
        return within.sorted { ($0.line ?? 0) < ($1.line ?? 0) }.compactMap(\.unsupported).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// In the order of lines, and of discovery within a line.
    var problems: [ConfigurationProblem] {
        found.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }
}
