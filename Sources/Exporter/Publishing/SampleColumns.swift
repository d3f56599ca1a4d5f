import NinesMetrics

/// What a page's samples of one target have in common, for all targets.
struct TargetRows {
    private(set) var text: [UInt8] = []
    private(set) var ends: [Int] = []
    /// Where the counters began.
    private(set) var created: [UnixTime] = []

    var labels: LabelColumn { LabelColumn(text: text, ends: ends) }

    mutating func append(_ labels: [UInt8], created: UnixTime) {
        text += labels
        ends.append(text.count)
        self.created.append(created)
    }

    func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

/// The samples of one family while they are put together: of which target each is, its value, its own labels.
struct SampleColumn {
    private var rows: [Int] = []
    private var values: [Double] = []
    private var extras: [ExtraLabels] = []
    private var hasExtras = false

    mutating func add(_ value: Double, _ row: Int, _ labels: ExtraLabels) {
        rows.append(row)
        values.append(value)
        extras.append(labels)
        if !labels.text.isEmpty { hasExtras = true }
    }

    func gauges(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(descriptor: descriptor, labels: labels(targets, all), values: .gauges(values))
    }

    func counters(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: labels(targets, all),
            values: .counters(values.map { CounterValue(integer: UInt64($0)) }),
            created: rows.map { targets.created[$0] })
    }

    private func labels(_ targets: TargetRows, _ all: LabelColumn) -> LabelColumn {
        // Each target has at most one sample without labels of its own, and they come in the targets' order.
        guard hasExtras || rows.count < all.count else { return all }
        var text: [UInt8] = []
        text.reserveCapacity(
            rows.reduce(0) { $0 + targets.range($1).count } + extras.reduce(0) { $0 + $1.text.count })
        var ends = SetEnds(capacity: rows.count)
        for (row, extra) in zip(rows, extras) {
            text += targets.text[targets.range(row)]
            text += extra.text
            ends.append(text.count)
        }
        return LabelColumn(text: text, ends: ends)
    }
}

/// The histograms of all targets while they are put together.
struct HistogramRows {
    private var buckets: [UInt64] = []
    private var sums: [Double] = []

    init(count: Int) { buckets.reserveCapacity(count * (ProbeTally.durationBounds.count + 1)) }

    mutating func add(_ tally: ProbeTally) {
        buckets += tally.durations
        sums.append(tally.secondsInAll)
    }

    func snapshot(_ descriptor: FamilyDescriptor?, _ targets: TargetRows, _ all: LabelColumn) -> FamilySnapshot? {
        guard let descriptor, !sums.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: all,
            values: .histograms(
                HistogramColumn(upperBounds: ProbeTally.durationBounds, bucketCounts: buckets, sums: sums)),
            created: targets.created)
    }
}
