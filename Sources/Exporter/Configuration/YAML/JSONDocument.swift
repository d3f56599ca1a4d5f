/// Reads the text of one JSON document (RFC 8259) into a ``YAMLNode``: what reads YAML reads it too, with its lines.
///
/// A YAML parser does not do for JSON: it refuses `\ud83d\ude00`, which is how most programs write an emoji, keys of
/// more than 1,024 characters, and line breaks before a colon.
struct JSONDocument {
    /// - Throws: one problem with its line: bad syntax, or a limit of ``YAMLLimits`` for depth or nodes exceeded.
    static func parse(_ text: String, file: String) throws(ConfigurationProblem) -> YAMLNode {
        var document = JSONDocument(bytes: Array(text.utf8), file: file)
        if document.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { document.index = 3 }
        document.lineStart = document.index
        document.skipSpace()
        let node = try document.value(depth: 0)
        document.skipSpace()
        guard document.peek == nil else { throw document.syntax("text behind the value") }
        return node
    }

    private let bytes: [UInt8]
    private let file: String
    private var index = 0
    /// Of the line that `index` is on, from 1, and where it begins.
    private var line = 1
    private var lineStart = 0
    private var nodes = 0

    private init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    // MARK: Values

    private mutating func value(depth: Int) throws(ConfigurationProblem) -> YAMLNode {
        let line = line
        guard depth <= YAMLLimits.depth else { throw YAMLLimits.tooDeep(file: file, line: line) }
        nodes += 1
        guard nodes <= YAMLLimits.nodes else { throw problem("more than \(YAMLLimits.nodes) values") }
        switch peek {
        case UInt8(ascii: "{"): return try mapping(depth: depth)
        case UInt8(ascii: "["): return try sequence(depth: depth)
        case UInt8(ascii: "\""): return YAMLNode(content: .scalar(try string(), isPlain: false), line: line, size: 1)
        default: return YAMLNode(content: .scalar(try word(), isPlain: true), line: line, size: 1)
        }
    }

    private mutating func sequence(depth: Int) throws(ConfigurationProblem) -> YAMLNode {
        var node = YAMLNode(content: .sequence([]), line: line, size: 1)
        var items: [YAMLNode] = []
        index += 1
        skipSpace()
        while !take("]") {
            if !items.isEmpty { try takeComma(before: "]") }
            items.append(try value(depth: depth + 1))
            skipSpace()
        }
        node.content = .sequence(items)
        node.size = items.reduce(1) { $0 + $1.size }
        return node
    }

    private mutating func mapping(depth: Int) throws(ConfigurationProblem) -> YAMLNode {
        var node = YAMLNode(content: .mapping([]), line: line, size: 1)
        var entries: [YAMLNode.Entry] = []
        index += 1
        skipSpace()
        while !take("}") {
            if !entries.isEmpty { try takeComma(before: "}") }
            let line = line
            guard peek == UInt8(ascii: "\"") else { throw syntax("a key in double quotes is missing") }
            let key = try string()
            skipSpace()
            guard take(":") else { throw syntax("no colon behind a key") }
            skipSpace()
            entries.append(YAMLNode.Entry(key: key, line: line, value: try value(depth: depth + 1)))
            skipSpace()
        }
        node.content = .mapping(entries)
        node.size = entries.reduce(1) { $0 + 1 + $1.value.size }
        return node
    }

    private mutating func takeComma(before end: Unicode.Scalar) throws(ConfigurationProblem) {
        guard take(",") else { throw syntax(peek == nil ? "\(end) is missing" : "neither a comma nor \(end)") }
        skipSpace()
        guard peek != UInt8(ascii: end) else { throw syntax("a comma before \(end)") }
    }

    /// A number, `true`, `false` or `null`, as it is written.
    private mutating func word() throws(ConfigurationProblem) -> String {
        let word = bytes[index...].prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let text = String(decoding: word, as: UTF8.self)
        guard ["true", "false", "null"].contains(text) || Self.isNumber(word) else {
            // Without what stands there: it may be a password whose quotes are missing.
            throw syntax(peek == nil ? "a value is missing" : "not a value")
        }
        index = word.endIndex
        return text
    }

    /// RFC 8259, section 6.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func takeDigits() -> ArraySlice<UInt8> {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest[digits.endIndex...]
            return digits
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = takeDigits()
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !takeDigits().isEmpty else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard !takeDigits().isEmpty else { return false }
        }
        return rest.isEmpty
    }

    // MARK: Strings

    private mutating func string() throws(ConfigurationProblem) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                index += 1
                text += try escaped().utf8
            case ..<0x20: throw syntax("a line break or another control character in a string")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw syntax("a string does not end")
    }

    /// What stands behind a backslash.
    private mutating func escaped() throws(ConfigurationProblem) -> Unicode.Scalar {
        guard let byte = peek else { throw syntax("a string does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            index -= 1
            throw syntax("no escape of JSON")
        }
    }

    /// Half a pair of surrogates becomes U+FFFD, as in Go.
    private mutating func unicodeEscape() throws(ConfigurationProblem) -> Unicode.Scalar {
        guard let unit = codeUnit(at: index) else { throw syntax("\\u without four hexadecimal digits") }
        index += 4
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), bytes[index...].starts(with: Array("\\u".utf8)),
            let trail = codeUnit(at: index + 2), UTF16.isTrailSurrogate(trail)
        else { return "\u{FFFD}" }
        index += 6
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private func codeUnit(at start: Int) -> UInt16? {
        guard start + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[start..<start + 4] {
            guard
                let digit = Unicode.Scalar(byte).properties.isASCIIHexDigit
                    ? Character(Unicode.Scalar(byte)).hexDigitValue : nil
            else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    // MARK: Places

    private mutating func skipSpace() {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "\n"):
                index += 1
                line += 1
                lineStart = index
            default: return
            }
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        index += 1
        return true
    }

    private func syntax(_ rule: String) -> ConfigurationProblem {
        problem(
            "not JSON: \(rule) (column \(String(decoding: bytes[lineStart..<index], as: UTF8.self).unicodeScalars.count + 1))"
        )
    }

    private func problem(_ message: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, message: message)
    }
}
