/// Writes nodes as YAML that reads back as the same nodes: blocks, with lists of scalars on one line.
enum YAMLOutput {
    /// With a line break at the end.
    static func text(_ node: YAMLNode) -> String { lines(node).joined(separator: "\n") + "\n" }

    private static func lines(_ node: YAMLNode) -> [String] {
        if isShort(node) { return [flow(node)] }
        switch node.content {
        case .scalar: return []
        case .sequence(let items):
            return items.flatMap { item in
                lines(item).enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        case .mapping(let entries):
            return entries.flatMap { entry -> [String] in
                let key = scalar(entry.key, isPlain: isPlain(entry.key)) + ":"
                if isShort(entry.value) { return ["\(key) \(flow(entry.value))"] }
                return [key] + lines(entry.value).map { "  " + $0 }
            }
        }
    }

    private static func isShort(_ node: YAMLNode) -> Bool {
        switch node.content {
        case .scalar: true
        case .mapping(let entries): entries.isEmpty
        case .sequence(let items): items.allSatisfy { if case .scalar = $0.content { true } else { false } }
        }
    }

    /// On one line.
    static func flow(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain):
            isPlain && text.isEmpty ? "~" : scalar(text, isPlain: isPlain && self.isPlain(text))
        case .sequence(let items): "[" + items.map(flow).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{"
                + entries.map { scalar($0.key, isPlain: isPlain($0.key)) + ": " + flow($0.value) }
                .joined(separator: ", ") + "}"
        }
    }

    private static func scalar(_ text: String, isPlain: Bool) -> String {
        if isPlain { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default:
                let isPrintable = (0x20...0x7E).contains(scalar.value) || (0xA1...0xD7FF).contains(scalar.value)
                quoted += isPrintable ? String(scalar) : escaped(scalar)
            }
        }
        return quoted + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Whether the text stands for itself without quotes, in blocks and between brackets, for every reader of YAML:
    /// what could be a number or a flag to others is quoted where it is a text.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.last != UInt8(ascii: ":"), text.utf8.count <= 200 else {
            return false
        }
        let isLetter = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        guard isLetter || isDigit || "/_.".utf8.contains(first) else { return false }
        return text.utf8.enumerated().allSatisfy { index, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "_-./@+=$%^()~;<>".utf8.contains(byte) || (byte == UInt8(ascii: ":") && index > 0)
            }
        }
    }
}

extension YAMLNode {
    /// A text, in quotes where others could take it for something else.
    static func text(_ text: String) -> YAMLNode {
        let words = FlagText.yes + FlagText.no + ["~", "null", "Null", "NULL", "y", "n", "Y", "N"]
        let isPlain = YAMLOutput.isPlain(text) && !words.contains(text) && Double(text) == nil && Int(text) == nil
        return YAMLNode(content: .scalar(text, isPlain: isPlain), line: 1, size: 1)
    }

    static func integer(_ number: Int) -> YAMLNode { plain("\(number)") }

    static func number(_ number: Double) -> YAMLNode {
        plain(Int(exactly: number).map { "\($0)" } ?? "\(number)")
    }

    static func flag(_ flag: Bool) -> YAMLNode { plain("\(flag)") }

    static func list(_ items: [YAMLNode]) -> YAMLNode {
        YAMLNode(content: .sequence(items), line: 1, size: items.reduce(1) { $0 + $1.size })
    }

    static func mapping(_ entries: [(key: String, value: YAMLNode)]) -> YAMLNode {
        YAMLNode(
            content: .mapping(entries.map { Entry(key: $0.key, line: 1, value: $0.value) }), line: 1,
            size: entries.reduce(1) { $0 + $1.value.size + 1 })
    }

    static func texts(_ entries: [(key: String, value: String)]) -> YAMLNode {
        mapping(entries.map { ($0.key, .text($0.value)) })
    }

    /// A mapping with other values for some of its keys, in the same order; new ones last.
    func replacing(_ values: [String: YAMLNode]) -> YAMLNode {
        guard case .mapping(let entries) = content else { return self }
        let known = Set(entries.map(\.key))
        let added = values.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
        return .mapping(entries.map { ($0.key, values[$0.key] ?? $0.value) } + added.map { ($0.key, $0.value) })
    }

    private static func plain(_ text: String) -> YAMLNode {
        YAMLNode(content: .scalar(text, isPlain: true), line: 1, size: 1)
    }
}
