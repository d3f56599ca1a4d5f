import NinesMetrics

/// The target whose samples are being added to a page.
struct TargetRow {
    let index: Int
    let labels: [UInt8]
    /// Those of all targets of the page.
    let all: [[UInt8]]
}

/// The samples of one family while they are put together, in the order of the targets.
///
/// A page of thousands of targets has hundreds of thousands of them: this is where collecting spends its time.
struct SampleColumn {
    private var values: [Double] = []
    /// Of which target each is.
    private var rows: [Int32] = []
    /// The labels, where they are not those of all targets, each once.
    private var text: [UInt8] = []
    private var ends = SetEnds()
    private var isOwn = false

    mutating func add(_ value: Double, _ row: TargetRow, _ labels: ExtraLabels = .none) {
        if !isOwn, !labels.text.isEmpty || values.count != row.index { useOwnLabels(row.all) }
        if values.count == Self.looked { reserve(for: row) }
        if isOwn {
            text += row.labels
            text += labels.text
            ends.append(text.count)
        }
        values.append(value)
        rows.append(Int32(truncatingIfNeeded: row.index))
    }

    private mutating func useOwnLabels(_ targets: [[UInt8]]) {
        isOwn = true
        for row in rows {
            text += targets[Int(row)]
            ends.append(text.count)
        }
    }

    /// After so many samples there is a measure of what all of them will need.
    private static let looked = 512

    /// Growing step by step copies all of it several times.
    private mutating func reserve(for row: TargetRow) {
        let share = Double(row.all.count) / Double(row.index + 1) * 1.1
        let count = Int(Double(values.count) * share)
        values.reserveCapacity(count)
        rows.reserveCapacity(count)
        guard isOwn else { return }
        text.reserveCapacity(Int(Double(text.count) * share))
        ends.reserveCapacity(count)
    }

    func gauges(_ descriptor: FamilyDescriptor?, of targets: PageTargets) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(descriptor: descriptor, labels: labels(targets), values: .gauges(values))
    }

    func counters(_ descriptor: FamilyDescriptor?, of targets: PageTargets) -> FamilySnapshot? {
        guard let descriptor, !values.isEmpty else { return nil }
        return FamilySnapshot(
            descriptor: descriptor, labels: labels(targets),
            values: .counters(values.map { CounterValue(integer: UInt64($0)) }),
            created: rows.map { targets.created[Int($0)] })
    }

    private func labels(_ targets: PageTargets) -> LabelColumn {
        if isOwn { return LabelColumn(text: text, ends: ends) }
        if values.count == targets.all.count { return targets.labels }
        // The last targets have no sample.
        var column = self
        column.useOwnLabels(targets.all)
        return LabelColumn(text: column.text, ends: column.ends)
    }
}

/// What the families of a page share.
struct PageTargets {
    let all: [[UInt8]]
    /// Where the counters of each began.
    let created: [UnixTime]
    /// One column for all families that have a sample of each target and no labels besides.
    let labels: LabelColumn

    init(labels all: [[UInt8]], created: [UnixTime]) {
        self.all = all
        self.created = created
        var (text, ends) = ([UInt8](), SetEnds(capacity: all.count))
        text.reserveCapacity(all.reduce(0) { $0 + $1.count })
        for labels in all {
            text += labels
            ends.append(text.count)
        }
        labels = LabelColumn(text: text, ends: ends)
    }
}
