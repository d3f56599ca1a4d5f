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
                    let histogram = unsafeDowncast(child, to: Histogram.self)
                    for bucket in 0...bounds.count { counts.append(histogram.bucket(bucket, in: sums)) }
                    sumColumn.append(histogram.sum(in: sums))
                }
                let column = HistogramColumn(upperBounds: bounds.values, bucketCounts: counts, sums: sumColumn)
                return FamilyColumns(values: .histograms(column), created: ChildMaker.created(children))
            })
    }
}
