import NinesMetrics

/// A source of given families that keeps what it was asked for.
final class GivenSource: MetricSource {
    private let families: @Sendable () -> [FamilySnapshot]
    private let asked = Lock<[NameFilter]>([])

    init(_ families: @escaping @Sendable () -> [FamilySnapshot]) {
        self.families = families
    }

    var filters: [NameFilter] { asked.withLock { $0 } }

    func collect(_ names: NameFilter) -> Snapshot {
        asked.withLock { $0.append(names) }
        return Snapshot(families: families().filter { names.admits($0.descriptor) })
    }
}

extension Snapshot {
    /// Each child as `name{labels} value`, histograms as their bucket counts and sum.
    var lines: [String] {
        families.flatMap { family in
            (0..<family.count).map { index in
                let text = String(decoding: family.labels.text[family.labels.range(index)], as: UTF8.self)
                let value =
                    switch family.values {
                    case .counters(let values): "\(values[index].total)"
                    case .gauges(let values): "\(values[index])"
                    case .histograms(let column): "\(Array(column.counts(index))) \(column.sum(index))"
                    case .nativeHistograms(let column): "\(column.histograms[index].count)"
                    case .summaries(let column): "\(Array(column.estimates(index))) \(column.count(index))"
                    }
                return "\(family.descriptor.name){\(text)} \(value)"
            }
        }
    }
}
