public import NinesMetrics

/// A family of a page that was read.
public struct ParsedFamily: Sendable, Hashable {
    /// As on its metadata lines: in OpenMetrics 1.0 without a counter's `_total` and an info's `_info`.
    public let name: String
    /// As its metadata say; `unknown` without any. Protobuf has infos and state sets as gauges.
    public internal(set) var type: MetricType
    /// Nil when the page has no such line.
    public internal(set) var help: String?
    /// The base unit. Nil when the page names none; the text formats cannot.
    public internal(set) var unit: String?
    /// Where the page first names the family; in protobuf the number of its message.
    public let line: Int
    /// In the page's order. The histograms and summaries of protobuf and OpenMetrics 2.0, which are one value there,
    /// are told as OpenMetrics 1.0 has them: buckets or quantiles, then `_sum`, `_count` and, where the page says when
    /// it began, `_created`. Of a native histogram without classic buckets there are the last three.
    public internal(set) var samples: [ParsedSample] = []
    /// The native histograms of the family, in the page's order; protobuf and OpenMetrics 2.0 have some.
    public internal(set) var nativeHistograms: [ParsedNativeHistogram] = []
}

/// One child of a family of native histograms.
public struct ParsedNativeHistogram: Sendable, Hashable {
    /// In the page's order, without those whose value is empty.
    public let labels: [Label]
    /// What was observed, with all digits of its counts.
    public let histogram: NativeHistogramValue
    /// When its counts began, where the page says it.
    public let created: UnixTime?
    /// When its values were so, where the page says it.
    public let timestamp: UnixTime?
    /// Those that belong to no classic bucket.
    public let exemplars: [Exemplar]
    /// Where it stands in the page; in protobuf the number of the family's message.
    public let line: Int
}

/// One sample line of a page.
public struct ParsedSample: Sendable, Hashable {
    /// The full name: a histogram's bucket is named `..._bucket`.
    public let name: String
    /// In the page's order, with those whose value is empty.
    public let labels: [Label]
    /// The nearest double of what is written.
    public let value: Double
    /// In seconds since 1970.
    public let timestamp: Double?
    /// What stands behind the value in OpenMetrics; in protobuf what a counter or classic bucket has.
    public let exemplar: Exemplar?
    /// Where it stands in the page, from 1; in protobuf the number of the family's message.
    public let line: Int

    /// The value of the label of that name; nil when the sample has none.
    public func label(_ name: String) -> String? {
        labels.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

extension UnixTime {
    /// The nearest millisecond; nil when there are too many of them for 64 bits.
    init?(seconds: Double) {
        let milliseconds = (seconds * 1000).rounded()
        // The last time there is has no double of its own: the nearest is one beyond it.
        guard let whole = milliseconds == 0x1p63 ? .max : Int64(exactly: milliseconds) else { return nil }
        self.init(milliseconds: whole)
    }
}
