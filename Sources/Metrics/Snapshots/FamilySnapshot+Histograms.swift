extension FamilySnapshot {
    /// One child of a histogram family that a collector fills itself.
    public struct HistogramSample: Sendable {
        /// In any order; those with an empty value are absent.
        public let labels: [Label]
        /// Observations in each bucket, not cumulative; the last is the bucket `+Inf`.
        public let counts: [UInt64]
        /// The sum of the observations; NaN leaves it out where a format allows that.
        public let sum: Double
        /// When the counts began at 0, where that is known.
        public let created: UnixTime?
        /// When the counts were so; nil means now.
        public let timestamp: UnixTime?
        /// Each belongs to the bucket that its value falls in; of several in one bucket the last is exposed.
        public let exemplars: [Exemplar]

        /// A histogram whose count is the sum of `counts`.
        public init(
            counts: [UInt64], sum: Double, labels: [Label] = [], created: UnixTime? = nil, timestamp: UnixTime? = nil,
            exemplars: [Exemplar] = []
        ) {
            self.labels = labels
            self.counts = counts
            self.sum = sum
            self.created = created
            self.timestamp = timestamp
            self.exemplars = exemplars
        }
    }

    /// One child of a native histogram family that a collector fills itself.
    public struct NativeHistogramSample: Sendable {
        /// In any order; those with an empty value are absent.
        public let labels: [Label]
        /// The buckets, the count and the sum.
        public let histogram: NativeHistogramValue
        /// When the counts began at 0, where that is known.
        public let created: UnixTime?
        /// When the counts were so; nil means now.
        public let timestamp: UnixTime?
        /// In any number; protobuf and OpenMetrics 2.0 have those that say their time.
        public let exemplars: [Exemplar]

        /// A child with the observations of `histogram`.
        public init(
            _ histogram: NativeHistogramValue, labels: [Label] = [], created: UnixTime? = nil,
            timestamp: UnixTime? = nil, exemplars: [Exemplar] = []
        ) {
            self.labels = labels
            self.histogram = histogram
            self.created = created
            self.timestamp = timestamp
            self.exemplars = exemplars
        }
    }

    /// A histogram family from counts that a ``Collector`` has at hand, such as those of another library. Samples are
    /// put in order of their label values; of two with the same labels the first stays. Created times are exposed when
    /// every sample has one.
    ///
    /// - Parameter upperBounds: The finite upper bounds of all samples' buckets, ascending.
    /// - Throws: ``RegistrationError`` when the family is not of a histogram type, the bounds break a rule, a sample
    ///   has not one count for each bucket or more than 2^64 - 1 observations, a label name is not legal or given
    ///   twice, or an exemplar breaks the rules for its labels.
    public init(
        _ descriptor: FamilyDescriptor, upperBounds: [Double], histograms: [HistogramSample]
    ) throws(RegistrationError) {
        try Self.check(descriptor, [.histogram, .gaugeHistogram], takes: "histograms")
        let bounds = try UpperBounds(upperBounds, of: descriptor.name)
        for sample in histograms { try sample.check(bounds.count, of: descriptor.name) }
        let order = try SampleOrder(histograms.map(\.labels), of: descriptor)
        let column = HistogramColumn(
            upperBounds: bounds.values, bucketCounts: order.positions.flatMap { histograms[$0].counts },
            sums: order.positions.map { histograms[$0].sum })
        self.init(
            descriptor: descriptor, labels: order.labels, values: .histograms(column),
            created: order.created(histograms.map(\.created)),
            timestamps: order.timestamps(histograms.map(\.timestamp)),
            exemplars: ExemplarColumn(
                order.positions.map { histograms[$0].exemplars.map { (bounds.bucket(of: $0.value), $0) } }))
    }

    /// A native histogram family from values that a ``Collector`` has at hand; see
    /// ``init(_:upperBounds:histograms:)`` for order and created times.
    ///
    /// - Throws: ``RegistrationError`` when the family is not of a histogram type, a label name is not legal or given
    ///   twice, or an exemplar breaks the rules for its labels.
    public init(
        _ descriptor: FamilyDescriptor, nativeHistograms: [NativeHistogramSample]
    ) throws(RegistrationError) {
        try Self.check(descriptor, [.histogram, .gaugeHistogram], takes: "histograms")
        for exemplar in nativeHistograms.lazy.flatMap(\.exemplars) {
            try ExemplarRules.check(exemplar, of: descriptor.name)
        }
        let order = try SampleOrder(nativeHistograms.map(\.labels), of: descriptor)
        let column = NativeHistogramColumn(histograms: order.positions.map { nativeHistograms[$0].histogram })
        self.init(
            descriptor: descriptor, labels: order.labels, values: .nativeHistograms(column),
            created: order.created(nativeHistograms.map(\.created)),
            timestamps: order.timestamps(nativeHistograms.map(\.timestamp)),
            exemplars: ExemplarColumn(
                order.positions.map { nativeHistograms[$0].exemplars.map { (bucket: -1, exemplar: $0) } }))
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

extension FamilySnapshot.HistogramSample {
    /// - Parameter bounds: how many upper bounds the family has.
    fileprivate func check(_ bounds: Int, of family: String) throws(RegistrationError) {
        guard counts.count == bounds + 1 else {
            throw RegistrationError(
                .buckets,
                "\(family): \(counts.count) counts for the \(bounds + 1) buckets of \(bounds) upper bounds")
        }
        var total: UInt64 = 0
        for count in counts {
            let (sum, overflows) = total.addingReportingOverflow(count)
            guard !overflows else {
                throw RegistrationError(.buckets, "\(family): a histogram's observations are more than 2^64 - 1")
            }
            total = sum
        }
        for exemplar in exemplars { try ExemplarRules.check(exemplar, of: family) }
    }
}
