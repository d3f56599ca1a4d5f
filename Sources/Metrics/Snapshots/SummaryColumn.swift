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
