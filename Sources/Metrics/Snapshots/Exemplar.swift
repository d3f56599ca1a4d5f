/// One observation that stands for others, with the labels that lead to it: usually the trace it was part of.
public struct Exemplar: Sendable, Hashable {
    /// At most 128 Unicode code points, names and values together (OpenMetrics 1.0, "Exemplars").
    public let labels: [Label]
    /// What was observed, or the amount of the increment.
    public let value: Double
    /// When it was seen. Protobuf and OpenMetrics 2.0 leave exemplars of native histograms out that do not say it.
    public let time: UnixTime?

    /// An exemplar of an observation or increment of `value`.
    public init(_ value: Double, labels: [Label], time: UnixTime? = nil) {
        self.value = value
        self.labels = labels
        self.time = time
    }
}

/// The exemplars of a family: few beside its samples, hence a sorted list and not a column.
package struct ExemplarColumn: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let child: Int
        /// The classic bucket, the last for `+Inf`; 0 for a counter; -1 for a native histogram.
        package let bucket: Int
        package let exemplar: Exemplar

        package init(child: Int, bucket: Int, exemplar: Exemplar) {
            self.child = child
            self.bucket = bucket
            self.exemplar = exemplar
        }
    }

    /// In ascending order of child, then bucket. A classic bucket and a counter have at most one.
    package let entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// Those that a collector hands over, child after child; nil when there is none. Of several in one bucket of a
    /// child the last stays, but for the bucket -1, which has room for all.
    init?(_ children: [[(bucket: Int, exemplar: Exemplar)]]) {
        var entries: [Entry] = []
        for (child, exemplars) in children.enumerated() where !exemplars.isEmpty {
            let order = exemplars.indices.sorted { (exemplars[$0].bucket, $0) < (exemplars[$1].bucket, $1) }
            for (bucket, exemplar) in order.map({ exemplars[$0] }) {
                if bucket >= 0, let last = entries.last, last.child == child, last.bucket == bucket {
                    entries.removeLast()
                }
                entries.append(Entry(child: child, bucket: bucket, exemplar: exemplar))
            }
        }
        guard !entries.isEmpty else { return nil }
        self.init(entries: entries)
    }
}
