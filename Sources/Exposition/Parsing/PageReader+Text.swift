extension PageReader {
    /// The text as a string, escape sequences replaced. Allocates.
    package func string(_ text: PageText) -> String {
        if text.isEscaped { return String(decoding: bytes(text), as: UTF8.self) }
        return String(
            decoding: UnsafeBufferPointer(start: scan.base + text.start, count: text.end - text.start), as: UTF8.self)
    }

    /// A help text as a string. In the text formats a backslash before a quote stands for itself there. Allocates.
    func help(_ text: PageText) -> String {
        guard text.isEscaped, !isOpenMetrics else { return string(text) }
        var bytes: [UInt8] = []
        append(text, to: &bytes, unescapesQuotes: false)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the text stands for these bytes.
    func isEqual(_ text: PageText, _ other: [UInt8]) -> Bool {
        text.isEscaped ? bytes(text) == other : scan.equal(text, other)
    }

    /// Whether they are written alike.
    @inline(__always)
    func isEqual(_ text: PageText, _ other: PageText) -> Bool {
        let count = text.end - text.start
        return count == other.end - other.start && text.isEscaped == other.isEscaped
            && scan.equal(text.start, other.start, count: count)
    }

    /// The same as UTF-8. A backslash before any other character than `\`, `"` and `n` stands for itself.
    func bytes(_ text: PageText) -> [UInt8] {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return bytes
    }

    func append(_ text: PageText, to bytes: inout [UInt8], unescapesQuotes: Bool = true) {
        guard text.isEscaped else {
            return bytes.append(
                contentsOf: UnsafeBufferPointer(start: scan.base + text.start, count: text.end - text.start))
        }
        var position = text.start
        while position < text.end {
            let byte = scan[position]
            position += 1
            guard byte == UInt8(ascii: "\\"), position < text.end else {
                bytes.append(byte)
                continue
            }
            switch scan[position] {
            case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "\"") where unescapesQuotes: bytes.append(UInt8(ascii: "\""))
            default: bytes += [byte, scan[position]]
            }
            position += 1
        }
    }

    /// A text in quotes; `cursor` is at the opening quote, and behind the closing one afterwards.
    @inline(__always)
    mutating func quotedText() throws(MetricParseError) -> PageText {
        let start = cursor + 1
        var position = scan.quoteOrBackslash(from: start, to: lineEnd)
        var isEscaped = false
        while position < lineEnd, scan[position] == UInt8(ascii: "\\") {
            isEscaped = true
            try checkEscape(at: position)
            position = scan.quoteOrBackslash(from: min(position + 2, lineEnd), to: lineEnd)
        }
        guard position < lineEnd else { throw error(.syntax, "the quote is not closed: \(quoted(cursor))") }
        cursor = position + 1
        return PageText(start, position, isEscaped: isEscaped)
    }

    /// OpenMetrics lets a backslash stand before any character; the text formats know three sequences.
    private func checkEscape(at position: Int) throws(MetricParseError) {
        guard !isOpenMetrics, strictness == .strict, position + 1 < lineEnd else { return }
        switch scan[position + 1] {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "n"): return
        default: throw error(.escape, at: position, "unknown escape sequence \(quoted(position, to: position + 2))")
        }
    }

    /// A name in quotes, where the format knows such names.
    mutating func quotedName() throws(MetricParseError) -> PageText {
        let start = cursor
        guard format != .text || strictness == .lenient else {
            throw error(.name, "text 0.0.4 has no names in quotes: \(quoted(start))")
        }
        let name = try quotedText()
        guard name.start < name.end else { throw error(.name, at: start, "an empty name") }
        return name
    }

    /// A name without quotes at `cursor`, which is behind it afterwards.
    @inline(__always)
    mutating func plainName(colons: Bool) throws(MetricParseError) -> PageText {
        let start = cursor
        while cursor < lineEnd, scan[cursor].isNameCharacter, colons || scan[cursor] != UInt8(ascii: ":") {
            cursor += 1
        }
        guard cursor > start, !scan[start].isDigit else {
            throw error(colons ? .name : .label, at: start, "no legal name: \(quoted(start))")
        }
        return PageText(start, cursor)
    }
}
