import NinesMetrics

/// The lines of a summary family: for each child its quantiles, then sum and count.
struct SummaryLines {
    private let names: (quantile: SampleName, sum: SampleName, count: SampleName)
    private let labels: LabelColumn
    private let column: SummaryColumn
    private let options: LineOptions
    /// For each quantile its label up to the value: `quantile="0.5"} `.
    private let quantiles: [[UInt8]]
    private let created: CreatedLines
    private let timestamps: TimestampText
    private let longest: Int
    private var child = 0
    /// The next line of `child`: a quantile's, or those for sum and count.
    private var quantile = 0

    init(_ family: FamilySnapshot, _ column: SummaryColumn, options: LineOptions) {
        let name = family.descriptor.name
        names = (SampleName(name), SampleName("\(name)_sum"), SampleName("\(name)_count"))
        labels = family.labels
        self.column = column
        self.options = options
        quantiles = column.quantiles.map { LabelValueText.number(of: "quantile", $0) }
        created = CreatedLines(family, isWanted: options.writesCreated)
        timestamps = TimestampText(family, inSeconds: options.timesAreSeconds)
        let set = labels.longest
        let last = quantiles.map(\.count).max() ?? 0
        longest = max(
            names.quantile.length(labels: set) + last + NumberText.longest + timestamps.longest + 1,
            2 * (names.count.length(labels: set) + NumberText.longest + timestamps.longest + 1)
                + created.length(labels: set))
    }

    /// See ``EncodedFamily/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        guard child < labels.count else { return true }
        let labels = labels
        labels.text.withUnsafeBufferPointer { sets in
            LineBlock.lines(of: &text, limit: limit, longest: longest) { block in
                let set = UnsafeBufferPointer(rebasing: sets[labels.range(child)])
                if quantile < quantiles.count {
                    appendQuantile(set, to: &block)
                } else {
                    appendTotals(set, to: &block)
                }
                return child < labels.count
            }
        }
        return child == labels.count
    }

    private mutating func appendQuantile(_ set: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        let estimate = column.estimates[child * quantiles.count + quantile]
        // OpenMetrics 1.0, "Summary": a quantile's value is not negative; a page with one would be refused as a whole.
        if options.grammar == .text || SummaryColumn.isLegal(estimate: estimate) {
            block.append(names.quantile, labels: set, last: quantiles[quantile])
            block.append(estimate, style: options.numberStyle)
            timestamps.append(child, to: &block)
            block.append(UInt8(ascii: "\n"))
        }
        quantile += 1
    }

    private mutating func appendTotals(_ set: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        let sum = column.sum(child)
        // There a sum is a counter, too.
        if options.grammar == .text || SummaryColumn.isLegal(sum: sum) {
            block.append(names.sum, labels: set)
            block.append(sum, style: options.numberStyle)
            timestamps.append(child, to: &block)
            block.append(UInt8(ascii: "\n"))
        }
        block.append(names.count, labels: set)
        block.append(column.count(child))
        timestamps.append(child, to: &block)
        block.append(UInt8(ascii: "\n"))
        created.append(child, labels: set, to: &block)
        child += 1
        quantile = 0
    }
}

extension SummaryColumn {
    /// In OpenMetrics a sum is a counter.
    static func isLegal(sum: Double) -> Bool { sum >= 0 }

    /// In OpenMetrics an estimate is not negative; NaN says that there is none.
    static func isLegal(estimate: Double) -> Bool { !(estimate < 0) }
}
