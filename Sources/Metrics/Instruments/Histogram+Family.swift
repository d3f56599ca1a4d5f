extension Histogram {
    /// How families make and read histograms with these bounds.
    static func maker(_ bounds: UpperBounds) -> ChildMaker {
        ChildMaker(
            make: { Histogram(of: $0, created: $1, bounds: bounds) },
            makeLost: { Histogram(lost: $0, created: $1, bounds: bounds) },
            columns: { children, sums in
                let (counts, sumColumn) = sums.histograms(children.cells, buckets: bounds.count + 1)
                let column = HistogramColumn(upperBounds: bounds.values, bucketCounts: counts, sums: sumColumn)
                return FamilyColumns(values: .histograms(column), created: ChildMaker.created(children))
            })
    }
}
