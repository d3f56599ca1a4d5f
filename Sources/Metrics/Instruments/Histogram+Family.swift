extension Histogram {
    /// How families make and read histograms with these bounds.
    static func maker(_ bounds: UpperBounds) -> ChildMaker {
        ChildMaker(
            make: { Histogram(of: $0, created: $1, bounds: bounds) },
            makeLost: { Histogram(lost: $0, created: $1, bounds: bounds) },
            columns: { children, sums in
                var counts: [UInt64] = []
                var sumColumn: [Double] = []
                counts.reserveCapacity(children.count * (bounds.count + 1))
                sumColumn.reserveCapacity(children.count)
                for child in children {
                    let cell = unsafeDowncast(child, to: Histogram.self).countedCell
                    for bucket in 0...bounds.count { counts.append(Histogram.bucket(bucket, at: cell, in: sums)) }
                    sumColumn.append(Histogram.sum(at: cell, in: sums))
                }
                let column = HistogramColumn(upperBounds: bounds.values, bucketCounts: counts, sums: sumColumn)
                return FamilyColumns(values: .histograms(column), created: ChildMaker.created(children))
            })
    }
}
