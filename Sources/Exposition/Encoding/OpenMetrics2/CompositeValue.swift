import NinesMetrics

/// The value of a sample that is more than one number: `{count:3,sum:1.5,bucket:[1.0:2,+Inf:3]}`.
///
/// The fields' order is part of the grammar, and there is no space between them (OpenMetrics 2.0, "ABNF").
struct CompositeValue {
    /// A gauge histogram's count and sum have other names.
    private let prefix: StaticString

    init(_ type: MetricType) { prefix = type == .gaugeHistogram ? "g" : "" }

    func append(_ column: HistogramColumn, child: Int, to text: inout [UInt8]) {
        let count = column.counts(child).reduce(0, &+)
        appendTotals(count, column.sum(child), to: &text)
        append(buckets: column, of: count, child, to: &text)
        text.append(UInt8(ascii: "}"))
    }

    /// Bucket counts are absolute here, where protobuf has differences.
    func append(_ column: NativeHistogramColumn, child: Int, to text: inout [UInt8]) {
        let value = column.histograms[child]
        appendTotals(value.count, value.sum, to: &text)
        text.append(contentsOf: ",schema:".utf8)
        append(value.schema, to: &text)
        text.append(contentsOf: ",zero_threshold:".utf8)
        NumberText.append(value.zeroThreshold, style: .openMetrics, to: &text)
        text.append(contentsOf: ",zero_count:".utf8)
        NumberText.append(value.zeroCount, to: &text)
        append(value.negative, sign: "negative", to: &text)
        append(value.positive, sign: "positive", to: &text)
        if let classic = column.classic { append(buckets: classic, of: value.count, child, to: &text) }
        text.append(UInt8(ascii: "}"))
    }

    func append(_ column: SummaryColumn, child: Int, to text: inout [UInt8]) {
        appendTotals(column.count(child), column.sum(child), to: &text)
        text.append(contentsOf: ",quantile:".utf8)
        let estimates = zip(column.quantiles, column.estimates(child)).lazy
            .filter { SummaryColumn.isLegal(estimate: $0.1) }
        appendList(estimates, to: &text) { pair, text in
            NumberText.append(pair.0, style: .openMetrics, to: &text)
            text.append(UInt8(ascii: ":"))
            NumberText.append(pair.1, style: .openMetrics, to: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    private func appendTotals(_ count: UInt64, _ sum: Double, to text: inout [UInt8]) {
        text.append(contentsOf: "{\(prefix)count:".utf8)
        NumberText.append(count, to: &text)
        text.append(contentsOf: ",\(prefix)sum:".utf8)
        NumberText.append(sum, style: .openMetrics, to: &text)
    }

    private func append(buckets column: HistogramColumn, of count: UInt64, _ child: Int, to text: inout [UInt8]) {
        text.append(contentsOf: ",bucket:".utf8)
        var cumulative: UInt64 = 0
        appendList(column.counts(child).enumerated(), to: &text) { bucket, text in
            cumulative &+= bucket.element
            let isLast = bucket.offset == column.upperBounds.count
            let bound = isLast ? .infinity : column.upperBounds[bucket.offset]
            NumberText.append(bound, style: .openMetrics, to: &text)
            text.append(UInt8(ascii: ":"))
            NumberText.append(HistogramColumn.shown(cumulative, of: count, isLast: isLast), to: &text)
        }
    }

    private func append(
        _ buckets: NativeHistogramValue.Buckets, sign: StaticString, to text: inout [UInt8]
    ) {
        guard !buckets.counts.isEmpty else { return }
        text.append(contentsOf: ",\(sign)_spans:".utf8)
        appendList(buckets.spans, to: &text) { span, text in
            append(span.offset, to: &text)
            text.append(UInt8(ascii: ":"))
            append(span.length, to: &text)
        }
        text.append(contentsOf: ",\(sign)_buckets:".utf8)
        appendList(buckets.counts, to: &text) { NumberText.append($0, to: &$1) }
    }

    private func append(_ value: Int, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        NumberText.append(UInt64(value.magnitude), to: &text)
    }

    private func appendList<Elements: Sequence>(
        _ elements: Elements, to text: inout [UInt8], _ append: (Elements.Element, inout [UInt8]) -> Void
    ) {
        text.append(UInt8(ascii: "["))
        var isFirst = true
        for element in elements {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            isFirst = false
            append(element, &text)
        }
        text.append(UInt8(ascii: "]"))
    }
}
