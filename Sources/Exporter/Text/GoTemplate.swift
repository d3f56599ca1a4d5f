/// A replacement as Go's `Regexp.Expand` reads it: text in which `$1`, `${1}`, `$name` and `${name}` stand for what a
/// pattern's groups matched, and `$$` for a dollar sign.
///
/// A name without brackets is as long as it can be: `$1x` is `${1x}`, which no group is called, and so nothing. A `$`
/// that begins none of these is text. Prometheus' relabelling and blackbox_exporter's dialogues write replacements so.
struct GoTemplate: Sendable, Equatable {
    enum Group: Sendable, Equatable {
        /// 0 is the match as a whole.
        case number(Int)
        case name(String)
    }

    private enum Part: Sendable, Equatable {
        case text([UInt8])
        case group(Group)
    }

    private let parts: [Part]

    /// Never fails: what is no reference is text.
    init(_ text: String) {
        var parts: [Part] = []
        var plain: [UInt8] = []
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "$" else {
                plain += scalar.utf8
                continue
            }
            if rest.first == "$" {
                rest.removeFirst()
                plain.append(UInt8(ascii: "$"))
            } else if let group = Self.takeGroup(&rest) {
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = []
                parts.append(.group(group))
            } else {
                plain.append(UInt8(ascii: "$"))
            }
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// The text in bytes, each group replaced by what `captured` tells of it, or by nothing.
    func expanded(_ captured: (Group) -> ArraySlice<UInt8>?) -> [UInt8] {
        parts.reduce(into: []) { bytes, part in
            switch part {
            case .text(let text): bytes += text
            case .group(let group): bytes += captured(group) ?? []
            }
        }
    }

    /// Takes a reference without its `$`, if one is there.
    private static func takeGroup(_ text: inout Substring.UnicodeScalarView) -> Group? {
        var rest = text
        let isBracketed = rest.first == "{"
        if isBracketed { rest.removeFirst() }
        let name = rest.prefix(while: isNameCharacter)
        guard !name.isEmpty else { return nil }
        rest = rest[name.endIndex...]
        if isBracketed {
            guard rest.popFirst() == "}" else { return nil }
        }
        text = rest
        return group(named: String(name))
    }

    private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: scalar == "_"
        }
    }

    /// Nine digits are the most that Go reads as a number, and 0 is the only one that begins with 0.
    private static func group(named name: String) -> Group {
        let isNumber =
            name.utf8.count <= 9 && name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (name == "0" || !name.hasPrefix("0"))
        return isNumber ? Int(name).map { .number($0) } ?? .name(name) : .name(name)
    }
}
