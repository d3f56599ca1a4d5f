/// One family at one instant: its metadata, its children's label sets and a column with one value per child.
///
/// Immutable and cheap to copy. Encoders read snapshots, never instruments.
public struct FamilySnapshot: Sendable {
    public let descriptor: FamilyDescriptor
    /// The children's label sets, in the order of `values`.
    public let labels: LabelColumn
    public let values: Values
    /// When each child began to count; nil where that means nothing, as for gauges, or is not known. Makes an array each
    /// time.
    public var created: [UnixTime]? { createdTimes?.times }
    package let createdTimes: CreatedTimes?
    /// Nil when no child has one.
    package let exemplars: ExemplarColumn?

    /// A value per child, by kind of instrument. Infos, state sets and families of unknown type have gauges' values.
    public enum Values: Sendable {
        case counters([CounterValue])
        case gauges([Double])
        case histograms(HistogramColumn)
        case nativeHistograms(NativeHistogramColumn)
        case summaries(SummaryColumn)
    }

    package init(
        descriptor: FamilyDescriptor, labels: LabelColumn, values: Values, created: [UnixTime]? = nil,
        exemplars: ExemplarColumn? = nil
    ) {
        self.init(
            descriptor: descriptor, labels: labels, values: values, createdTimes: created.map { CreatedTimes($0) },
            exemplars: exemplars)
    }

    package init(
        descriptor: FamilyDescriptor, labels: LabelColumn, values: Values, createdTimes: CreatedTimes?,
        exemplars: ExemplarColumn? = nil
    ) {
        self.descriptor = descriptor
        self.labels = labels
        self.values = values
        self.createdTimes = createdTimes
        self.exemplars = exemplars
    }

    /// The number of children, of a state set its children times its states.
    public var count: Int { labels.count }

    /// Whether there is a value for each label set: else encoding would end in a trap.
    var isWhole: Bool {
        guard createdTimes.map({ $0.count == count }) ?? true else { return false }
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
