import Foundation
import TestSupport

@testable import nines

/// A job of Prometheus with one target.
struct RelabelJob: CustomStringConvertible {
    let labels: [String: String]
    /// Each a mapping in YAML.
    let rules: [String]

    init(_ labels: [String: String], _ rules: [String]) {
        self.labels = labels
        self.rules = rules
    }

    var description: String { "\(labels)\n" + rules.joined(separator: "\n") }

    /// As an item of `scrape_configs`.
    func text(name: String) throws -> String {
        let own = labels.filter { $0.key != "__address__" }
        let group = Group(targets: [labels["__address__", default: ""]], labels: own)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let json = String(decoding: try encoder.encode([group]), as: UTF8.self)
        let rules = rules.map { "\n      - \($0)" }.joined()
        return """
              - job_name: \(name)
                scrape_interval: 1h
                static_configs: \(json)
                relabel_configs: \(rules.isEmpty ? "[]" : rules)

            """
    }

    private struct Group: Encodable {
        let targets: [String]
        let labels: [String: String]
    }

    static func rules(_ rules: [String]) throws -> [RelabelRule] {
        let log = ProblemLog(file: "rules")
        let text = rules.isEmpty ? "[]" : rules.map { "- \($0)\n" }.joined()
        let root = Field(node: try YAMLDocument.parse(text, file: log.file), path: "", log: log)
        let read = root.items().compactMap { Section($0, RelabelKeys.self)?.rule() }
        guard log.problems.isEmpty else { throw ConfigurationError(problems: log.problems) }
        return read
    }

    private func relabelled(as job: String) throws -> [String: String]? {
        let scrape = [
            "job": job, "__scheme__": "http", "__metrics_path__": "/metrics", "__scrape_interval__": "1h",
            "__scrape_timeout__": "10s",
        ]
        return try Self.rules(rules).apply(to: labels.merging(scrape) { own, _ in own })
    }

    /// Whether there is a target without an address, which Prometheus refuses and counts nowhere.
    var isRefused: Bool {
        get throws { try relabelled(as: "job").map { $0["__address__"] == nil } ?? false }
    }

    func published(as job: String) throws -> [String: String]? {
        guard let labels = try relabelled(as: job), let address = labels["__address__"] else { return nil }
        return ["instance": address].merging(labels.filter { !$0.key.hasPrefix("__") }) { _, own in own }
    }
}

extension RelabelJob {
    private static let values = [
        "", "a", "b", "ab", "a;b", "shop.example:443", "Zürich", "É", "e\u{301}", "ß", "10", "a b", "$1", "😀", "x=y",
        "B",
    ]
    private static let sources = ["a", "b", "c", "d", "none", "__meta_a", "__tmp", "job", "__address__"]
    private static let patterns = [
        "(.*)", "(.+)", "", "a", "(a|ab)(.*)", "(?P<x>\\w+)(;(?P<y>.*))?", "(.*?);(.*)", "[^;]*;.*", "(?i)(b|é)",
        "\\d+",
        "(.*):(\\d+)", "(\\pL*)(.*)", "(.)(.)?.*", "a|b|job-\\d*[02468]", "(?:.*;)?(.*)", "job-.*",
    ]
    private static let replacements = [
        "$1", "", "${1}", "$0", "$2", "<$1>", "$1$2", "$x", "${y}-$x", "$$1", "text", "$", "ü${2}ü", "$1_", "$3",
    ]

    /// Rules in which versions 2 and 3 of Prometheus do the same, and nothing depends on the order of a hash table.
    static func random(_ numbers: inout SeededNumbers) -> RelabelJob {
        func one(_ texts: [String]) -> String { texts.randomElement(using: &numbers) ?? "" }
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
        func often() -> Bool { Bool.random(using: &numbers) }
        func rule() -> String {
            let names = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in one(sources) }
            let from = "source_labels: [\(names.joined(separator: ", "))]"
            let joined = from + (often() ? "" : ", separator: \(quoted(one(["", "-", ";;", "ü"])))")
            let regex = "regex: \(quoted(one(patterns)))"
            let to = "target_label: \(one(["a", "b", "c", "e", "__tmp"]))"
            switch Int.random(in: 0..<20, using: &numbers) {
            case 0..<4: return "{\(joined), \(to), replacement: \(quoted(one(replacements)))}"
            case 4..<7: return "{\(joined), \(regex), \(to), replacement: \(quoted(one(replacements)))}"
            case 7..<9:
                let name = one(["${1}", "n_$1", "$x", "a${2}b"])
                return "{\(joined), \(regex), target_label: '\(name)', replacement: n$1}"
            case 9: return "{\(joined), \(regex), action: drop}"
            case 10: return "{\(joined), regex: \(quoted(one(["(.*)", ".+", ".*[ab1:;-].*"]))), action: keep}"
            case 11: return "{\(from), \(to), action: dropequal}"
            case 12:
                return often()
                    ? "{\(to), action: keepequal}" : "{source_labels: [a], target_label: a, action: keepequal}"
            case 13..<15: return "{\(joined), \(to), modulus: \(one(["1", "2", "7", "1000003"])), action: hashmod}"
            case 15..<17:
                let regex = one(["(a|b)", "__meta_(.*)", "(.)", "([a-d])?e?"])
                return "{regex: '\(regex)', replacement: '\(one(["m_$1", "${1}x", "${1}${1}_"]))', action: labelmap}"
            case 17: return "{regex: '\(one(["a", "[ab]", "__meta_.*", "n_.*"]))', action: labeldrop}"
            case 18: return "{regex: '\(one(["__.*|job|[a-c]", "__[as].*|job|.", ".*"]))', action: labelkeep}"
            default: return "{\(joined), \(to), action: \(one(["lowercase", "uppercase"]))}"
            }
        }
        var labels = ["__address__": RelabelCase.address]
        for name in ["a", "b", "c", "d", "__meta_a", "__meta_b"] { labels[name] = one(values) }
        let rules = (0..<Int.random(in: 1...5, using: &numbers)).map { _ in rule() }
        return RelabelJob(labels.filter { !$0.value.isEmpty }, rules)
    }
}
