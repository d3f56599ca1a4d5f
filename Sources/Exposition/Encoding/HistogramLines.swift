import NinesMetrics

/// The lines of a histogram family: for each child its cumulative buckets, then sum and count.
struct HistogramLines {
    private let names: (bucket: SampleName, sum: SampleName, count: SampleName)
    private let labels: LabelColumn
    private let column: HistogramColumn
    private let options: LineOptions
    private let isGauge: Bool
    /// For each bucket the text from the label `le` to the value: `le="0.5"} `. Written the same way in every format:
    /// Prometheus 2 takes the label as it stands, and `1` and `1.0` would be two series.
    private let upperBounds: [[UInt8]]
    private let created: CreatedLines
    private let timestamps: TimestampText
    private var exemplars: ExemplarTexts
    /// Whether a bucket's line ends behind its value.
    private let isPlain: Bool
    private let longest: Int
    private var child = 0
    /// The next line of `child`: a bucket's, or one for sum, count and created time.
    private var bucket = 0
    /// The observations of `child` in the buckets before `bucket`.
    private var cumulative: UInt64 = 0

    init(_ family: FamilySnapshot, _ column: HistogramColumn, options: LineOptions) {
        let name = family.descriptor.name
        // Text 0.0.4 does not know gauge histograms, and OpenMetrics has other names for what may fall.
        let isGauge = family.descriptor.type == .gaugeHistogram && options.grammar != .text
        names = (
            SampleName("\(name)_bucket"), SampleName(isGauge ? "\(name)_gsum" : "\(name)_sum"),
            SampleName(isGauge ? "\(name)_gcount" : "\(name)_count")
        )
        labels = family.labels
        self.column = column
        self.options = options
        self.isGauge = isGauge
        upperBounds = (column.upperBounds + [.infinity]).map { LabelValueText.number(of: "le", $0) }
        created = CreatedLines(family, isWanted: options.writesCreated)
        timestamps = TimestampText(family, inSeconds: options.timesAreSeconds)
        exemplars = ExemplarTexts(
            options.writesExemplars ? family.exemplars : nil, lastBucket: column.upperBounds.count)
        isPlain = timestamps.areNone && exemplars.areNone
        let set = labels.longest
        let last = upperBounds.map(\.count).max() ?? 0
        longest = max(
            names.bucket.length(labels: set) + last + NumberText.longest + timestamps.longest + exemplars.longest + 1,
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
                if bucket < upperBounds.count {
                    appendBucket(set, to: &block)
                } else {
                    appendTotals(set, to: &block)
                }
                return child < labels.count
            }
        }
        return child == labels.count
    }

    @inline(__always)
    private mutating func appendBucket(_ set: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        cumulative &+= column.bucketCounts[child * upperBounds.count + bucket]
        block.append(names.bucket, labels: set, last: upperBounds[bucket])
        block.append(cumulative)
        if !isPlain {
            timestamps.append(child, to: &block)
            exemplars.append(child, bucket, to: &block)
        }
        block.append(UInt8(ascii: "\n"))
        bucket += 1
    }

    /// The sum, and the count as the sum of the buckets, so that it equals the bucket `+Inf`.
    private mutating func appendTotals(_ set: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        let sum = column.sum(child)
        if options.grammar == .text || isLegal(sum) {
            block.append(names.sum, labels: set)
            block.append(sum, style: options.numberStyle)
            timestamps.append(child, to: &block)
            block.append(UInt8(ascii: "\n"))
            block.append(names.count, labels: set)
            block.append(cumulative)
            timestamps.append(child, to: &block)
            block.append(UInt8(ascii: "\n"))
        }
        created.append(child, labels: set, to: &block)
        child += 1
        bucket = 0
        cumulative = 0
    }

    /// OpenMetrics 1.0, "Histogram": a sum is a counter, neither NaN nor negative, and there is none when upper bounds
    /// are negative; and without sum no count. "GaugeHistogram": a sum is negative only when upper bounds are. A page
    /// that broke this would be refused as a whole.
    private func isLegal(_ sum: Double) -> Bool {
        let hasNegativeBounds = (column.upperBounds.first ?? 0) < 0
        return isGauge ? sum >= 0 || (hasNegativeBounds && sum < 0) : sum >= 0 && !hasNegativeBounds
    }
}

extension HistogramColumn {
    /// What a page shows of a bucket with `cumulative` observations in it and those before it, where it says `count`
    /// for all observations: the last bucket is `count`, and no other is more.
    ///
    /// The classic buckets of a native histogram may be an observation per recording thread ahead of its count, or
    /// behind. What is ahead shows once the count has it, what is behind is in the last bucket alone until then; and as
    /// neither number falls, what is shown does not.
    static func shown(_ cumulative: UInt64, of count: UInt64, isLast: Bool) -> UInt64 {
        isLast ? count : min(cumulative, count)
    }

    /// Native histograms where only classic buckets can be told: theirs if they have some, else one bucket for all.
    init(_ column: NativeHistogramColumn) {
        self =
            column.classic
            ?? HistogramColumn(
                upperBounds: [], bucketCounts: column.histograms.map(\.count), sums: column.histograms.map(\.sum))
    }
}
