import NinesExposition
import NinesMetrics

/// A child of a family for tests.
struct Child<Value> {
    let labels: [Label]
    let value: Value

    init(_ value: Value, _ labels: KeyValuePairs<String, String> = [:]) {
        self.init(value, labels: labels.map { Label($0.key, $0.value) })
    }

    init(_ value: Value, labels: [Label]) {
        self.labels = labels
        self.value = value
    }
}

/// What a histogram child has seen: observations per bucket, not cumulative, and their sum.
struct Observed {
    let counts: [UInt64]
    let sum: Double

    init(_ counts: [UInt64], sum: Double) {
        self.counts = counts
        self.sum = sum
    }
}

extension FamilySnapshot {
    static func counter(
        _ name: String, help: String = "Help.", unit: String? = nil, _ children: [Child<CounterValue>]
    ) throws -> FamilySnapshot {
        let (labels, values) = try column(of: children)
        return FamilySnapshot(
            descriptor: try FamilyDescriptor(name, type: .counter, help: help, unit: unit), labels: labels,
            values: .counters(values))
    }

    static func gauge(
        _ name: String, help: String = "Help.", unit: String? = nil, _ children: [Child<Double>]
    ) throws -> FamilySnapshot {
        let (labels, values) = try column(of: children)
        return FamilySnapshot(
            descriptor: try FamilyDescriptor(name, type: .gauge, help: help, unit: unit), labels: labels,
            values: .gauges(values))
    }

    static func histogram(
        _ name: String, help: String = "Help.", unit: String? = nil, upperBounds: [Double],
        _ children: [Child<Observed>]
    ) throws -> FamilySnapshot {
        let (labels, values) = try column(of: children)
        return FamilySnapshot(
            descriptor: try FamilyDescriptor(name, type: .histogram, help: help, unit: unit), labels: labels,
            values: .histograms(
                HistogramColumn(
                    upperBounds: upperBounds, bucketCounts: values.flatMap(\.counts), sums: values.map(\.sum))))
    }

    /// The children's labels and values as a registry would order them: a gauge family does the sorting, with the
    /// children's positions as values.
    private static func column<Value>(of children: [Child<Value>]) throws -> (LabelColumn, [Value]) {
        let positions = try FamilySnapshot(
            FamilyDescriptor("positions", type: .gauge, help: ""),
            samples: children.enumerated().map { Sample(Double($0.offset), labels: $0.element.labels) })
        guard case .gauges(let order) = positions.values else { return (.unlabelled, []) }
        return (positions.labels, order.map { children[Int($0)].value })
    }
}

extension CounterValue: ExpressibleByIntegerLiteral {
    init(integerLiteral value: UInt64) { self.init(integer: value) }
}

/// The whole page of these families.
func page(_ families: FamilySnapshot..., as format: ExpositionFormat) -> String {
    ExpositionBody(Snapshot(families: families), format: format).text
}
