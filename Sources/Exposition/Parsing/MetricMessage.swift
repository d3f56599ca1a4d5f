import NinesMetrics

/// A `Metric` of protobuf as it was read: one child of a family.
struct MetricMessage {
    /// Which of the kinds of values it has, by the number of its field.
    enum Kind: UInt64 {
        case gauge = 2
        case counter = 3
        case summary = 4
        case untyped = 5
        case histogram = 7
    }

    var labels: [Label] = []
    var kind: Kind?
    /// Of a counter, gauge or untyped metric.
    var value = 0.0
    var composite = CompositeReading()
    var created: UnixTime?
    var timestamp: UnixTime?
    /// A counter's, or those of a native histogram.
    var exemplars: [Exemplar] = []
    /// By place of the classic bucket.
    var bucketExemplars: [Int: Exemplar] = [:]

    /// The samples that the text formats make of it.
    var sampleCount: Int {
        switch kind {
        case .histogram: (composite.buckets?.count ?? 0) + 2
        case .summary: (composite.quantiles?.count ?? 0) + 2
        case .gauge, .counter, .untyped, nil: 1
        }
    }

    /// Whether that type's metrics are of this kind.
    func fits(_ type: MetricType) -> Bool {
        switch kind {
        case .gauge: type == .gauge
        case .counter: type == .counter
        case .summary: type == .summary
        case .untyped: type == .unknown
        case .histogram: type == .histogram || type == .gaugeHistogram
        case nil: false
        }
    }
}

/// What a `Histogram` has of buckets before they are put together.
struct HistogramFields {
    var schema: Int64 = 0
    var zeroThreshold = 0.0
    var zeroCount: UInt64 = 0
    var spans: [Bool: [NativeHistogramValue.Buckets.Span]] = [:]
    /// Not differences. By whether they are of positive numbers.
    var counts: [Bool: [UInt64]] = [:]

    /// Whether a scraper takes the histogram for a native one (Prometheus' specification "Native Histograms").
    var isNative: Bool { !spans.isEmpty || zeroThreshold > 0 || zeroCount > 0 }

    func value(count: UInt64, sum: Double) -> NativeHistogramValue? {
        guard let schema = Int(exactly: schema),
            let positive = NativeHistogramValue.Buckets(checking: spans[true] ?? [], counts[true] ?? []),
            let negative = NativeHistogramValue.Buckets(checking: spans[false] ?? [], counts[false] ?? [])
        else { return nil }
        return NativeHistogramValue(
            schema: schema, zeroThreshold: zeroThreshold, zeroCount: zeroCount, count: count, sum: sum,
            positive: positive, negative: negative)
    }
}
