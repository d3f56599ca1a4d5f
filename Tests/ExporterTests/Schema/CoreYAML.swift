@testable import nines

extension JSON {
    /// What editors and validators see of a document: scalars by YAML 1.2's core schema, which is not how Nines reads
    /// them.
    init(_ node: YAMLNode) {
        switch node.content {
        case .sequence(let items): self = .array(items.map(JSON.init))
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.key, JSON($0.value)) }, uniquingKeysWith: { first, _ in first }))
        case .scalar(let text, isPlain: false): self = .string(text)
        case .scalar(let text, isPlain: true): self = Self.plain(text)
        }
    }

    private static func plain(_ text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
            if let number = Int(text.dropFirst(2), radix: radix) { return .number(Double(number)) }
        }
        let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        if isDecimal, text.utf8.contains(where: { (48...57).contains($0) }), let number = Double(text) {
            return .number(number)
        }
        return .string(text)
    }
}
