public import NinesMetrics

/// Where a piece of text stands in a page, and whether it has escape sequences. Numbers only: no text is copied until
/// ``PageReader/string(_:)`` is called.
public struct PageText: Sendable, Hashable {
    /// In bytes from the page's beginning; quotes around a text are not in it.
    public let start: Int
    public let end: Int
    /// Whether there is a backslash in it.
    public let isEscaped: Bool

    init(_ start: Int, _ end: Int, isEscaped: Bool = false) {
        self.start = start
        self.end = end
        self.isEscaped = isEscaped
    }
}

/// A label of a sample or an exemplar, as it stands in the page.
public struct PageLabel: Sendable, Hashable {
    public let name: PageText
    public let value: PageText
}

/// A sample line. Its labels are the reader's ``PageReader/labels`` until the next entry is read.
public struct PageSample: Sendable, Hashable {
    public let name: PageText
    public let value: Double
    /// In seconds since 1970, in every format; OpenMetrics has times beyond what milliseconds in 64 bits can tell.
    public let timestamp: Double?
    public let exemplar: PageExemplar?
}

/// The exemplar at a line's end. Its labels are the reader's ``PageReader/exemplarLabels``.
public struct PageExemplar: Sendable, Hashable {
    public let value: Double
    /// In seconds since 1970.
    public let timestamp: Double?
}

/// What one line of a page says.
public enum PageEntry: Sendable, Hashable {
    case type(name: PageText, MetricType)
    case help(name: PageText, text: PageText)
    /// OpenMetrics only: in text formats such a line is a comment.
    case unit(name: PageText, PageText)
    /// Without the `#`.
    case comment(PageText)
    case sample(PageSample)
}
