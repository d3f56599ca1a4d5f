extension NativeHistogramValue {
    /// A native histogram from bucket counts that a ``Collector`` has at hand. Buckets of 0 observations are left out.
    ///
    /// - Parameters:
    ///   - schema: The resolution, -4 to 8.
    ///   - zeroThreshold: The largest magnitude in the zero bucket; the default is that of Prometheus' specification.
    ///   - positive: Observations by bucket index i, of the bucket (base^(i-1), base^i] with base = 2^(2^-schema).
    ///   - negative: The same for the mirrored buckets.
    ///   - notNumbers: How many NaNs were observed; they are in no bucket.
    ///   - sum: Of all observations, so NaN where one is not a number: scrapers refuse other histograms whose buckets
    ///     do not add up to their count.
    /// - Throws: ``RegistrationError`` when the schema or the threshold is out of range, no double lies in a bucket of
    ///   that index, there are more than 2^63 - 1 observations, the most that Prometheus can hold, or a NaN was
    ///   observed and the sum is a number.
    public init(
        schema: Int, zeroThreshold: Double = 0x1p-128, zeroCount: UInt64 = 0, positive: [Int: UInt64],
        negative: [Int: UInt64] = [:], notNumbers: UInt64 = 0, sum: Double
    ) throws(RegistrationError) {
        guard -4...8 ~= schema else {
            throw RegistrationError(.buckets, "schema \(schema) of a native histogram is not in -4...8")
        }
        guard zeroThreshold >= 0, zeroThreshold < .infinity else {
            throw RegistrationError(
                .buckets, "zero threshold \(zeroThreshold) of a native histogram must be finite and not negative")
        }
        let positive = try Buckets(positive, schema: schema)
        let negative = try Buckets(negative, schema: schema)
        guard notNumbers == 0 || sum.isNaN else {
            throw RegistrationError(
                .buckets, "the sum of a native histogram with NaNs among its observations is NaN, not \(sum)")
        }
        var count: UInt64 = 0
        for addend in [zeroCount, notNumbers] + positive.counts + negative.counts {
            let (sum, overflows) = count.addingReportingOverflow(addend)
            guard !overflows, sum <= UInt64(Int64.max) else {
                throw RegistrationError(.buckets, "a native histogram's observations are more than 2^63 - 1")
            }
            count = sum
        }
        self.init(
            schema: schema, zeroThreshold: zeroThreshold, zeroCount: zeroCount, count: count,
            sum: sum, positive: positive, negative: negative)
    }
}

extension NativeHistogramValue.Buckets {
    /// Spans without gaps over the buckets that have observations.
    fileprivate init(_ counts: [Int: UInt64], schema: Int) throws(RegistrationError) {
        // From the least double, 2^-1074, to the infinities, which lie one bucket above the largest double.
        let indices =
            schema >= 0 ? (-1074 << schema)...((1024 << schema) + 1) : -(1074 >> -schema)...((1024 >> -schema) + 1)
        var spans: [Span] = []
        var populated: [UInt64] = []
        var next = 0
        for (index, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
            guard indices ~= index else {
                throw RegistrationError(
                    .buckets, "no number is in bucket \(index) of a native histogram of schema \(schema)")
            }
            if let last = spans.last, index == next {
                spans[spans.count - 1] = Span(offset: last.offset, length: last.length + 1)
            } else {
                spans.append(Span(offset: index - next, length: 1))
            }
            populated.append(count)
            next = index + 1
        }
        self.init(spans: spans, counts: populated)
    }
}
