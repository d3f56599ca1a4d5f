import TestSupport
import Testing

@testable import nines

/// Relabelling gives what a real Prometheus gave.
@Suite struct RelabellingTests {
    @Test(arguments: RelabelCase.all) func `labels are those of Prometheus`(_ example: RelabelCase) throws {
        let rules = try RelabelExample.rules(example.rules)
        #expect(RelabelExample.published(example.discovered, rules) == example.published)
    }

    @Test func `labels that rules do not touch keep their bytes`() throws {
        let rules = try RelabelExample.rules(["{source_labels: [a], separator: \"e\\u0301\", target_label: b}"])
        let labels = rules.apply(to: ["a": "e\u{301}\u{E9}"])
        #expect(labels?["b"].map { Array($0.utf8) } == [0x65, 0xCC, 0x81, 0xC3, 0xA9])
    }

    @Test func `a copied label whose new name is none is left out`() throws {
        let rules = try RelabelExample.rules(["{action: labelmap, regex: 'a_(.*)'}"])
        #expect(rules.apply(to: ["a_": "1", "a_0": "2", "a_b": "3"]) == ["a_": "1", "a_0": "2", "a_b": "3", "b": "3"])
    }

    @Test func `an empty replacement removes a label whose name comes from a value`() throws {
        let rules = try RelabelExample.rules(["{source_labels: [a], target_label: '${1}', replacement: ''}"])
        #expect(rules.apply(to: ["a": "b", "b": "2"]) == ["a": "b"])
    }
}

/// What tests of relabelling do.
enum RelabelExample {
    /// - Throws: what is wrong with them, on a line each.
    static func rules(_ rules: [String]) throws -> [RelabelRule] {
        let log = ProblemLog(file: "nines.yml")
        let root = try YAMLDocument.parse(
            rules.isEmpty ? "[]" : rules.map { "- " + $0 + "\n" }.joined(), file: log.file)
        let read = Field(node: root, path: "", log: log).items().compactMap { Section($0, RelabelKeys.self)?.rule() }
        guard log.problems.isEmpty else { throw ConfigurationError(problems: log.problems) }
        return read
    }

    /// Without what begins with `__`; nil when there is no target.
    static func published(_ labels: [String: String], _ rules: [RelabelRule]) -> [String: String]? {
        guard let labels = rules.apply(to: labels), labels["__address__"] != nil else { return nil }
        return labels.filter { !$0.key.hasPrefix("__") }
    }
}
