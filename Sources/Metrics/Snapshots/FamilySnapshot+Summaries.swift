extension FamilySnapshot {
    /// One child of a summary family that a collector fills itself.
    public struct SummarySample: Sendable {
        /// In any order; those with an empty value are absent.
        public let labels: [Label]
        /// One for each quantile of the family; NaN where there is none.
        public let estimates: [Double]
        /// All observations, not only those that the estimates are of.
        public let count: UInt64
        /// The sum of all observations.
        public let sum: Double
        /// When the count began at 0, where that is known.
        public let created: UnixTime?
        /// When the values were so; nil means now.
        public let timestamp: UnixTime?

        /// A child with one of `estimates` for each quantile of its family.
        public init(
            estimates: [Double], count: UInt64, sum: Double, labels: [Label] = [], created: UnixTime? = nil,
            timestamp: UnixTime? = nil
        ) {
            self.labels = labels
            self.estimates = estimates
            self.count = count
            self.sum = sum
            self.created = created
            self.timestamp = timestamp
        }
    }

    /// A summary family from values that a ``Collector`` has at hand. Samples are put in order of their label values;
    /// of two with the same labels the first stays. Created times are exposed when every sample has one.
    ///
    /// - Parameter quantiles: What every sample's estimates are of, ascending, each in 0...1; may be empty.
    /// - Throws: ``RegistrationError`` when the family is not a summary, the quantiles break a rule, a sample has not
    ///   one estimate for each, or a label name is not legal or given twice.
    public init(
        _ descriptor: FamilyDescriptor, quantiles: [Double], summaries: [SummarySample]
    ) throws(RegistrationError) {
        try Self.check(descriptor, [.summary], takes: "summaries")
        try SummarySettings.check(quantiles, of: descriptor.name)
        for sample in summaries where sample.estimates.count != quantiles.count {
            throw RegistrationError(
                .quantiles,
                "\(descriptor.name): \(sample.estimates.count) estimates for \(quantiles.count) quantiles")
        }
        let order = try SampleOrder(summaries.map(\.labels), of: descriptor)
        let ordered = order.positions.map { summaries[$0] }
        let column = SummaryColumn(
            quantiles: quantiles, estimates: ordered.flatMap(\.estimates), counts: ordered.map(\.count),
            sums: ordered.map(\.sum))
        self.init(
            descriptor: descriptor, labels: order.labels, values: .summaries(column),
            created: order.created(summaries.map(\.created)),
            timestamps: order.timestamps(summaries.map(\.timestamp)))
    }
}

/// The observations of a summary family's children, with quantiles of those in the last minutes.
public struct SummaryColumn: Sendable, Hashable {
    /// Which quantiles are estimated, ascending, each in 0...1.
    public let quantiles: [Double]
    /// `quantiles.count` estimates for each child in turn; NaN where nothing was observed within the window.
    package let estimates: [Double]
    /// All observations since creation, one for each child.
    package let counts: [UInt64]
    package let sums: [Double]

    package init(quantiles: [Double], estimates: [Double], counts: [UInt64], sums: [Double]) {
        self.quantiles = quantiles
        self.estimates = estimates
        self.counts = counts
        self.sums = sums
    }

    /// The estimates for child `index`, in the order of `quantiles`.
    ///
    /// - Precondition: `index` is a child of the snapshot.
    public func estimates(_ index: Int) -> ArraySlice<Double> {
        estimates[index * quantiles.count..<(index + 1) * quantiles.count]
    }

    /// All observations of child `index` since its creation.
    ///
    /// - Precondition: `index` is a child of the snapshot.
    public func count(_ index: Int) -> UInt64 { counts[index] }

    /// The sum of all observations of child `index` since its creation.
    ///
    /// - Precondition: `index` is a child of the snapshot.
    public func sum(_ index: Int) -> Double { sums[index] }
}
