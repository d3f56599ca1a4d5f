import NinesMetrics

/// A histogram or summary that a format has as one value: a message of protobuf, a sample of OpenMetrics 2.0.
struct CompositeReading: Sendable, Hashable {
    struct Pair: Sendable, Hashable {
        /// A bucket's upper bound, or a quantile.
        let key: Double
        let value: Double
    }

    var count: UInt64 = 0
    var sum = 0.0
    /// Cumulative, the last is that of `+Inf`; nil where there are none.
    var buckets: [Pair]?
    var quantiles: [Pair]?
    var native: NativeHistogramValue?
    /// Whether count and sum are named as a gauge histogram's, where that has names of its own for them.
    var isGauge = false

    /// What contradicts itself; nil when nothing does.
    ///
    /// - Parameter type: `unknown` for a value in a family that no line gives a type: any kind will do.
    func problem(as type: MetricType) -> String? {
        let type = type == .unknown ? kind : type
        if type == .summary {
            guard let quantiles else { return "a summary without quantiles" }
            guard native == nil, buckets == nil else { return "a summary with buckets" }
            return Self.problem(quantiles: quantiles)
        }
        guard quantiles == nil else { return "a \(type.rawValue) with quantiles" }
        guard buckets != nil || native != nil else { return "a \(type.rawValue) without buckets" }
        if let buckets, let problem = problem(buckets: buckets) { return problem }
        return native.flatMap { Self.problem(native: $0) }
    }

    /// What OpenMetrics 2.0 forbids beside that. Prometheus' own formats have no such rules.
    func problemInOpenMetrics(as type: MetricType) -> String? {
        let type = type == .unknown ? kind : type
        if isGauge != (type == .gaugeHistogram) {
            return "a \(type.rawValue) with \(isGauge ? "gcount and gsum" : "count and sum")"
        }
        guard type == .summary else { return nil }
        guard SummaryColumn.isLegal(sum: sum) else { return "a summary's sum is NaN or negative" }
        return quantiles?.contains { !SummaryColumn.isLegal(estimate: $0.value) } ?? false
            ? "a quantile's value is negative" : nil
    }

    /// The type that the value is of.
    private var kind: MetricType {
        quantiles != nil ? .summary : isGauge ? .gaugeHistogram : .histogram
    }

    /// The label that the samples of other formats have, so that the value's own must not have it.
    var reservedLabel: String? { quantiles != nil ? "quantile" : buckets != nil ? "le" : nil }

    private func problem(buckets: [Pair]) -> String? {
        for (bucket, next) in zip(buckets, buckets.dropFirst()) {
            guard bucket.key < next.key else { return "the buckets are not in ascending order" }
            guard bucket.value <= next.value else { return "the buckets do not accumulate" }
        }
        guard let last = buckets.last, last.key == .infinity else { return "the bucket +Inf is missing" }
        return last.value == Double(count) ? nil : "the count is not that of the bucket +Inf"
    }

    private static func problem(quantiles: [Pair]) -> String? {
        for (quantile, next) in zip(quantiles, quantiles.dropFirst()) where !(quantile.key < next.key) {
            return "the quantiles are not in ascending order"
        }
        return quantiles.contains { !(0...1 ~= $0.key) } ? "a quantile is not in 0 to 1" : nil
    }

    static func problem(native: NativeHistogramValue) -> String? {
        guard -4...8 ~= native.schema else { return "schema \(native.schema) of a native histogram is not in -4...8" }
        guard native.zeroThreshold >= 0, native.zeroThreshold < .infinity else {
            return "the zero threshold \(native.zeroThreshold) is not a finite number from 0 on"
        }
        guard let total = native.inBuckets else { return "the buckets have more than 2^64 - 1 observations" }
        // NaNs are counted and in no bucket, and then the sum is one too.
        guard !native.sum.isNaN else {
            return total <= native.count ? nil : "the buckets have more observations than the count"
        }
        return total == native.count ? nil : "the buckets do not add up to the count"
    }
}

extension NativeHistogramValue {
    /// The observations of all buckets; nil when they are more than 2^64 - 1.
    fileprivate var inBuckets: UInt64? {
        var total = zeroCount
        for counts in [positive.counts, negative.counts] {
            for count in counts {
                let (sum, overflows) = total.addingReportingOverflow(count)
                guard !overflows else { return nil }
                total = sum
            }
        }
        return total
    }
}

extension NativeHistogramValue.Buckets {
    /// Nil unless the spans cover as many buckets as there are counts, and go forward.
    init?(checking spans: [Span], _ counts: [UInt64]) {
        var covered = 0
        for (index, span) in spans.enumerated() {
            guard span.length >= 0, index == 0 || span.offset >= 0 else { return nil }
            let (sum, overflows) = covered.addingReportingOverflow(span.length)
            guard !overflows else { return nil }
            covered = sum
        }
        guard covered == counts.count else { return nil }
        self.init(spans: spans.filter { $0.length > 0 }.isEmpty ? [] : spans, counts: counts)
    }
}

/// What a sample of OpenMetrics 2.0 says that other formats have lines of their own for.
package struct SampleDetails: Sendable, Hashable {
    var composite: CompositeReading?
    /// In seconds since 1970.
    var created: Double?
    var exemplars: [Exemplar] = []
}
