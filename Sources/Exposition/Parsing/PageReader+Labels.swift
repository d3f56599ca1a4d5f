extension PageReader {
    /// Labels in braces, and among them a metric's name in quotes, as Prometheus 3 reads it: commonly the first
    /// element; `cursor` is at the opening brace, and behind the closing one afterwards.
    ///
    /// - Returns: the metric's name when it is in there.
    @inline(__always)
    mutating func braces(nameAllowed: Bool) throws(MetricParseError) -> PageText? {
        var list: [PageLabel] = []
        swap(&list, &labels)
        defer { swap(&list, &labels) }
        return try elements(&list, nameAllowed: nameAllowed)
    }

    private mutating func elements(_ list: inout [PageLabel], nameAllowed: Bool) throws(MetricParseError) -> PageText? {
        let opening = cursor
        cursor += 1
        var name: PageText?
        var isKnown = true
        skipBlanksInBraces()
        while cursor < lineEnd, scan[cursor] != UInt8(ascii: "}") {
            let start = cursor
            let isQuoted = scan[cursor] == UInt8(ascii: "\"")
            let text = isQuoted ? try quotedName() : try labelName(list.count, &isKnown)
            skipBlanksInBraces()
            if isQuoted, name == nil, nameAllowed, cursor == lineEnd || scan[cursor] != UInt8(ascii: "=") {
                name = text
            } else {
                isKnown = isKnown && !isQuoted
                guard list.count < limits.labels else {
                    throw error(.limit, at: start, "more than \(limits.labels) labels")
                }
                let label = PageLabel(name: text, value: try labelValue(of: text))
                if !isKnown { try checkIsNew(text, in: list) }
                list.append(label)
            }
            skipBlanksInBraces()
            try comma()
        }
        guard cursor < lineEnd else { throw error(.syntax, at: opening, "the brace is not closed") }
        cursor += 1
        return name
    }

    /// Most samples have the label names of the sample before, at the same places.
    @inline(__always)
    private mutating func labelName(_ index: Int, _ isKnown: inout Bool) throws(MetricParseError) -> PageText {
        if isKnown, index < previousLabels.count {
            let previous = previousLabels[index].name
            let length = previous.end - previous.start
            if !previous.isEscaped, cursor + length < lineEnd, scan[cursor + length] == UInt8(ascii: "="),
                scan[previous.start - 1] != UInt8(ascii: "\""), scan.equal(cursor, previous.start, count: length)
            {
                cursor += length
                return PageText(cursor - length, cursor)
            }
        }
        isKnown = false
        return try plainName(colons: false)
    }

    @inline(__always)
    private mutating func labelValue(of name: PageText) throws(MetricParseError) -> PageText {
        guard cursor < lineEnd, scan[cursor] == UInt8(ascii: "=") else {
            throw error(.label, "no = behind the label name \(quoted(name.start, to: name.end))")
        }
        cursor += 1
        skipBlanksInBraces()
        guard cursor < lineEnd, scan[cursor] == UInt8(ascii: "\"") else {
            throw error(.label, "the value of label \(quoted(name.start, to: name.end)) is not in quotes")
        }
        return try quotedText()
    }

    /// The names of labels that are not those of the sample before.
    private func checkIsNew(_ name: PageText, in list: [PageLabel]) throws(MetricParseError) {
        if strictness == .strict, name.end - name.start >= 2, scan[name.start] == UInt8(ascii: "_"),
            scan[name.start + 1] == UInt8(ascii: "_")
        {
            throw error(
                .label, at: name.start,
                "label \(quoted(name.start, to: name.end)): names that start with __ are reserved for Prometheus")
        }
        for other in list {
            let length = name.end - name.start
            let isSame =
                name.isEscaped || other.name.isEscaped
                ? bytes(name) == bytes(other.name)
                : other.name.end - other.name.start == length
                    && scan.equal(name.start, other.name.start, count: length)
            guard !isSame else {
                throw error(
                    .label, at: name.start, "label \(quoted(name.start, to: name.end)) is given twice")
            }
        }
    }

    /// Behind an element: a comma, or the closing brace. Text lets a comma stand before the brace.
    @inline(__always)
    private mutating func comma() throws(MetricParseError) {
        guard cursor < lineEnd, scan[cursor] != UInt8(ascii: "}") else { return }
        guard scan[cursor] == UInt8(ascii: ",") else {
            throw error(.syntax, "neither a comma nor a closing brace: \(quoted(cursor))")
        }
        cursor += 1
        skipBlanksInBraces()
        if isOpenMetrics, cursor < lineEnd, scan[cursor] == UInt8(ascii: "}") {
            throw error(.syntax, at: cursor - 1, "a comma before the closing brace")
        }
    }

    @inline(__always)
    private mutating func skipBlanksInBraces() {
        if !isOpenMetrics { skipBlanks() }
    }
}
