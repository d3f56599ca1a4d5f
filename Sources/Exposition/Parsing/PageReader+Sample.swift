extension PageReader {
    /// A sample; `cursor` is at the line's first character that is not blank.
    @inline(__always)
    mutating func sample() throws(MetricParseError) -> PageSample {
        swap(&labels, &previousLabels)
        labels.removeAll(keepingCapacity: true)
        exemplarLabels.removeAll(keepingCapacity: true)
        var name: PageText?
        let start = cursor
        if scan[cursor] != UInt8(ascii: "{") { name = try sampleName() }
        if !isOpenMetrics { skipBlanks() }
        if cursor < lineEnd, scan[cursor] == UInt8(ascii: "{") {
            let inner = try braces(nameAllowed: name == nil)
            name = name ?? inner
        } else if !isOpenMetrics, cursor < lineEnd, !scan[cursor - 1].isBlank {
            throw error(.name, at: start, "no legal name: \(quoted(start))")
        }
        guard let name else { throw error(.name, at: start, "a sample without a name") }
        try separator("before the value")
        if isVersion2 { return try valueOfVersion2(name) }
        let value = try number(.number)
        var timestamp: Double?
        if try hasMore(), !isOpenMetrics || scan[cursor] != UInt8(ascii: "#") {
            timestamp = try self.timestamp()
            _ = try hasMore()
        }
        var exemplar: PageExemplar?
        if cursor < lineEnd, isOpenMetrics { exemplar = try self.exemplar() }
        guard cursor == lineEnd else { throw error(.syntax, "unexpected text at the line's end: \(quoted(cursor))") }
        return PageSample(name: name, value: value, timestamp: timestamp, exemplar: exemplar)
    }

    @inline(__always)
    private mutating func sampleName() throws(MetricParseError) -> PageText {
        let length = previousName.end - previousName.start
        if length > 0, cursor + length < lineEnd, scan.equal(cursor, previousName.start, count: length),
            !scan[cursor + length].isNameCharacter
        {
            cursor += length
        } else {
            let start = cursor
            let name = try plainName(colons: true)
            if cursor < lineEnd, scan[cursor] != UInt8(ascii: "{"), !scan[cursor].isBlank {
                throw error(.name, at: start, "no legal name: \(quoted(start))")
            }
            previousName = name
            return name
        }
        previousName = PageText(cursor - length, cursor)
        return previousName
    }

    /// One space in OpenMetrics, blanks in text; something must follow.
    @inline(__always)
    mutating func separator(_ place: String) throws(MetricParseError) {
        guard cursor < lineEnd else { throw error(.syntax, "the line ends \(place)") }
        if isOpenMetrics {
            guard scan[cursor] == UInt8(ascii: " ") else {
                throw error(.syntax, "no space \(place): \(quoted(cursor))")
            }
            cursor += 1
        } else {
            guard scan[cursor].isBlank || scan[cursor - 1].isBlank || scan[cursor - 1] == UInt8(ascii: "}") else {
                throw error(.syntax, "no space \(place): \(quoted(cursor))")
            }
            skipBlanks()
        }
        guard cursor < lineEnd else { throw error(.syntax, "the line ends \(place)") }
    }

    /// Whether something follows the separator at `cursor`.
    @inline(__always)
    mutating func hasMore() throws(MetricParseError) -> Bool {
        guard cursor < lineEnd else { return false }
        if isOpenMetrics {
            try separator("at the line's end")
            return true
        }
        skipBlanks()
        return cursor < lineEnd
    }

    /// The number at `cursor`, up to a blank or the line's end.
    @inline(__always)
    mutating func number(_ rule: MetricParseError.Rule) throws(MetricParseError) -> Double {
        let start = cursor
        while cursor < lineEnd, !scan[cursor].isBlank { cursor += 1 }
        do throws(DecimalNumber.Failure) {
            return try DecimalNumber.parse(scan, start..<cursor)
        } catch {
            let why =
                switch error {
                case .syntax: "is not a number"
                case .range: "is larger than any 64-bit floating-point number"
                case .tooLong: "has more than \(DecimalNumber.maximumLength) characters"
                }
            throw self.error(rule, at: start, "\(quoted(start, to: cursor)) \(why)")
        }
    }

    /// Whole milliseconds in text, seconds in OpenMetrics.
    mutating func timestamp() throws(MetricParseError) -> Double {
        let start = cursor
        guard !isOpenMetrics else {
            let seconds = try number(.timestamp)
            guard seconds.isFinite else {
                throw error(.timestamp, at: start, "\(quoted(start, to: cursor)) is no time")
            }
            return seconds
        }
        while cursor < lineEnd, !scan[cursor].isBlank { cursor += 1 }
        var position = start
        let isNegative = scan[start] == UInt8(ascii: "-")
        if isNegative || scan[start] == UInt8(ascii: "+") { position += 1 }
        var milliseconds: Int64 = 0
        var isWhole = position < cursor
        while position < cursor {
            let digit = scan[position] &- UInt8(ascii: "0")
            let (tenfold, overflows) = milliseconds.multipliedReportingOverflow(by: 10)
            // Towards the sign's own end: the least number has no positive counterpart.
            let (sum, carries) =
                isNegative
                ? tenfold.subtractingReportingOverflow(Int64(digit)) : tenfold.addingReportingOverflow(Int64(digit))
            if digit > 9 || overflows || carries { isWhole = false }
            milliseconds = isWhole ? sum : 0
            position += 1
        }
        guard isWhole else {
            throw error(
                .timestamp, at: start, "\(quoted(start, to: cursor)) is not a whole number of milliseconds in 64 bits")
        }
        return Double(milliseconds) / 1000
    }

    /// `# {labels} value [timestamp]` at `cursor`.
    mutating func exemplar() throws(MetricParseError) -> PageExemplar {
        let start = cursor
        guard scan[cursor] == UInt8(ascii: "#") else {
            throw error(.exemplar, "unexpected text behind the value: \(quoted(cursor))")
        }
        cursor += 1
        try separator("behind the exemplar's #")
        guard scan[cursor] == UInt8(ascii: "{") else { throw error(.exemplar, "an exemplar without labels in braces") }
        swap(&labels, &exemplarLabels)
        defer { swap(&labels, &exemplarLabels) }
        _ = try braces(nameAllowed: false)
        let length = labels.reduce(0) { $0 + characters($1.name) + characters($1.value) }
        guard length <= 128 || isVersion2 else {
            throw error(.exemplar, at: start, "the exemplar's labels have \(length) characters, more than 128")
        }
        try separator("before the exemplar's value")
        let value = try number(.exemplar)
        let hasTime = try hasMore() && scan[cursor] != UInt8(ascii: "#")
        guard hasTime || !isVersion2 || strictness == .lenient else {
            throw error(.exemplar, at: start, "an exemplar without a time")
        }
        let timestamp: Double? = hasTime ? try self.timestamp() : nil
        return PageExemplar(value: value, timestamp: timestamp)
    }

    /// Unicode code points, an escape sequence counting as what it stands for.
    private func characters(_ text: PageText) -> Int {
        guard text.isEscaped else {
            return (text.start..<text.end).reduce(0) { $0 + (scan[$1] & 0xC0 == 0x80 ? 0 : 1) }
        }
        return bytes(text).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
