import NinesSLO

/// Writes the keys of a mapping as a table of Markdown, for `docs/configuration.md`.
enum KeyTable {
    /// With what of blackbox_exporter is not supported there.
    static func text(_ type: any SectionKeys.Type) -> String {
        let rows = type.keys.map { "| `\($0.name)` | \(form($0.rule)). \($0.help) | \(absence(of: $0)) |" }
        var text = (["| key | value | default |", "|---|---|---|"] + rows).joined(separator: "\n")
        if !type.blackboxKeys.isEmpty {
            text +=
                "\n\nNot supported yet: "
                + type.blackboxKeys.sorted().map { "`\($0)`" }.joined(separator: ", ") + "."
        }
        return text
    }

    private static func absence(of key: any AnyKey) -> String {
        if key.isRequired { return "required" }
        return key.writtenDefault.map { "`\(YAMLOutput.plainText($0))`" } ?? key.absence ?? "none"
    }

    /// What may stand behind a key, in words.
    static func form(_ rule: ValueRule) -> String {
        switch rule {
        case .text: "text"
        case .flag: "flag"
        case .integer(let range):
            "whole number from \(range.lowerBound)" + (range.upperBound == .max ? "" : " to \(range.upperBound)")
        case .number(let range): number(range)
        case .duration(let least):
            least > .zero ? "duration of at least \(YAMLOutput.plainText(.text(DurationText.text(least))))" : "duration"
        case .choice(let names): choice(names.map { "`\($0)`" })
        case .list(let item, let least): "list of \(least > 0 ? "at least \(least) " : "")\(several(item))"
        case .names(_, let value): "mapping of names to \(several(value))"
        case .section: "mapping"
        case .either(let one, let other): "\(form(one)), or \(form(other))"
        case .anything: "anything"
        }
    }

    private static func several(_ rule: ValueRule) -> String {
        switch rule {
        case .text: "texts"
        case .section: "mappings"
        case .either(let one, let other): "\(several(one)), or \(several(other))"
        case .list: "lists"
        default: form(rule).replacing("number", with: "numbers")
        }
    }

    private static func number(_ range: NumberRange) -> String {
        let bounds = [
            range.above.map { "above \(short($0))" }, range.atLeast.map { "from \(short($0))" },
            range.below.map { "below \(short($0))" },
        ].compactMap { $0 }
        return (["number"] + bounds).joined(separator: bounds.count > 1 ? ", " : " ")
    }

    private static func short(_ number: Double) -> String { YAMLOutput.plainText(.number(number)) }

    private static func choice(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension YAMLOutput {
    /// A scalar as it is, for text about files; other nodes as in files.
    static func plainText(_ node: YAMLNode) -> String {
        if case .scalar(let text, _) = node.content { text } else { flow(node) }
    }
}
