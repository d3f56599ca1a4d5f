import NinesMetrics

extension FamilyReading {
    /// What the protobuf message of this family has to say.
    init(_ family: FamilySnapshot) {
        let descriptor = family.descriptor
        self.init(
            texts: [descriptor.name, descriptor.help, descriptor.unit ?? ""], type: Self.typeName(descriptor.type),
            children: (0..<family.count).map { child in
                Child(
                    labels: family.labels.labels(child), value: Self.value(of: child, in: family),
                    created: family.created?[child], exemplars: Self.exemplars(of: child, in: family))
            })
    }

    private static func typeName(_ type: MetricType) -> String {
        switch type {
        case .counter: "COUNTER"
        case .gauge, .info, .stateSet: "GAUGE"
        case .summary: "SUMMARY"
        case .unknown: "UNTYPED"
        case .histogram: "HISTOGRAM"
        case .gaugeHistogram: "GAUGE_HISTOGRAM"
        }
    }

    private static func value(of child: Int, in family: FamilySnapshot) -> Value {
        switch family.values {
        case .counters(let values): return .counter(Bits(values[child].total))
        case .gauges(let values):
            return family.descriptor.type == .unknown ? .untyped(Bits(values[child])) : .gauge(Bits(values[child]))
        case .histograms(let column):
            let counts = column.counts(child)
            return .histogram(
                Histogram(
                    count: counts.reduce(0, &+), sum: Bits(column.sum(child)), classic: Classic(column, child),
                    native: nil))
        case .nativeHistograms(let column):
            let value = column.histograms[child]
            return .histogram(
                Histogram(
                    count: value.count, sum: Bits(value.sum), classic: column.classic.map { Classic($0, child) },
                    native: Native(value)))
        case .summaries(let column):
            return .summary(
                count: column.count(child), sum: Bits(column.sum(child)), quantiles: column.quantiles.map(Bits.init),
                estimates: column.estimates(child).map(Bits.init))
        }
    }

    /// Those that belong to no classic bucket are there only with their time.
    private static func exemplars(of child: Int, in family: FamilySnapshot) -> [Int: [Exemplar]] {
        let entries = (family.exemplars?.entries ?? []).filter {
            $0.child == child && ($0.bucket >= 0 || $0.exemplar.time != nil)
        }
        return Dictionary(grouping: entries, by: \.bucket).mapValues { $0.map(\.exemplar) }
    }
}

extension FamilyReading.Classic {
    fileprivate init(_ column: HistogramColumn, _ child: Int) {
        self.init(
            upperBounds: column.upperBounds.map(FamilyReading.Bits.init), counts: Array(column.counts(child)))
    }
}

extension FamilyReading.Native {
    fileprivate init(_ value: NativeHistogramValue) {
        func buckets(_ buckets: NativeHistogramValue.Buckets) -> [Int: UInt64] {
            FamilyReading.buckets(buckets.spans.map { ($0.offset, $0.length) }, buckets.counts)
        }
        self.init(
            schema: value.schema, zeroThreshold: FamilyReading.Bits(value.zeroThreshold), zeroCount: value.zeroCount,
            positive: buckets(value.positive), negative: buckets(value.negative))
    }
}
