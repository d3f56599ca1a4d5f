import Foundation
import NinesSLO
import Testing

@testable import nines

/// `docs/configuration.md` and the example beside it say what the code does.
@Suite struct ConfigurationDocumentTests {
    @Test func everyMappingHasAChapterWithExactlyItsKeys() throws {
        let chapters = try Self.chapters()
        #expect(chapters.count == ConfigurationGrammar.mappings.count)
        for mapping in ConfigurationGrammar.mappings {
            let chapter = try #require(chapters[mapping.path], "no chapter on \(mapping.path)")
            #expect(chapter.keys == mapping.keys.sorted(), "the table of \(mapping.path)")
            #expect(
                chapter.unsupported == (mapping.blackboxKeys + mapping.plannedKeys).sorted(),
                "what is not supported of \(mapping.path)")
        }
    }

    @Test func everyReservedLabelIsListed() throws {
        let text = try Self.document("configuration.md").replacing("\n", with: " ")
        let list = try #require(text.split(separator: "These label names are taken: ").last)
        let names = list.prefix { $0 != "." }.split(separator: "`").enumerated().filter { $0.offset % 2 == 0 }
        #expect(names.map { String($0.element) } == TargetLabelReader.reserved + ["__"])
    }

    @Test func theLimitsAreTheCodes() throws {
        let text = try Self.document("configuration.md")
        #expect(YAMLLimits.size == 1024 * 1024)
        #expect(YAMLLimits.depth == 64)
        #expect(YAMLLimits.nodes == 1_000_000)
        #expect(
            text.contains(
                "Limits: 1 MiB, 64 lists and mappings inside each other, 1,000,000 values once aliases are replaced."))
    }

    @Test func theExampleLoadsWithoutAWarning() throws {
        let configuration = try Configuration.load(file: Self.path("nines.example.yml"))
        #expect(configuration.warnings == [])
        #expect(configuration.modules.keys.sorted() == ["api_healthy", "http_2xx"])
        #expect(configuration.targets.map(\.name) == ["checkout", "shop-api", "intranet"])
        #expect(configuration.slos.map(\.definition.name) == ["checkout-availability", "checkout-latency"])
    }

    /// Chapters that have a table of keys, by the path in their heading.
    private static func chapters() throws -> [String: (keys: [String], unsupported: [String])] {
        var chapters: [String: (keys: [String], unsupported: [String])] = [:]
        for chapter in try document("configuration.md").split(separator: "\n## ").dropFirst() {
            let lines = chapter.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.contains("| key | value | default |"), let heading = lines.first else { continue }
            let path = heading.replacing("\\", with: "").replacing("The file", with: "the file")
            let keys = lines.filter { $0.hasPrefix("| `") }.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
            let unsupported = lines.drop { !$0.hasPrefix("Not supported yet: ") }.prefix { !$0.isEmpty }
                .joined(separator: " ").split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
                .map { String($0.element) }
            chapters[String(path)] = (keys.sorted(), unsupported.sorted())
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
