/// A family's children in the order in which they are exposed, with their rendered label sets: made once after a child
/// came or went, and shared by all collections until the next does.
final class FamilyLayout: Sendable {
    let column: LabelColumn
    let children: [Instrument]

    init(_ unordered: [Instrument], labelNames: [String]) {
        // The end of a value, 0xFF, sorts before all that a longer value could have there: value by value.
        children = unordered.sorted {
            $0.keyBytes.lexicographicallyPrecedes($1.keyBytes) { left, right in left &+ 1 < right &+ 1 }
        }
        var text: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(children.count)
        for child in children {
            var isFirst = true
            for (name, value) in zip(labelNames, child.key.values) {
                LabelText.append(name: name, value: value, isFirst: &isFirst, to: &text)
            }
            ends.append(text.count)
        }
        column = LabelColumn(text: text, ends: ends)
    }

    /// The children's values. The caller holds the layout until after the collection, so that no child's last reference
    /// goes while cells are being read.
    func values(of type: MetricType, in sums: borrowing CellStore.Sums) -> FamilySnapshot.Values {
        switch type {
        case .counter:
            return .counters(values(in: sums) { (counter: Counter, sums) in counter.value(in: sums) })
        case .gauge:
            return .gauges(values(in: sums) { (gauge: Gauge, _) in gauge.value })
        case .histogram:
            let histograms = children.compactMap { $0 as? Histogram }
            let bounds = histograms.first?.bounds.values ?? []
            var counts: [UInt64] = []
            var sumColumn: [Double] = []
            counts.reserveCapacity(histograms.count * (bounds.count + 1))
            for histogram in histograms {
                for bucket in 0...bounds.count { counts.append(histogram.bucket(bucket, in: sums)) }
                sumColumn.append(histogram.sum(in: sums))
            }
            return .histograms(HistogramColumn(upperBounds: bounds, bucketCounts: counts, sums: sumColumn))
        }
    }

    private func values<Child: Instrument, Value>(
        in sums: borrowing CellStore.Sums, _ value: (Child, borrowing CellStore.Sums) -> Value
    ) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(children.count)
        // All children of a family are made by one closure, of one class.
        for child in children { values.append(value(unsafeDowncast(child, to: Child.self), sums)) }
        return values
    }
}
