extension NativeHistogram {
    /// How families make and read native histograms of this layout.
    static func maker(_ layout: NativeHistogramLayout) -> ChildMaker {
        ChildMaker(
            make: { NativeHistogram(of: $0, start: $1, layout: layout) },
            makeLost: { NativeHistogram(lost: $0, start: $1, layout: layout) },
            columns: { children, sums in
                var histograms: [NativeHistogramValue] = []
                var classicCounts: [UInt64] = []
                var began: [UnixTime] = []
                histograms.reserveCapacity(children.count)
                began.reserveCapacity(children.count)
                var raw = RawCounts(layout)
                var exemplars: [ExemplarColumn.Entry] = []
                for (index, child) in children.enumerated() {
                    let histogram = unsafeDowncast(child, to: NativeHistogram.self)
                    let reading = histogram.collect(&raw, in: sums)
                    histogram.exemplars?.append(child: index, to: &exemplars)
                    histograms.append(reading.value)
                    classicCounts += reading.classicCounts
                    began.append(reading.began)
                }
                let classic = layout.bounds.map { bounds in
                    HistogramColumn(
                        upperBounds: bounds.values, bucketCounts: classicCounts, sums: histograms.map(\.sum))
                }
                let column = NativeHistogramColumn(histograms: histograms, classic: classic)
                return FamilyColumns(
                    values: .nativeHistograms(column), created: CreatedTimes(began),
                    exemplars: ExemplarColumn(keeping: exemplars))
            },
            countsElapsed: true)
    }
}
