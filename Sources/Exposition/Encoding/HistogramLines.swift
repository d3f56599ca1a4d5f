import NinesMetrics

/// The lines of a histogram family: for each child its cumulative buckets, then sum and count.
struct HistogramLines {
    private let names: (bucket: [UInt8], sum: [UInt8], count: [UInt8])
    private let labels: LabelColumn
    private let column: HistogramColumn
    private let grammar: ExpositionFormat.Grammar
    /// For each bucket the text from the label `le` to the value: `le="0.5"} `. Written the same way in every format:
    /// Prometheus 2 takes the label as it stands, and `1` and `1.0` would be two series.
    private let upperBounds: [[UInt8]]
    private var child = 0
    private var bucket = 0
    /// The observations of `child` in the buckets before `bucket`.
    private var cumulative: UInt64 = 0

    init(_ family: FamilySnapshot, _ column: HistogramColumn, grammar: ExpositionFormat.Grammar) {
        let name = family.descriptor.name
        names = (Array("\(name)_bucket{".utf8), Array("\(name)_sum".utf8), Array("\(name)_count".utf8))
        labels = family.labels
        self.column = column
        self.grammar = grammar
        upperBounds = (column.upperBounds + [.infinity]).map { bound in
            var text = Array("le=\"".utf8)
            NumberText.append(bound, style: .openMetrics, to: &text)
            text.append(contentsOf: "\"} ".utf8)
            return text
        }
    }

    /// See ``SampleLines/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        while child < labels.count, text.count < limit {
            let set = labels.text[labels.range(child)]
            let counts = column.counts(child)
            while bucket < counts.count, text.count < limit {
                cumulative &+= counts[counts.startIndex + bucket]
                appendBucket(set, to: &text)
                bucket += 1
            }
            guard bucket == counts.count, text.count < limit else { return false }
            appendTotals(set, to: &text)
            child += 1
            bucket = 0
            cumulative = 0
        }
        return child == labels.count
    }

    private func appendBucket(_ set: ArraySlice<UInt8>, to text: inout [UInt8]) {
        text.append(contentsOf: names.bucket)
        if !set.isEmpty {
            text.append(contentsOf: set)
            text.append(UInt8(ascii: ","))
        }
        text.append(contentsOf: upperBounds[bucket])
        NumberText.append(cumulative, to: &text)
        text.append(UInt8(ascii: "\n"))
    }

    /// The sum, and the count as the sum of the buckets, so that it equals the bucket `+Inf`.
    private func appendTotals(_ set: ArraySlice<UInt8>, to text: inout [UInt8]) {
        let sum = column.sum(child)
        guard grammar == .text || isCounterLike(sum) else { return }
        text.append(contentsOf: names.sum)
        text.append(labels: set)
        text.append(UInt8(ascii: " "))
        NumberText.append(sum, style: grammar.numberStyle, to: &text)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: names.count)
        text.append(labels: set)
        text.append(UInt8(ascii: " "))
        NumberText.append(cumulative, to: &text)
        text.append(UInt8(ascii: "\n"))
    }

    /// OpenMetrics 1.0, "Histogram": a sum is a counter, neither NaN nor negative, and there is none when upper bounds
    /// are negative; and without sum no count. A page that broke this would be refused as a whole.
    private func isCounterLike(_ sum: Double) -> Bool {
        sum >= 0 && (column.upperBounds.first ?? 0) >= 0
    }
}
