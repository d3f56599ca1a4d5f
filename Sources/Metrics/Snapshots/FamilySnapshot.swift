/// One family at one instant: its metadata, its children's label sets and a column with one value per child.
///
/// Immutable and cheap to copy. Encoders read snapshots, never instruments.
public struct FamilySnapshot: Sendable {
    public let descriptor: FamilyDescriptor
    /// The children's label sets, in the order of `values`.
    public let labels: LabelColumn
    public let values: Values

    /// A value per child, by kind of instrument.
    public enum Values: Sendable {
        case counters([CounterValue])
        case gauges([Double])
        case histograms(HistogramColumn)
    }

    package init(descriptor: FamilyDescriptor, labels: LabelColumn, values: Values) {
        self.descriptor = descriptor
        self.labels = labels
        self.values = values
    }

    /// The number of children.
    public var count: Int { labels.count }
}

/// A counter's total, with the part that came in whole increments kept exact beyond 2^53.
public struct CounterValue: Sendable, Hashable {
    /// The sum of all integer increments.
    public let integer: UInt64
    /// The sum of all floating-point increments.
    public let fraction: Double

    public init(integer: UInt64, fraction: Double = 0) {
        self.integer = integer
        self.fraction = fraction
    }

    /// The total. Below 2^64 it never decreases from one collection to the next: neither addend does, and rounded
    /// addition is monotone in each.
    public var total: Double { Double(integer) + fraction }
}

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
}
