import NinesMetrics

extension PageReader {
    /// `# KEYWORD name text`, with one space each; `cursor` is at the `#`. OpenMetrics has no comments.
    mutating func openMetricsMetadata() throws(MetricParseError) -> PageEntry {
        cursor += 1
        try separator("behind #")
        guard let keyword = keyword() else {
            throw error(.metadata, "\(quoted(cursor)) is none of TYPE, UNIT, HELP and EOF")
        }
        try separator("before the family's name")
        let name = try familyName()
        guard cursor < lineEnd, scan[cursor] == UInt8(ascii: " ") else {
            throw error(.metadata, "no space behind the family's name \(quoted(name.start, to: name.end))")
        }
        cursor += 1
        return try metadata(keyword, name)
    }

    /// Blanks everywhere, and comments; `cursor` is at the `#`.
    mutating func textMetadata() throws(MetricParseError) -> PageEntry {
        cursor += 1
        let comment = PageText(cursor, lineEnd)
        skipBlanks()
        guard let keyword = keyword(), keyword != .unit, cursor == lineEnd || scan[cursor].isBlank else {
            return .comment(comment)
        }
        skipBlanks()
        guard cursor < lineEnd else { throw error(.metadata, "the line ends before the family's name") }
        let name = try familyName()
        guard cursor == lineEnd || scan[cursor].isBlank else {
            throw error(.name, at: name.start, "no legal name: \(quoted(name.start))")
        }
        skipBlanks()
        return try metadata(keyword, name)
    }

    private enum Keyword {
        case type, help, unit
    }

    private mutating func keyword() -> Keyword? {
        guard cursor + 4 <= lineEnd else { return nil }
        let word: Keyword? =
            switch (scan[cursor], scan[cursor + 1], scan[cursor + 2], scan[cursor + 3]) {
            case (0x54, 0x59, 0x50, 0x45): .type
            case (0x48, 0x45, 0x4C, 0x50): .help
            case (0x55, 0x4E, 0x49, 0x54): .unit
            default: nil
            }
        if word != nil { cursor += 4 }
        return word
    }

    private mutating func familyName() throws(MetricParseError) -> PageText {
        scan[cursor] == UInt8(ascii: "\"") ? try quotedName() : try plainName(colons: true)
    }

    private mutating func metadata(_ keyword: Keyword, _ name: PageText) throws(MetricParseError) -> PageEntry {
        let start = cursor
        switch keyword {
        case .help: return .help(name: name, text: try helpText())
        case .type:
            var end = lineEnd
            if !isOpenMetrics { while end > start, scan[end - 1].isBlank { end -= 1 } }
            guard let type = type(PageText(start, end)) else {
                throw error(.metadata, "\(quoted(start, to: end)) is not a type of metrics")
            }
            return .type(name: name, type)
        case .unit:
            while cursor < lineEnd, scan[cursor].isNameCharacter { cursor += 1 }
            guard cursor == lineEnd else {
                let text = quoted(start, to: lineEnd)
                throw error(.unit, at: start, "\(text) is not a unit: it must match [a-zA-Z0-9_:]*")
            }
            return .unit(name: name, PageText(start, lineEnd))
        }
    }

    private func helpText() throws(MetricParseError) -> PageText {
        var isEscaped = false
        var position = cursor
        while position < lineEnd {
            guard scan[position] == UInt8(ascii: "\\") else {
                position += 1
                continue
            }
            isEscaped = true
            let next = position + 1 < lineEnd ? scan[position + 1] : 0
            // Text 0.0.4 knows two sequences here; quotes stand as they are. OpenMetrics reads any.
            if !isOpenMetrics, strictness == .strict, next != UInt8(ascii: "\\"), next != UInt8(ascii: "n") {
                let sequence = quoted(position, to: min(position + 2, lineEnd))
                throw error(.escape, at: position, "unknown escape sequence \(sequence)")
            }
            position += 2
        }
        return PageText(cursor, lineEnd, isEscaped: isEscaped)
    }

    /// The text formats have five types and call the unknown one `untyped`.
    private func type(_ text: PageText) -> MetricType? {
        let word = string(text)
        switch (isOpenMetrics, word) {
        case (true, "untyped"): return nil
        case (true, _): return MetricType(rawValue: word)
        case (_, "untyped"): return .unknown
        case (_, "counter"), (_, "gauge"), (_, "histogram"), (_, "summary"): return MetricType(rawValue: word)
        default: return strictness == .lenient ? MetricType(rawValue: word.lowercased()) : nil
        }
    }
}
