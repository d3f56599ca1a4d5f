import Foundation

/// The YAML that this repository shows: its files, the blocks of its Markdown, and the texts of its tests.
enum ShownDocuments {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    static func all() throws -> [(place: String, text: String)] {
        var documents: [(place: String, text: String)] = []
        for folder in ["docs", "Examples", "Tests", "alert-rules", "grafana", "README.md", "CONTRIBUTING.md"] {
            for file in files(in: root.appending(path: folder)) {
                let text: () throws -> String = { try String(contentsOf: file, encoding: .utf8) }
                let place = String(file.path().dropFirst(root.path().count))
                switch file.pathExtension {
                case "yml", "yaml": documents.append((place, try text()))
                case "md":
                    documents += blocks(in: try text(), from: { $0.hasPrefix("```yaml") }, to: "```").map {
                        (place, $0)
                    }
                case "swift":
                    documents += blocks(in: try text(), from: { $0.hasSuffix("\"\"\"") }, to: "\"\"\"")
                        .map { (place, $0.replacing("\\\\", with: "\\").replacing("\\\"", with: "\"")) }
                default: break
                }
            }
        }
        return documents
    }

    private static func files(in path: URL) -> [URL] {
        guard let below = FileManager.default.enumerator(atPath: path.path()) else { return [path] }
        let files = below.compactMap { $0 as? String }.filter { !$0.contains(".build") }.sorted()
        return files.isEmpty ? [path] : files.map { path.appending(path: $0) }
    }

    /// The lines between two marks, without the indentation of the last one.
    private static func blocks(in text: String, from isStart: (String) -> Bool, to end: String) -> [String] {
        var blocks: [String] = []
        var block: [String]?
        for line in text.components(separatedBy: "\n") {
            let trimmed = line.drop { $0 == " " }
            if let lines = block, trimmed.hasPrefix(end) {
                let indentation = line.prefix { $0 == " " }.count
                blocks.append(lines.map { String($0.dropFirst(indentation)) + "\n" }.joined())
                block = nil
            } else if block != nil {
                block?.append(line)
            } else if isStart(String(trimmed)) {
                block = []
            }
        }
        return blocks
    }
}
