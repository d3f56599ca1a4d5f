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
    func report(line: Int, path: String, _ message: String, file: String? = nil) {
        found.append(ConfigurationProblem(file: file ?? self.file, line: line, path: path, message: message))
    }

    /// In the order of lines, and of discovery within a line.
    var problems: [ConfigurationProblem] {
        found.enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
    }
}
