import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// `docs/configuration.md` and the example beside it say what the code does.
@Suite struct ConfigurationDocumentTests {
    @Test func `every mapping has a chapter with exactly its keys`() throws {
        let chapters = try Self.chapters()
        let mappings = ConfigurationGrammar.mappings.filter { !Self.isInRules($0) }
        #expect(chapters.count == mappings.count)
        for mapping in mappings {
            let chapter = try #require(chapters[mapping.path], "no chapter on \(mapping.path)")
            #expect(chapter.keys == mapping.keys.map(\.name).sorted(), "the table of \(mapping.path)")
            #expect(
                chapter.unsupported == mapping.type.blackboxKeys.sorted(),
                "what is not supported of \(mapping.path)")
        }
    }

    @Test func `required keys and defaults are those of the grammar`() throws {
        let chapters = try Self.chapters()
        for mapping in ConfigurationGrammar.mappings {
            guard let chapter = chapters[mapping.path] else { continue }
            for key in mapping.keys {
                let written = try #require(chapter.defaults[key.name], "\(mapping.path) \(key)")
                #expect((written == "required") == key.isRequired, "\(mapping.path) \(key.name)")
                guard let value = key.writtenDefault else { continue }
                let text = try JSONText.text(value).replacing("\"", with: "")
                #expect(written == "`\(text)`", "\(mapping.path) \(key.name)")
            }
        }
    }

    @Test func `every indicator of rules has a row with its keys`() throws {
        let lines = try Self.document("slo-rules.md").components(separatedBy: "\n")
        let inner = ConfigurationGrammar.mappings(from: NinesDocumentKeys.self).filter {
            $0.path.hasPrefix("slos[].indicator.")
        }
        for kind in IndicatorKeys.keys.map(\.name) {
            let row = try #require(lines.first { $0.hasPrefix("| `\(kind)` | ") }, "\(kind)")
            let cell = try #require(row.split(separator: " | ").dropFirst().first)
            let written = cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            let mappings = inner.filter { $0.path.dropFirst(17).prefix { $0 != "." } == kind }
            let keys = mappings.flatMap(\.keys).flatMap { [$0.name] + Self.choices($0.rule) }
            #expect(Set(written).subtracting(["_bucket"]) == Set(keys), "\(kind)")
        }
    }

    private static func choices(_ rule: ValueRule) -> [String] {
        if case .choice(let names) = rule { names } else { [] }
    }

    /// What only rules count is in a table of `slo-rules.md`.
    private static func isInRules(_ mapping: ConfigurationGrammar.Mapping) -> Bool {
        let own = SLOReader.kinds.map { "slos[].indicator.\($0)" }
        return mapping.path.hasPrefix("slos[].indicator.") && !own.contains { mapping.path.hasPrefix($0) }
    }

    @Test func `every reserved label is listed`() throws {
        let text = try Self.document("configuration.md").replacing("\n", with: " ")
        let list = try #require(text.split(separator: "These label names are taken: ").last)
        let names = list.prefix { $0 != "." }.split(separator: "`").enumerated().filter { $0.offset % 2 == 0 }
        #expect(names.map { String($0.element) } == LabelNames.ofProbes + ["__"])
    }

    @Test func `the limits are the codes`() throws {
        let text = try Self.document("configuration.md")
        #expect(YAMLLimits.size == 1024 * 1024)
        #expect(YAMLLimits.depth == 64)
        #expect(YAMLLimits.nodes == 1_000_000)
        #expect(
            text.contains(
                "Limits: 1 MiB, 64 lists and mappings inside each other, 1,000,000 values once aliases are replaced."))
    }

    @Test func `the example loads without a warning`() throws {
        let configuration = try Configuration.load(file: Self.path("nines.example.yml"))
        #expect(configuration.warnings == [])
        #expect(configuration.modules.keys.sorted() == ["api_healthy", "http_2xx"])
        #expect(configuration.targets.map(\.name) == ["checkout", "shop-api", "intranet"])
        #expect(configuration.slos.map(\.definition.name) == ["checkout-availability", "checkout-latency"])
    }

    private struct Chapter {
        var keys: [String]
        var unsupported: [String]
        /// The last column by key.
        var defaults: [String: String]
    }

    /// Chapters that have a table of keys, by the path in their heading.
    private static func chapters() throws -> [String: Chapter] {
        var chapters: [String: Chapter] = [:]
        for chapter in try document("configuration.md").split(separator: "\n## ").dropFirst() {
            let lines = chapter.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.contains("| key | value | default |"), let heading = lines.first else { continue }
            let path = heading.replacing("\\", with: "").replacing("The file", with: "the file")
            let rows = lines.filter { $0.hasPrefix("| `") }
            let keys = rows.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
            let defaults = rows.map { String($0.dropLast(2).components(separatedBy: " | ").last ?? "") }
            let unsupported = lines.drop { !$0.hasPrefix("Not supported yet: ") }.prefix { !$0.isEmpty }
                .joined(separator: " ").split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
                .map { String($0.element) }
            chapters[String(path)] = Chapter(
                keys: keys.sorted(), unsupported: unsupported.sorted(),
                defaults: Dictionary(zip(keys, defaults), uniquingKeysWith: { $1 }))
        }
        return chapters
    }

    private static func document(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    private static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/\(name)").path
    }
}
