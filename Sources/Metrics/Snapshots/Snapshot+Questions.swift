// What tests and tools ask of a snapshot, beside `value(of:labels:)`. Each question walks the family's label sets.

extension Snapshot {
    /// The number of observations of the histogram or summary with exactly these labels; nil when there is none.
    public func count(of name: String, labels: [String: String] = [:]) -> UInt64? {
        guard let (family, index) = child(of: name, labels) else { return nil }
        switch family.values {
        case .counters, .gauges: return nil
        case .histograms(let column): return column.counts(index).reduce(0, &+)
        case .nativeHistograms(let column): return column.histograms[index].count
        case .summaries(let column): return column.count(index)
        }
    }

    /// The sum of the observations of the histogram or summary with exactly these labels; nil when there is none.
    public func sum(of name: String, labels: [String: String] = [:]) -> Double? {
        guard let (family, index) = child(of: name, labels) else { return nil }
        switch family.values {
        case .counters, .gauges: return nil
        case .histograms(let column): return column.sum(index)
        case .nativeHistograms(let column): return column.histograms[index].sum
        case .summaries(let column): return column.sum(index)
        }
    }

    /// The number of children of that family; 0 when there is no such family.
    public func childCount(of name: String) -> Int { family(name)?.count ?? 0 }

    /// When the child with exactly these labels began to count; nil when there is none, or it is a gauge.
    public func created(of name: String, labels: [String: String] = [:]) -> UnixTime? {
        guard let (family, index) = child(of: name, labels) else { return nil }
        return family.createdTimes?[index]
    }

    /// The exemplars of the child with exactly these labels, in order of its buckets.
    public func exemplars(of name: String, labels: [String: String] = [:]) -> [Exemplar] {
        guard let (family, index) = child(of: name, labels) else { return [] }
        return family.exemplars(index)
    }

    private func child(of name: String, _ labels: [String: String]) -> (FamilySnapshot, Int)? {
        guard let family = family(name), let index = family.index(labels: labels) else { return nil }
        return (family, index)
    }
}
