import NinesMetrics

/// What the samples of one histogram, at one time, must say together.
struct HistogramCheck {
    private var line = 0
    private var lastBound: Double?
    private var lastCount = 0.0
    private var count: Double?
    private var sum: Double?
    private var hasNegativeBound = false

    /// - Parameter bound: a bucket's upper bound; nil for other samples.
    mutating func add(
        _ sample: PageSample, suffix: String, bound: Double?, of reader: borrowing PageReader
    ) throws(MetricParseError) {
        line = reader.line
        switch suffix {
        case "_bucket":
            guard let bound else { return }
            defer { (lastBound, lastCount) = (bound, sample.value) }
            if bound < 0 { hasNegativeBound = true }
            if let lastBound, bound <= lastBound {
                throw reader.error(.histogram, at: reader.lineStart, "the buckets are not in ascending order")
            }
            if sample.value < lastCount {
                throw reader.error(
                    .histogram, at: reader.lineStart, "the buckets do not accumulate: this has less than the one before"
                )
            }
        case "_count", "_gcount": count = sample.value
        case "_sum", "_gsum": sum = sample.value
        default: return
        }
    }

    /// What is wrong once all samples are in.
    func finish(_ name: [UInt8], _ type: MetricType, _ format: PageFormat) -> [MetricParseError] {
        guard line > 0, let problem = problem(type, format) else { return [] }
        let named = String(decoding: name, as: UTF8.self).debugDescription
        return [MetricParseError(line: line, column: 1, rule: .histogram, "\(named): \(problem)")]
    }

    private func problem(_ type: MetricType, _ format: PageFormat) -> String? {
        guard lastBound == .infinity else { return "the bucket +Inf is missing" }
        if let count, count != lastCount { return "the count is not that of the bucket +Inf" }
        guard format.isOpenMetrics else { return nil }
        if sum != nil, count == nil { return "a sum without a count" }
        if sum == nil, count != nil { return "a count without a sum" }
        guard let sum else { return nil }
        if type == .histogram, hasNegativeBound { return "a sum beside negative upper bounds" }
        if type == .gaugeHistogram, !hasNegativeBound, sum < 0 { return "a negative sum without negative upper bounds" }
        return nil
    }
}
