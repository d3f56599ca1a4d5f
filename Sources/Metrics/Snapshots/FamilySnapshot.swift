/// One family at one instant: its metadata, its children's label sets and a column with one value per child.
///
/// Immutable and cheap to copy. Encoders read snapshots, never instruments.
public struct FamilySnapshot: Sendable {
    /// Name, type, help and unit.
    public let descriptor: FamilyDescriptor
    /// The children's label sets, in the order of `values`.
    public let labels: LabelColumn
    /// A value per child, in the order of `labels`.
    public let values: Values
    /// When each child began to count; nil where that means nothing, as for gauges, or is not known. Makes an array of
    /// all children's each time: ask ``created(of:)`` for one child's.
    public var created: [UnixTime]? { createdTimes?.times }
    package let createdTimes: CreatedTimes?
    /// When each child's value was so; nil when no child says it, as children of instruments never do.
    package let timestamps: [UnixTime?]?
    /// Nil when no child has one.
    package let exemplars: ExemplarColumn?

    /// A value per child, by kind of instrument. Infos, state sets and families of unknown type have gauges' values.
    /// These are the kinds that Prometheus' data model has: one more would be a new major version here as there.
    public enum Values: Sendable {
        case counters([CounterValue])
        case gauges([Double])
        case histograms(HistogramColumn)
        case nativeHistograms(NativeHistogramColumn)
        case summaries(SummaryColumn)
    }

    package init(
        descriptor: FamilyDescriptor, labels: LabelColumn, values: Values, created: [UnixTime]? = nil,
        timestamps: [UnixTime?]? = nil, exemplars: ExemplarColumn? = nil
    ) {
        self.init(
            descriptor: descriptor, labels: labels, values: values, createdTimes: created.map { CreatedTimes($0) },
            timestamps: timestamps, exemplars: exemplars)
    }

    package init(
        descriptor: FamilyDescriptor, labels: LabelColumn, values: Values, createdTimes: CreatedTimes?,
        timestamps: [UnixTime?]? = nil, exemplars: ExemplarColumn? = nil
    ) {
        self.descriptor = descriptor
        self.labels = labels
        self.values = values
        self.createdTimes = createdTimes
        self.timestamps = timestamps
        self.exemplars = exemplars
    }

    /// The same children under another name, or with other labels, of which there are as many.
    package func renamed(_ descriptor: FamilyDescriptor, labels: LabelColumn) -> FamilySnapshot {
        FamilySnapshot(
            descriptor: descriptor, labels: labels, values: values, createdTimes: createdTimes,
            timestamps: timestamps, exemplars: exemplars)
    }

    /// The number of children, of a state set its children times its states.
    public var count: Int { labels.count }

    /// Whether there is a value for each label set: else encoding would end in a trap.
    var isWhole: Bool {
        guard createdTimes.map({ $0.count == count }) ?? true, timestamps.map({ $0.count == count }) ?? true else {
            return false
        }
        switch values {
        case .counters(let values): return values.count == count
        case .gauges(let values): return values.count == count
        case .histograms(let column): return column.isWhole(count)
        case .nativeHistograms(let column):
            return column.histograms.count == count && column.classic?.isWhole(count) ?? true
        case .summaries(let column):
            return column.counts.count == count && column.sums.count == count
                && column.estimates.count == count * column.quantiles.count
        }
    }

    /// When child `index` began to count; nil where that means nothing or is not known.
    ///
    /// - Precondition: `index` is in `0..<count`.
    public func created(of index: Int) -> UnixTime? { createdTimes?[index] }

    /// When the value of child `index` was so, where a ``Collector`` said it; nil means now.
    ///
    /// - Precondition: `index` is in `0..<count`.
    public func timestamp(of index: Int) -> UnixTime? { timestamps?[index] }

    /// The exemplars of child `index`, in order of its buckets.
    public func exemplars(_ index: Int) -> [Exemplar] {
        exemplars.map { $0.entries.filter { $0.child == index }.map(\.exemplar) } ?? []
    }
}

/// What the children of one family have to say at one instant, in their order.
struct FamilyColumns {
    var values: FamilySnapshot.Values
    var created: CreatedTimes?
    var exemplars: ExemplarColumn?
}

/// A counter's total, with the part that came in whole increments kept exact beyond 2^53.
public struct CounterValue: Sendable, Hashable {
    /// The sum of all integer increments.
    public let integer: UInt64
    /// The sum of all floating-point increments.
    public let fraction: Double

    /// A total of both kinds of increments, for sources that keep them apart themselves.
    public init(integer: UInt64, fraction: Double = 0) {
        self.integer = integer
        self.fraction = fraction
    }

    /// The total. Below 2^64 it never decreases from one collection to the next: neither addend does, and rounded
    /// addition is monotone in each.
    public var total: Double { Double(integer) + fraction }
}
