/// A counter that keeps an exemplar; see `Instrument+Exemplars.swift` for how it comes to see its records.
///
/// `@unchecked Sendable`: all properties are immutable; what `exemplars` keeps is safe for itself.
final class SampledCounter: Counter, @unchecked Sendable {
    private let counted: CellIndex
    private let exemplars: ExemplarStore

    init?(of key: consuming LabelKey, created: UnixTime, policy: ExemplarPolicy, clock: MetricClock) {
        guard let counted = CellStore.shared.allocate(Self.cellCount) else { return nil }
        self.counted = counted
        exemplars = ExemplarStore(.buckets(1), policy: policy, clock: clock)
        super.init(lost: key, created: created)
    }

    deinit { CellStore.shared.release(counted, count: Self.cellCount) }

    override var countedCell: CellIndex { counted }

    override func addSlowly(_ amount: UInt64) {
        Recording.add(amount, to: counted)
        exemplars.draw(Double(amount), bucket: 0, by: self)
    }

    override func addSlowly(_ amount: Double) {
        Recording.add(amount, to: counted &+ 1)
        exemplars.draw(amount, bucket: 0, by: self)
    }

    override func increment(by amount: Int = 1, exemplar labels: @autoclosure () -> [Label]) {
        guard amount >= 0 else { return DroppedRecords.negative.count() }
        Recording.add(UInt64(bitPattern: Int64(amount)), to: counted)
        exemplars.take(labels, Double(amount), bucket: 0, by: self)
    }

    override func increment(by amount: Double, exemplar labels: @autoclosure () -> [Label]) {
        guard amount >= 0, amount < .infinity else { return DroppedRecords.count(amount) }
        Recording.add(amount, to: counted &+ 1)
        exemplars.take(labels, amount, bucket: 0, by: self)
    }

    /// How families make and read such counters.
    static func maker(_ policy: ExemplarPolicy, _ clock: MetricClock) -> ChildMaker {
        ChildMaker(
            make: { SampledCounter(of: $0, created: $1.time, policy: policy, clock: clock) },
            makeLost: Counter.maker.makeLost,
            columns: { children, slabs in
                var columns = Counter.maker.columns(children, slabs)
                var entries: [ExemplarColumn.Entry] = []
                for (index, child) in children.enumerated() {
                    unsafeDowncast(child, to: SampledCounter.self).exemplars.append(child: index, to: &entries)
                }
                columns.exemplars = ExemplarColumn(keeping: entries)
                return columns
            })
    }
}

extension ExemplarColumn {
    /// Nil for no entries.
    init?(keeping entries: [Entry]) {
        guard !entries.isEmpty else { return nil }
        self.init(entries: entries)
    }
}
