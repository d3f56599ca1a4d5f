/// A histogram that keeps an exemplar per bucket; see `Instrument+Exemplars.swift` for how it comes to see its records.
///
/// `@unchecked Sendable`: all properties are immutable; what `exemplars` keeps is safe for itself.
final class SampledHistogram: Histogram, @unchecked Sendable {
    private let counted: CellIndex
    private let exemplars: ExemplarStore

    init?(
        of key: consuming LabelKey, created: UnixTime, bounds: UpperBounds, policy: ExemplarPolicy, clock: MetricClock
    ) {
        guard let counted = CellStore.shared.allocate(bounds.count + 2) else { return nil }
        self.counted = counted
        exemplars = ExemplarStore(.buckets(bounds.count + 1), policy: policy, clock: clock)
        super.init(lost: key, created: created, bounds: bounds)
    }

    deinit { CellStore.shared.release(counted, count: bounds.count + 2) }

    override var countedCell: CellIndex { counted }

    override func observeSlowly(_ value: Double, bucket: Int) {
        record(value, bucket: bucket)
        exemplars.draw(value, bucket: bucket, by: self)
    }

    override func observe(_ value: Double, exemplar labels: @autoclosure () -> [Label]) {
        let bucket = bounds.bucket(of: value)
        record(value, bucket: bucket)
        exemplars.take(labels, value, bucket: bucket, by: self)
    }

    private func record(_ value: Double, bucket: Int) {
        Recording.add(1 as UInt64, to: counted &+ 1 &+ CellIndex(bucket))
        Recording.add(value, to: counted)
    }

    /// How families make and read such histograms with these bounds.
    static func maker(_ bounds: UpperBounds, _ policy: ExemplarPolicy, _ clock: MetricClock) -> ChildMaker {
        let plain = Histogram.maker(bounds)
        return ChildMaker(
            make: { SampledHistogram(of: $0, created: $1.time, bounds: bounds, policy: policy, clock: clock) },
            makeLost: plain.makeLost,
            columns: { children, slabs in
                var columns = plain.columns(children, slabs)
                var entries: [ExemplarColumn.Entry] = []
                for (index, child) in children.enumerated() {
                    unsafeDowncast(child, to: SampledHistogram.self).exemplars.append(child: index, to: &entries)
                }
                columns.exemplars = ExemplarColumn(keeping: entries)
                return columns
            })
    }
}
