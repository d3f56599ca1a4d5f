/// Reads a page of metrics one line at a time, without copying or allocating for a line.
///
/// The reader checks each line by itself; what lines must say together, ``ParsedPage`` checks. After ``next()`` has
/// thrown, the reader stands at the next line, so a caller may go on. Takes time linear in the page's length.
package struct PageReader: ~Copyable {
    package let format: PageFormat
    /// Either version of it.
    let isOpenMetrics: Bool
    let isVersion2: Bool
    package let strictness: PageStrictness
    let limits: PageLimits
    let scan: ByteScan
    /// The line that is being read, from 1.
    package private(set) var line = 0
    /// The labels of the sample that was read last.
    package internal(set) var labels: [PageLabel] = []
    /// The labels of its exemplar.
    package internal(set) var exemplarLabels: [PageLabel] = []

    /// What OpenMetrics 2.0 says of the sample that was read last beside labels, value and timestamp.
    package internal(set) var details = SampleDetails()

    var lineStart = 0
    var lineEnd = 0
    var cursor = 0
    private var nextLine = 0
    private var sampleCount = 0
    private var hasEnded = false
    private var hasEndMark = false
    /// The name of the sample before: most lines repeat it, and comparing is quicker than checking each character.
    var previousName = PageText(0, 0)
    /// The same for label names: those of the sample before.
    var previousLabels: [PageLabel] = []

    /// Lends a reader of `page` to `body`. It must not be used afterwards.
    package static func read<Result, Failure: Error>(
        _ page: [UInt8], format: PageFormat, strictness: PageStrictness = .strict, limits: PageLimits = PageLimits(),
        _ body: (inout PageReader) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // An empty array may have no address; nothing is read at this one then.
        try withUnsafePointer(to: 0 as UInt8) { nowhere throws(Failure) in
            try page.withUnsafeBufferPointer { buffer throws(Failure) in
                var reader = PageReader(
                    ByteScan(base: buffer.baseAddress ?? nowhere, count: buffer.count), format: format,
                    strictness: strictness, limits: limits)
                return try body(&reader)
            }
        }
    }

    init(_ scan: ByteScan, format: PageFormat, strictness: PageStrictness, limits: PageLimits) {
        self.scan = scan
        self.format = format
        isOpenMetrics = format.isOpenMetrics
        isVersion2 = format == .openMetrics2
        self.strictness = strictness
        self.limits = limits
    }

    /// What the next line says; nil at the page's end. Blank lines are passed over where the format allows them.
    ///
    /// - Throws: what is wrong with a line. The next call goes on behind it.
    package mutating func next() throws(MetricParseError) -> PageEntry? {
        while !hasEnded {
            guard nextLine < scan.count else { return try end() }
            try beginLine()
            if isOpenMetrics {
                if let entry = try openMetricsLine() { return entry }
            } else {
                skipBlanks()
                if cursor == lineEnd { continue }
                return scan[cursor] == UInt8(ascii: "#") ? try textMetadata() : .sample(try countedSample())
            }
        }
        return nil
    }

    private mutating func beginLine() throws(MetricParseError) {
        line += 1
        lineStart = nextLine
        cursor = lineStart
        lineEnd = scan.lineEnd(from: lineStart)
        nextLine = lineEnd + 1
        if lineEnd == scan.count, !isOpenMetrics, strictness == .strict {
            throw error(.endOfPage, at: lineEnd, "the last line has no line feed")
        }
        guard lineEnd - lineStart <= limits.lineLength else {
            throw error(.limit, "the line has \(lineEnd - lineStart) bytes, more than \(limits.lineLength)")
        }
        if strictness == .lenient, lineEnd > lineStart, scan[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }
        guard !scan.isASCII(lineStart..<lineEnd), let wrong = scan.invalidUTF8(lineStart..<lineEnd) else { return }
        throw error(.utf8, at: wrong, "byte 0x\(String(scan[wrong], radix: 16)) is not UTF-8")
    }

    /// Nil for the end mark, and for a blank line that is let pass.
    private mutating func openMetricsLine() throws(MetricParseError) -> PageEntry? {
        guard cursor < lineEnd else {
            if strictness == .lenient { return nil }
            throw error(.syntax, "a blank line")
        }
        guard scan[cursor] == UInt8(ascii: "#") else { return .sample(try countedSample()) }
        guard scan.equal(PageText(cursor, lineEnd), Array("# EOF".utf8)) else { return try openMetricsMetadata() }
        hasEndMark = true
        hasEnded = true
        guard nextLine < scan.count else { return nil }
        line += 1
        lineStart = nextLine
        cursor = nextLine
        throw error(.endOfPage, "text behind # EOF")
    }

    private mutating func countedSample() throws(MetricParseError) -> PageSample {
        try countSample()
        return try sample()
    }

    /// A line, or a part of a value that other formats have a line for: it costs as much.
    mutating func countSample() throws(MetricParseError) {
        sampleCount += 1
        guard sampleCount <= limits.samples else {
            hasEnded = true
            throw error(.limit, "more than \(limits.samples) samples; the rest of the page was not read")
        }
    }

    private mutating func end() throws(MetricParseError) -> PageEntry? {
        hasEnded = true
        guard isOpenMetrics, !hasEndMark else { return nil }
        line += 1
        lineStart = scan.count
        throw error(.endOfPage, at: scan.count, "the page does not end with # EOF")
    }

    @inline(__always)
    mutating func skipBlanks() {
        while cursor < lineEnd, scan[cursor].isBlank { cursor += 1 }
    }

    func error(_ rule: MetricParseError.Rule, at position: Int? = nil, _ message: String) -> MetricParseError {
        MetricParseError(line: line, column: (position ?? cursor) - lineStart + 1, rule: rule, message)
    }

    /// What stands from `start` on, up to a blank, in quotes and short enough for a message.
    func quoted(_ start: Int, to end: Int? = nil) -> String {
        var stop = start
        let limit = min(end ?? lineEnd, start + 64)
        while stop < limit, end != nil || !scan[stop].isBlank { stop += 1 }
        let bytes = UnsafeBufferPointer(start: scan.base + start, count: max(0, stop - start))
        let text = String(decoding: bytes, as: UTF8.self)
        return text.debugDescription + (stop == start + 64 ? "..." : "")
    }
}
