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
