/// Writes the YAML of rule files and their tests: block style, two blanks a level, the same text for the same input.
struct YAMLWriter {
    private(set) var text = ""
    private var level = 0

    /// A comment of several lines.
    mutating func comment(_ comment: String) {
        for line in comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            indent()
            text += line.isEmpty ? "#\n" : "# \(line)\n"
        }
    }

    mutating func blankLine() { text += "\n" }

    mutating func pair(_ key: String, _ value: String) {
        indent()
        text += "\(Self.scalar(key)):"
        Self.isHard(value) && !Self.isPlain(value) && Self.fitsBlock(value) ? block(value) : line(value)
    }

    /// A value that is YAML already, such as a number.
    mutating func pair(_ key: String, plain value: String) {
        indent()
        text += "\(key): \(value)\n"
    }

    mutating func mapping(_ key: String, _ entries: [String: String]) {
        guard !entries.isEmpty else { return }
        nested(key) { writer in
            // By bytes, as Swift's order of strings is that of Unicode's equivalence.
            for (name, value) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                writer.pair(name, value)
            }
        }
    }

    mutating func nested(_ key: String, _ body: (inout YAMLWriter) -> Void) {
        indent()
        text += "\(key):\n"
        level += 1
        body(&self)
        level -= 1
    }

    /// A scalar in a list.
    mutating func entry(_ value: String) {
        indent()
        text += "- \(Self.scalar(value))\n"
    }

    /// An entry of a list, whose first pair stands behind the dash.
    mutating func item(_ body: (inout YAMLWriter) -> Void) {
        var inner = YAMLWriter()
        inner.level = level + 1
        body(&inner)
        let indentation = String(repeating: "  ", count: level + 1)
        // Comments stand before the dash.
        var rest = inner.text[...]
        while rest.hasPrefix(indentation + "#") {
            let end = rest.firstIndex(of: "\n").map { rest.index(after: $0) } ?? rest.endIndex
            text += String(repeating: "  ", count: level) + rest[..<end].dropFirst(indentation.count)
            rest = rest[end...]
        }
        text += String(repeating: "  ", count: level) + "- " + rest.dropFirst(indentation.count)
    }

    private mutating func indent() { text += String(repeating: "  ", count: level) }

    private mutating func line(_ value: String) { text += " \(Self.scalar(value))\n" }

    private mutating func block(_ value: String) {
        // Without the final line break, which no expression needs.
        text += " |-\n"
        for line in value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if !line.isEmpty { text += String(repeating: "  ", count: level + 1) + Substring(line) }
            text += "\n"
        }
    }

    // MARK: Styles

    // The rules of a fleet are megabytes, so bytes decide wherever they are ASCII, which are nearly all.

    /// Whether quotes would have to escape something that a block shows as it is.
    private static func isHard(_ value: String) -> Bool {
        if value.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) { return true }
        return value.utf8.contains { $0 < 0x20 || $0 >= 0x80 } && value.contains(where: \.isNewline)
    }

    /// Whether a literal block keeps the text as it is.
    private static func fitsBlock(_ value: String) -> Bool {
        guard let first = value.utf8.first, first > UInt8(ascii: " "), value.last?.isNewline == false else {
            return false
        }
        return areAllPrintable(value, besides: [UInt8(ascii: "\n"), UInt8(ascii: "\t")])
    }

    private static func areAllPrintable(_ value: String, besides others: [UInt8] = []) -> Bool {
        var isASCII = true
        for byte in value.utf8 {
            switch byte {
            case 0x20...0x7E: break
            case 0x80...: isASCII = false
            default: guard others.contains(byte) else { return false }
            }
        }
        return isASCII || value.unicodeScalars.allSatisfy { !$0.isASCII ? isPrintable($0) : true }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Plain where every reader takes it for the same text, else in double quotes.
    static func scalar(_ value: String) -> String {
        isPlain(value) ? value : quoted(value)
    }

    private static func isPlain(_ value: String) -> Bool {
        guard let first = value.utf8.first, let last = value.utf8.last, last != UInt8(ascii: " "),
            last != UInt8(ascii: ":"), areAllPrintable(value), !looksLikeMore(value)
        else { return false }
        switch first {
        // Numbers, signs and dots might be read as numbers.
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "("),
            UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "<"):
            break
        default: return false
        }
        return value.utf8.count > 5 || !words.contains(value.lowercased())
    }

    /// What other types are written as.
    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// A key behind a colon, or a comment.
    private static func looksLikeMore(_ value: String) -> Bool {
        var previous: UInt8 = 0
        for byte in value.utf8 {
            if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return true }
            if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return true }
            previous = byte
        }
        return false
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where isPrintable(scalar): text.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                text += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return text + "\""
    }
}
