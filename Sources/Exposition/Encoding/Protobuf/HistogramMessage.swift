import NinesMetrics

extension WireSink {
    /// Count, sum and buckets of one child.
    mutating func append(
        classic column: HistogramColumn, _ child: Int, _ exemplars: ArraySlice<ExemplarColumn.Entry>
    ) {
        let count = column.counts(child).reduce(0, &+)
        field(1, count)
        field(2, column.sum(child))
        append(buckets: column, of: count, child, exemplars)
    }

    /// Cumulative buckets of `total` observations. That of `+Inf` is there only for the sake of an exemplar.
    private mutating func append(
        buckets column: HistogramColumn, of total: UInt64, _ child: Int, _ exemplars: ArraySlice<ExemplarColumn.Entry>
    ) {
        var exemplars = exemplars.drop { $0.bucket < 0 }
        var cumulative: UInt64 = 0
        for (bucket, count) in column.counts(child).enumerated() {
            cumulative &+= count
            let isLast = bucket == column.upperBounds.count
            let exemplar = exemplars.first.flatMap { $0.bucket == bucket ? $0.exemplar : nil }
            if exemplar != nil { exemplars.removeFirst() }
            guard !isLast || exemplar != nil else { return }
            field(3) { message in
                message.field(1, HistogramColumn.shown(cumulative, of: total, isLast: isLast))
                message.field(2, isLast ? .infinity : column.upperBounds[bucket])
                if let exemplar { message.append(exemplar, field: 3) }
            }
        }
    }

    /// Count, sum, resolution and populated buckets of one child, and its classic buckets where the family has them.
    mutating func append(
        native column: NativeHistogramColumn, _ child: Int, _ exemplars: ArraySlice<ExemplarColumn.Entry>
    ) {
        let value = column.histograms[child]
        field(1, value.count)
        field(2, value.sum)
        if let classic = column.classic { append(buckets: classic, of: value.count, child, exemplars) }
        field(5, zigZag: Int64(value.schema))
        field(6, value.zeroThreshold)
        field(7, value.zeroCount)
        append(value.negative, spans: 9, deltas: 10)
        append(value.positive, spans: 12, deltas: 13)
        if value.looksClassic {
            field(12) { span in
                span.field(1, zigZag: 0)
                span.field(2, 0 as UInt64)
            }
        }
    }

    /// Exemplars that belong to no classic bucket. Without a time they would be dropped by scrapers.
    mutating func append(exemplarsOfNative exemplars: ArraySlice<ExemplarColumn.Entry>) {
        for entry in exemplars where entry.bucket < 0 && entry.exemplar.time != nil {
            append(entry.exemplar, field: 16)
        }
    }

    /// The first bucket's count, then each one's difference from the one before, packed: a tenth of a tag for each
    /// less, and readers of both syntaxes take it.
    private mutating func append(_ buckets: NativeHistogramValue.Buckets, spans: UInt64, deltas: UInt64) {
        guard !buckets.counts.isEmpty else { return }
        for span in buckets.spans {
            field(spans) { message in
                message.field(1, zigZag: Int64(span.offset))
                message.field(2, UInt64(span.length.magnitude))
            }
        }
        field(deltas) { list in
            var previous: UInt64 = 0
            for count in buckets.counts {
                // Wraps above 2^63, where there is no right difference, instead of stopping the scrape.
                list.append(zigZag: Int64(bitPattern: count &- previous))
                previous = count
            }
        }
    }
}

extension NativeHistogramValue {
    /// Without observations and threshold nothing tells a native histogram from a classic one, but for a span of
    /// nothing (Prometheus' specification "Native Histograms").
    fileprivate var looksClassic: Bool {
        zeroThreshold == 0 && zeroCount == 0 && positive.counts.isEmpty && negative.counts.isEmpty
    }
}
