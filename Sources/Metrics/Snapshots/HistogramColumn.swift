/// The observations of a histogram family's children.
public struct HistogramColumn: Sendable, Hashable {
    /// The finite upper bounds, ascending; the bucket `+Inf` follows them.
    public let upperBounds: [Double]
    /// Observations per bucket, not cumulative, `upperBounds.count + 1` for each child in turn.
    package let bucketCounts: [UInt64]
    /// The sum of observations, one for each child.
    package let sums: [Double]

    package init(upperBounds: [Double], bucketCounts: [UInt64], sums: [Double]) {
        self.upperBounds = upperBounds
        self.bucketCounts = bucketCounts
        self.sums = sums
    }

    /// The observations of child `index` in each bucket, not cumulative; the last is the bucket `+Inf`.
    ///
    /// - Precondition: `index` is a child of the snapshot.
    public func counts(_ index: Int) -> ArraySlice<UInt64> {
        let stride = upperBounds.count + 1
        return bucketCounts[index * stride..<(index + 1) * stride]
    }

    /// The sum of the observations of child `index`; NaN once a NaN was observed.
    ///
    /// - Precondition: `index` is a child of the snapshot.
    public func sum(_ index: Int) -> Double { sums[index] }

    func isWhole(_ children: Int) -> Bool {
        sums.count == children && bucketCounts.count == children * (upperBounds.count + 1)
    }
}

/// The observations of one histogram at one instant.
public struct HistogramValue: Sendable, Hashable {
    /// The finite upper bounds, ascending; the bucket `+Inf` follows them.
    public let upperBounds: [Double]
    /// Observations in each bucket, not cumulative; the last is the bucket `+Inf`.
    public let counts: [UInt64]
    /// The sum of the observations; NaN once a NaN was observed.
    public let sum: Double

    /// All observations.
    public var count: UInt64 { counts.reduce(0, &+) }
}

/// The observations of one summary at one instant.
public struct SummaryValue: Sendable, Hashable {
    /// Which quantiles are estimated, ascending, each in 0...1.
    public let quantiles: [Double]
    /// The estimates of observations in the summary's window, in the order of `quantiles`; NaN where there was none.
    public let estimates: [Double]
    /// All observations since creation.
    public let count: UInt64
    /// The sum of all observations since creation.
    public let sum: Double
}
