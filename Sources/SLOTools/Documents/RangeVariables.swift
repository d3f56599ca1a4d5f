/// Grafana's and others' variables between brackets: of a range they are the window, of a subquery's step a minute.
struct RangeVariables {
    /// With a window, or a minute, where variables stood.
    private(set) var text = ""
    private let window: String
    /// As they were written, each once.
    private(set) var windows: [String] = []
    private(set) var steps: [String] = []

    init(_ query: String, window: String = WindowedQuery.place) {
        self.window = window
        var rest = query[...]
        while let open = Self.bracket(in: rest) {
            text += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "]"), inside[..<close].contains("$") else {
                text += "["
                rest = inside
                continue
            }
            text += "[\(replaced(inside[..<close]))]"
            rest = inside[inside.index(after: close)...]
        }
        text += rest
    }

    /// What was changed, in a sentence; nil where nothing was.
    var note: String? {
        let verb = windows.count > 1 ? "are" : "is"
        let window =
            windows.isEmpty
            ? nil
            : "\(windows.joined(separator: ", ")) \(verb) taken for "
                + (self.window == WindowedQuery.place ? "each rule's own window" : self.window)
        let step = steps.isEmpty ? nil : "the step \(steps.joined(separator: ", ")) for 1m"
        let parts = [window, step].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// The next bracket outside of strings and comments.
    private static func bracket(in text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "[": return index
            case "#": index = text[index...].firstIndex(where: \.isNewline) ?? text.endIndex
            case "\"", "'", "`": index = end(ofString: text, from: index)
            default: index = text.index(after: index)
            }
        }
        return nil
    }

    /// Behind the string that begins there.
    private static func end(ofString text: Substring, from start: Substring.Index) -> Substring.Index {
        let quote = text[start]
        var index = text.index(after: start)
        while index < text.endIndex, text[index] != quote {
            if text[index] == "\\", quote != "`" { index = text.index(after: index) }
            if index < text.endIndex { index = text.index(after: index) }
        }
        return index < text.endIndex ? text.index(after: index) : index
    }

    /// `$range`, or `$range:$step`; in `${range:format}` the colon is the variable's own.
    private mutating func replaced(_ inside: Substring) -> String {
        var depth = 0
        let colon = inside.firstIndex { character in
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            return character == ":" && depth == 0
        }
        let range = take(inside[..<(colon ?? inside.endIndex)], into: \.windows, as: window)
        guard let colon else { return range }
        return range + ":" + take(inside[inside.index(after: colon)...], into: \.steps, as: "1m")
    }

    private mutating func take(
        _ text: Substring, into list: WritableKeyPath<RangeVariables, [String]>, as replacement: String
    ) -> String {
        guard text.contains("$") else { return String(text) }
        let name = text.filter { !$0.isWhitespace }
        if !self[keyPath: list].contains(name) { self[keyPath: list].append(name) }
        return replacement
    }
}
