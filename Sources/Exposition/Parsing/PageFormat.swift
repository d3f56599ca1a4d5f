/// A text format that pages of metrics are read in.
public enum PageFormat: String, Sendable, Hashable, CaseIterable {
    /// Prometheus' text format 0.0.4: names have ASCII letters, digits, `_` and `:` only.
    case text
    /// Prometheus' text format 1.0.0: as 0.0.4, with names in quotes that may have any UTF-8 text.
    case textUTF8
    /// OpenMetrics 1.0, with names in quotes as Prometheus 3 reads them.
    case openMetrics

    /// OpenMetrics when the page's last line is `# EOF`, which that format demands and the others take for a comment; else
    /// text, of the version that the page's names in quotes ask for.
    public static func detected(in page: [UInt8]) -> PageFormat {
        let end = page.last == UInt8(ascii: "\n") ? page.dropLast() : page[...]
        let mark = "# EOF".utf8
        guard end.suffix(mark.count).elementsEqual(mark) else { return .textUTF8 }
        let before = end.dropLast(mark.count).last
        return before == nil || before == UInt8(ascii: "\n") ? .openMetrics : .textUTF8
    }
}

/// How much of what a format forbids is read all the same.
public enum PageStrictness: Sendable, Hashable {
    /// Only what the format's specification allows.
    case strict
    /// Also what other writers are known to write: names in quotes in text 0.0.4, carriage returns before line feeds,
    /// escape sequences that do not exist (the backslash stays), types of OpenMetrics in text, and a last line
    /// without its line feed. Families may be torn apart and their histograms incomplete.
    case lenient
}

/// How much of a page is read, as pages come from the network.
public struct PageLimits: Sendable, Hashable {
    /// In bytes, without the line feed.
    public var lineLength: Int
    /// Of one sample or one exemplar.
    public var labels: Int
    /// Of the page. A histogram's bucket is one sample.
    public var samples: Int
    /// How many errors are kept; others are counted.
    public var errors: Int

    public init(lineLength: Int = 65_536, labels: Int = 128, samples: Int = 1_000_000, errors: Int = 100) {
        self.lineLength = lineLength
        self.labels = labels
        self.samples = samples
        self.errors = errors
    }
}
