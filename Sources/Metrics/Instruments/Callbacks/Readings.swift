/// What a labelled callback fills: a number for each combination of label values that exists now.
///
/// ```swift
/// try registry.gauge("pool_connections", help: "Open.", labels: LabelName("pool")) { readings in
///     for pool in pools { readings.set(pool.name, to: Double(pool.count)) }
/// }
/// ```
public struct Readings<each Value: LabelValue> {
    private let labelNames: [String]
    private var samples: [FamilySnapshot.Sample] = []

    init(labelNames: [String]) {
        self.labelNames = labelNames
    }

    /// Exposes `number` with these label values; set twice, the later number. A counter's negative or NaN number is
    /// exposed as 0.
    public mutating func set(_ values: repeat each Value, to number: Double) {
        var labels: [Label] = []
        labels.reserveCapacity(labelNames.count)
        for value in repeat each values { labels.append(Label(labelNames[labels.count], value.labelText)) }
        samples.append(FamilySnapshot.Sample(number, labels: labels))
    }

    /// The latest first: of samples with the same labels a snapshot takes the first.
    var latestFirst: [FamilySnapshot.Sample] { samples.reversed() }
}
