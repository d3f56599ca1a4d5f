extension FamilySnapshot {
    /// One child of a histogram family that a collector fills itself.
    public struct HistogramSample: Sendable {
        public let labels: [Label]
        /// Observations in each bucket, not cumulative; the last is the bucket `+Inf`.
        public let counts: [UInt64]
        public let sum: Double
        /// When the counts began at 0, where that is known.
        public let created: UnixTime?

        public init(counts: [UInt64], sum: Double, labels: [Label] = [], created: UnixTime? = nil) {
            self.labels = labels
            self.counts = counts
            self.sum = sum
            self.created = created
        }
    }

    /// One child of a native histogram family that a collector fills itself.
    public struct NativeHistogramSample: Sendable {
        public let labels: [Label]
        public let histogram: NativeHistogramValue
        /// When the counts began at 0, where that is known.
        public let created: UnixTime?

        public init(_ histogram: NativeHistogramValue, labels: [Label] = [], created: UnixTime? = nil) {
            self.labels = labels
            self.histogram = histogram
            self.created = created
        }
    }

    /// A histogram family from counts that a ``Collector`` has at hand, such as those of another library. Samples are put
    /// in order of their label values; of two with the same labels the first stays. Created times are exposed when every
    /// sample has one.
    ///
    /// - Parameter upperBounds: The finite upper bounds of all samples' buckets, ascending.
    /// - Throws: ``RegistrationError`` when the family is not of a histogram type, the bounds break a rule, a sample has
    ///   not one count for each bucket, or a label name is not legal or given twice.
    public init(
        _ descriptor: FamilyDescriptor, upperBounds: [Double], histograms: [HistogramSample]
    ) throws(RegistrationError) {
        try Self.check(descriptor, [.histogram, .gaugeHistogram], takes: "histograms")
        let bounds = try UpperBounds(upperBounds, of: descriptor.name).values
        for sample in histograms where sample.counts.count != bounds.count + 1 {
            throw RegistrationError(
                .buckets,
                "\(descriptor.name): \(sample.counts.count) counts for the \(bounds.count + 1) buckets of "
                    + "\(bounds.count) upper bounds")
        }
        let order = try SampleOrder(histograms.map(\.labels), of: descriptor)
        let column = HistogramColumn(
            upperBounds: bounds, bucketCounts: order.positions.flatMap { histograms[$0].counts },
            sums: order.positions.map { histograms[$0].sum })
        self.init(
            descriptor: descriptor, labels: order.labels, values: .histograms(column),
            created: order.created(histograms.map(\.created)))
    }

    /// A native histogram family from values that a ``Collector`` has at hand; see
    /// ``init(_:upperBounds:histograms:)`` for order and created times.
    ///
    /// - Throws: ``RegistrationError`` when the family is not of a histogram type, or a label name is not legal or given
    ///   twice.
    public init(
        _ descriptor: FamilyDescriptor, nativeHistograms: [NativeHistogramSample]
    ) throws(RegistrationError) {
        try Self.check(descriptor, [.histogram, .gaugeHistogram], takes: "histograms")
        let order = try SampleOrder(nativeHistograms.map(\.labels), of: descriptor)
        let column = NativeHistogramColumn(histograms: order.positions.map { nativeHistograms[$0].histogram })
        self.init(
            descriptor: descriptor, labels: order.labels, values: .nativeHistograms(column),
            created: order.created(nativeHistograms.map(\.created)))
    }

    static func check(
        _ descriptor: FamilyDescriptor, _ types: [MetricType], takes samples: String
    ) throws(RegistrationError) {
        guard types.contains(descriptor.type) else {
            throw RegistrationError(
                .type, "\(descriptor.name): a \(descriptor.type.rawValue)'s children cannot be \(samples)")
        }
    }
}
