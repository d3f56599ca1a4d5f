/// The observations of a native histogram family's children (Prometheus' specification "Native Histograms").
public struct NativeHistogramColumn: Sendable, Hashable {
    /// One for each child.
    public let histograms: [NativeHistogramValue]
    /// The same observations in classic buckets, where the family has upper bounds too. While threads record, they may
    /// be an observation of each thread ahead of those of `histograms`, or behind; pages say what agrees.
    public let classic: HistogramColumn?

    package init(histograms: [NativeHistogramValue], classic: HistogramColumn? = nil) {
        self.histograms = histograms
        self.classic = classic
    }
}

/// One native histogram at one instant.
public struct NativeHistogramValue: Sendable, Hashable {
    /// The resolution, -4 to 8: bucket bounds are powers of 2^(2^-schema).
    public let schema: Int
    /// Observations of at most this magnitude are in the zero bucket.
    public let zeroThreshold: Double
    /// Observations in the zero bucket.
    public let zeroCount: UInt64
    /// All observations: those in buckets, in the zero bucket, and NaNs, which are in none.
    public let count: UInt64
    /// NaN once a NaN was observed, or both infinities.
    public let sum: Double
    /// Observations above the zero bucket: bucket i holds (base^(i-1), base^i].
    public let positive: Buckets
    /// Mirrored: bucket i holds [-base^i, -base^(i-1)).
    public let negative: Buckets

    package init(
        schema: Int, zeroThreshold: Double, zeroCount: UInt64, count: UInt64, sum: Double, positive: Buckets,
        negative: Buckets
    ) {
        self.schema = schema
        self.zeroThreshold = zeroThreshold
        self.zeroCount = zeroCount
        self.count = count
        self.sum = sum
        self.positive = positive
        self.negative = negative
    }

    /// Populated buckets as runs of neighbours. Bucket i holds (base^(i-1), base^i].
    public struct Buckets: Sendable, Hashable {
        /// A run of neighbouring buckets.
        public struct Span: Sendable, Hashable {
            /// For the first span the index of its first bucket, for others the number of buckets left out before it.
            public let offset: Int
            /// How many buckets it has, each with a count.
            public let length: Int

            package init(offset: Int, length: Int) {
                self.offset = offset
                self.length = length
            }
        }

        /// In ascending order of their buckets' indices.
        public let spans: [Span]
        /// Observations of each bucket that the spans cover, in order; not cumulative, not differences.
        public let counts: [UInt64]

        package init(spans: [Span], counts: [UInt64]) {
            self.spans = spans
            self.counts = counts
        }

        package static let none = Buckets(spans: [], counts: [])
    }
}
