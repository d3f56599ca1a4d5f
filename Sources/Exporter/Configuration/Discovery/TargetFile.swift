/// A file of targets in the format of Prometheus' `file_sd_configs`: `[{targets: [host:port], labels: {name: value}}]`
/// in JSON or YAML.
enum TargetFile {
    /// In bytes. Groups of one target and four labels meet ``YAMLLimits/nodes`` first, at some 70,000 of them. 50,000
    /// are read in a second as JSON and in three as YAML (AMD EPYC, Swift 6.3 -O, November 2026).
    static let sizeLimit = 16 << 20

    /// - Parameter file: its ending decides between JSON and YAML.
    /// - Throws: everything that is wrong with the file, one problem a line. A file with one mistake is of no use, as
    ///   for Prometheus: half of it may be missing.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> [DiscoveredTarget] {
        let root: YAMLNode?
        do {
            root = try document(text, file: file)
        } catch {
            throw ConfigurationError(problems: [error])
        }
        guard let root else { return [] }
        return try DiscoveredTarget.all(in: root, file: file)
    }

    /// Nil for a YAML file in which nothing stands: a file without targets.
    private static func document(_ text: String, file: String) throws(ConfigurationProblem) -> YAMLNode? {
        if file.lowercased().hasSuffix(".json") { return try JSONDocument.parse(text, file: file) }
        let documents = try YAMLDocument.parseStream(text, file: file, limit: sizeLimit)
        guard documents.count <= 1 else {
            throw ConfigurationProblem(
                file: file, line: documents[1].line, message: "a second document begins here (target files are one)")
        }
        return documents.first
    }
}
