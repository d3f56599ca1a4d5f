import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// `docs/configuration.md` and the example beside it say what the code does.
@Suite struct ConfigurationDocumentTests {
    /// `scripts/key-tables.sh` writes them.
    @Test func `the tables of keys are those of the grammar`() throws {
        let path = Self.path("configuration.md")
        var text = try String(contentsOfFile: path, encoding: .utf8)
        let mappings = ConfigurationGrammar.mappings.filter { !Self.isInRules($0) }
        #expect(text.components(separatedBy: "<!-- keys of ").count - 1 == mappings.count)
        for mapping in mappings {
            let parts = text.components(separatedBy: "<!-- keys of \(mapping.path) -->\n")
            try #require(parts.count == 2, "no table of \(mapping.path)")
            let end = try #require(parts[1].range(of: "<!-- end of keys -->"))
            text =
                "\(parts[0])<!-- keys of \(mapping.path) -->\n\(KeyTable.text(mapping.type))\n"
                + parts[1][end.lowerBound...]
        }
        if ProcessInfo.processInfo.environment["NINES_WRITE_KEY_TABLES"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
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

    private static func document(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    private static func path(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/\(name)").path
    }
}
