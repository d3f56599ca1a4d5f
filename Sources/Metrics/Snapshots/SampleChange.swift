/// How one number of a child differs between two snapshots.
public struct SampleChange: Sendable, Hashable, CustomStringConvertible {
    /// The family's name, for histograms and summaries with `_count` or `_sum`.
    public let name: String
    /// Those of the child, in the family's order; absent ones are left out.
    public let labels: [Label]
    /// The number afterwards minus the number before. Whole increments of a counter are exact beyond 2^53. What came or
    /// went counts as 0 on the other side.
    public let amount: Double
    /// Whether both snapshots have the child, or only one.
    public let kind: Kind

    /// What became of a child from one snapshot to the next.
    public enum Kind: Sendable, Hashable {
        /// Both snapshots have it, and the number differs.
        case changed
        /// Only the later one has it.
        case appeared
        /// Only the earlier one has it.
        case removed
    }

    /// As in `jobs_total{kind="a"} +3`; then `(new)` or `(removed)`.
    public var description: String {
        let sign = amount < 0 || amount.isNaN ? "" : "+"
        let number = Int64(exactly: amount).map { "\($0)" } ?? "\(amount)"
        var text: [UInt8] = []
        var isFirst = true
        for label in labels {
            LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
        }
        let labels = text.isEmpty ? "" : "{\(String(decoding: text, as: UTF8.self))}"
        let remark =
            switch kind {
            case .changed: ""
            case .appeared: " (new)"
            case .removed: " (removed)"
            }
        return "\(name)\(labels) \(sign)\(number)\(remark)"
    }
}

extension Snapshot {
    /// What differs from `earlier`, in order of families and children: what an action did to the metrics.
    ///
    /// ```swift
    /// let before = registry.collect()
    /// visits.increment("/")
    /// let changes = registry.collect().changes(since: before)    // visits_total{path="/"} +1
    /// ```
    ///
    /// Histograms and summaries are compared by count and sum. Removed children follow their family's others.
    public func changes(since earlier: Snapshot) -> [SampleChange] {
        var changes: [SampleChange] = []
        var old: [[UInt8]: FamilySnapshot] = [:]
        for family in earlier.families { old[Array(family.descriptor.name.utf8)] = family }
        for family in families {
            let before = old.removeValue(forKey: Array(family.descriptor.name.utf8))?.rows ?? []
            changes += FamilySnapshot.changes(from: before, to: family.rows)
        }
        for family in earlier.families where old[Array(family.descriptor.name.utf8)] != nil {
            changes += FamilySnapshot.changes(from: family.rows, to: [])
        }
        return changes
    }
}

extension FamilySnapshot {
    /// One number of a child: whole and other increments apart, as a counter counts them.
    fileprivate struct Number {
        let name: String
        let value: CounterValue

        func isSame(as other: Number) -> Bool {
            value == other.value || value.fraction.isNaN && other.value.fraction.isNaN
        }

        static func difference(_ after: CounterValue, _ before: CounterValue) -> Double {
            let whole =
                after.integer >= before.integer
                ? Double(after.integer - before.integer) : -Double(before.integer - after.integer)
            return whole + (after.fraction - before.fraction)
        }
    }

    fileprivate struct SampleRow {
        let labels: [Label]
        let numbers: [Number]
    }

    fileprivate var rows: [SampleRow] {
        (0..<count).map { SampleRow(labels: labels.labels($0), numbers: numbers($0)) }
    }

    private func numbers(_ index: Int) -> [Number] {
        let name = descriptor.name
        func both(_ count: UInt64, _ sum: Double) -> [Number] {
            [
                Number(name: name + "_count", value: CounterValue(integer: count)),
                Number(name: name + "_sum", value: CounterValue(integer: 0, fraction: sum)),
            ]
        }
        switch values {
        case .counters(let values): return [Number(name: name, value: values[index])]
        case .gauges(let values):
            return [Number(name: name, value: CounterValue(integer: 0, fraction: values[index]))]
        case .histograms(let column): return both(column.counts(index).reduce(0, &+), column.sum(index))
        case .nativeHistograms(let column): return both(column.histograms[index].count, column.histograms[index].sum)
        case .summaries(let column): return both(column.count(index), column.sum(index))
        }
    }

    fileprivate static func changes(from before: [SampleRow], to after: [SampleRow]) -> [SampleChange] {
        var old: [Set<Label>: SampleRow] = [:]
        for row in before { old[Set(row.labels)] = row }
        let nothing = CounterValue(integer: 0)
        var changes: [SampleChange] = []
        func add(_ number: Number, _ labels: [Label], _ amount: Double, _ kind: SampleChange.Kind) {
            changes.append(SampleChange(name: number.name, labels: labels, amount: amount, kind: kind))
        }
        for row in after {
            let earlier = old.removeValue(forKey: Set(row.labels))
            for (index, number) in row.numbers.enumerated() {
                if let earlier, earlier.numbers.indices.contains(index) {
                    let previous = earlier.numbers[index]
                    guard !number.isSame(as: previous) else { continue }
                    add(number, row.labels, Number.difference(number.value, previous.value), .changed)
                } else {
                    add(number, row.labels, Number.difference(number.value, nothing), .appeared)
                }
            }
        }
        for row in before where old[Set(row.labels)] != nil {
            for number in row.numbers {
                add(number, row.labels, Number.difference(nothing, number.value), .removed)
            }
        }
        return changes
    }
}
