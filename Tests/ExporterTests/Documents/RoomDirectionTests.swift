import Foundation
import Testing

/// The exporter's rooms name each other as `docs/architecture.md` says, and only upwards.
@Suite struct RoomDirectionTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private struct Row {
        let room: String
        let names: Set<String>
    }

    private struct Source {
        let room: String
        let file: String
        let code: String
    }

    private static func rows() throws -> [Row] {
        let document = try String(contentsOf: root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let lines = document.split(separator: "\n").drop { $0 != "## The exporter's rooms" }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| `") }
        return lines.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let names = cells[3].matches(of: /`([^`]+)`/).map { String($0.1) }
            return Row(room: cells[1].trimmingCharacters(in: ["`"]), names: Set(names))
        }
    }

    /// Without comments and texts, in which any word may stand.
    private static func sources() throws -> [Source] {
        let folder = root.appending(path: "Sources/Exporter").path()
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
            .map { path in
                let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
                let code = text.replacing(/"""[\s\S]*?"""/, with: "").replacing(/\/\/[^\n]*/, with: "")
                    .replacing(/"(?:[^"\\\n]|\\.)*"/, with: "")
                return Source(
                    room: path.contains("/") ? String(path.prefix { $0 != "/" }) : ".", file: path, code: code)
            }
    }

    /// The types that stand by themselves, with their room.
    private static func types(_ sources: [Source]) -> [Substring: String] {
        var types: [Substring: String] = [:]
        for source in sources {
            let declared = source.code.matches(
                of: /(?m)^(?:final |indirect )*(?:struct|class|enum|actor|protocol|typealias) (\w+)/)
            for match in declared { types[match.1] = source.room }
        }
        return types
    }

    /// Which rooms each names, with a type and a file of each.
    private static func names(_ sources: [Source]) -> [String: [String: String]] {
        let types = types(sources)
        // A type inside of another may have the name of one that stands by itself.
        var inner: [String: Set<Substring>] = [:]
        for source in sources {
            let declared = source.code.matches(of: /\b(?:struct|class|enum|actor|protocol|typealias|case) (\w+)/)
            inner[source.room, default: []].formUnion(declared.map(\.1))
        }
        var names: [String: [String: String]] = [:]
        for source in sources {
            let inner = inner[source.room, default: []]
            for match in source.code.matches(of: /(?:^|[^.\w])([A-Z]\w+)/) where !inner.contains(match.1) {
                guard let room = types[match.1], room != source.room else { continue }
                names[source.room, default: [:]][room] = "\(match.1) in \(source.file)"
            }
        }
        return names
    }

    @Test func `rooms are the folders of the exporter`() throws {
        let folders = Set(try Self.sources().map(\.room))
        #expect(Set(try Self.rows().map(\.room)) == folders)
    }

    @Test func `each room names those that its row lists, which stand above it`() throws {
        let names = Self.names(try Self.sources())
        var above: Set<String> = []
        for row in try Self.rows() {
            #expect(row.names.isSubset(of: above), "\(row.room) lists a room below it")
            let named = names[row.room] ?? [:]
            if row.room == "." || row.room == "Commands" {
                let below = named.filter { !above.contains($0.key) }
                #expect(below.isEmpty, "\(row.room) names rooms below it: \(below)")
            } else {
                let more = named.filter { !row.names.contains($0.key) }
                #expect(more.isEmpty, "\(row.room) names what its row does not list: \(more)")
                let fewer = row.names.subtracting(named.keys)
                #expect(fewer.isEmpty, "\(row.room) does not name \(fewer)")
            }
            above.insert(row.room)
        }
    }
}
