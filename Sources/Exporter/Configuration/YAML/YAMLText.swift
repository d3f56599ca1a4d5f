/// A file's text made ready for the parser: checked for characters it does not allow, and without what it would take
/// too long over.
///
/// The parser replaces aliases by what they stand for before anybody can count them, and hashes mapping keys so
/// expanded: a file of one kilobyte can keep it busy for years. Hence it gets to see no alias: every `*` is replaced by
/// a private-use character, which the file must not contain, and put back afterwards. A plain scalar of YAML cannot
/// begin with `*`, so a plain scalar that begins with the stand-in is an alias, whatever else the text contains. In the
/// same way no `?` reaches it, which begins a key of any size; other keys have at most 1,024 characters. Characters are
/// replaced one for one, so lines and columns stay right.
struct YAMLText {
    /// Stands for `*`.
    static let alias: Unicode.Scalar = "\u{10FFFD}"
    /// Stands for `?`.
    static let explicitKey: Unicode.Scalar = "\u{10FFFC}"
    /// Each marks one key that occurs twice, so that the parser takes it for another (it refuses the file otherwise).
    private static let duplicates: ClosedRange<Unicode.Scalar> = "\u{10FE00}"..."\u{10FEFF}"

    private(set) var scalars: [Unicode.Scalar]
    /// Index of each line's first character.
    private var lines = [0]
    private var markedKeys: UInt32 = 0

    /// A byte-order mark at the start is dropped.
    ///
    /// - Throws: a problem with its line for a character that YAML or this reader does not allow.
    init(_ text: String, file: String) throws(ConfigurationProblem) {
        scalars = []
        scalars.reserveCapacity(text.utf8.count)
        var characters = text.unicodeScalars[...]
        if characters.first == "\u{FEFF}" { characters.removeFirst() }
        for (index, scalar) in characters.enumerated() {
            guard Self.isAllowed(scalar) else {
                throw ConfigurationProblem(
                    file: file, line: lines.count,
                    message: "the character \(Quoted.value(String(scalar))) is not allowed")
            }
            scalars.append(scalar == "*" ? Self.alias : scalar == "?" ? Self.explicitKey : scalar)
            let endsLine = Self.isLineBreak(scalar) && !(scalar == "\n" && index > 0 && scalars[index - 1] == "\r")
            if endsLine {
                lines.append(index + 1)
            } else if scalar == "\n" {
                lines[lines.count - 1] = index + 1
            }
        }
    }

    /// Without the empty one behind a final line break; at least 1.
    var lineCount: Int { lines.count > 1 && lines.last == scalars.count ? lines.count - 1 : lines.count }

    /// Nil where the text has none.
    ///
    /// - Parameters:
    ///   - line: from 1.
    ///   - column: from 1.
    func character(line: Int, column: Int) -> Unicode.Scalar? {
        guard lines.indices.contains(line - 1), scalars.indices.contains(lines[line - 1] + column - 1) else {
            return nil
        }
        return scalars[lines[line - 1] + column - 1]
    }

    /// What the parser gets.
    var string: String {
        var string = ""
        string.unicodeScalars.append(contentsOf: scalars)
        return string
    }

    /// Undoes the replacements in a scalar that the parser found.
    static func restored(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == alias || $0 == explicitKey }) else { return text }
        let scalars = text.unicodeScalars.map { $0 == alias ? "*" : $0 == explicitKey ? "?" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Changes the key at `line` and `column` (both from 1) into one that occurs nowhere else.
    ///
    /// - Returns: false when the key does not begin with a letter that can be changed.
    mutating func markDuplicate(line: Int, column: Int) -> Bool {
        guard lines.indices.contains(line - 1), column >= 1 else { return false }
        var index = lines[line - 1] + column - 1
        guard scalars.indices.contains(index) else { return false }
        // Inside the quotes: the key has to stay a key.
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        // Anything else may be an escape, a tag, an anchor or the end of an empty key.
        guard scalars.indices.contains(index), scalars[index].properties.isAlphabetic || scalars[index] == "_" else {
            return false
        }
        guard let mark = Unicode.Scalar(Self.duplicates.lowerBound.value + markedKeys), Self.isMark(mark) else {
            return false
        }
        scalars[index] = mark
        markedKeys += 1
        return true
    }

    /// Whether the character is one that ``markDuplicate(line:column:)`` puts into a key.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool { duplicates.contains(scalar) }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// YAML's printable characters without the two stand-ins.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: scalar != alias && scalar != explicitKey && !isMark(scalar)
        default: false
        }
    }
}
