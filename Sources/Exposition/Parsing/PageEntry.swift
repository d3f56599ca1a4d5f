package import NinesMetrics

/// Where a piece of text stands in a page, and whether it has escape sequences. Numbers only: no text is copied until
/// ``PageReader/string(_:)`` is called.
package struct PageText: Sendable, Hashable {
    /// In bytes from the page's beginning; quotes around a text are not in it.
    package let start: Int
    package let end: Int
    /// Whether there is a backslash in it.
    package let isEscaped: Bool

    init(_ start: Int, _ end: Int, isEscaped: Bool = false) {
        self.start = start
        self.end = end
        self.isEscaped = isEscaped
    }
}

/// A label of a sample or an exemplar, as it stands in the page.
package struct PageLabel: Sendable, Hashable {
    package let name: PageText
    package let value: PageText
}

/// A sample line. Its labels are the reader's ``PageReader/labels`` until the next entry is read.
package struct PageSample: Sendable, Hashable {
    package let name: PageText
    package let value: Double
    /// In seconds since 1970, in every format; OpenMetrics has times beyond what milliseconds in 64 bits can tell.
    package let timestamp: Double?
    package let exemplar: PageExemplar?
}

/// The exemplar at a line's end. Its labels are the reader's ``PageReader/exemplarLabels``.
package struct PageExemplar: Sendable, Hashable {
    package let value: Double
    /// In seconds since 1970.
    package let timestamp: Double?
}

/// What one line of a page says.
package enum PageEntry: Sendable, Hashable {
    case type(name: PageText, MetricType)
    case help(name: PageText, text: PageText)
    /// OpenMetrics only: in text formats such a line is a comment.
    case unit(name: PageText, PageText)
    /// Without the `#`.
    case comment(PageText)
    case sample(PageSample)
}
