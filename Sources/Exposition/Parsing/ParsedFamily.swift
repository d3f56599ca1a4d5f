public import NinesMetrics

/// A family of a page that was read.
public struct ParsedFamily: Sendable, Hashable {
    /// As on its metadata lines: in OpenMetrics without a counter's `_total` and an info's `_info`.
    public let name: String
    public internal(set) var type: MetricType
    /// Nil when the page has no such line.
    public internal(set) var help: String?
    public internal(set) var unit: String?
    /// Where the page first names the family.
    public let line: Int
    public internal(set) var samples: [ParsedSample] = []
}

/// One sample line of a page.
public struct ParsedSample: Sendable, Hashable {
    /// The full name: a histogram's bucket is named `..._bucket`.
    public let name: String
    /// In the page's order, with those whose value is empty.
    public let labels: [Label]
    public let value: Double
    /// In seconds since 1970.
    public let timestamp: Double?
    public let exemplar: Exemplar?
    public let line: Int

    /// The value of the label of that name; nil when the sample has none.
    public func label(_ name: String) -> String? {
        labels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

extension UnixTime {
    /// The nearest millisecond; nil when there are too many of them for 64 bits.
    init?(seconds: Double) {
        guard let milliseconds = Int64(exactly: (seconds * 1000).rounded()) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}
