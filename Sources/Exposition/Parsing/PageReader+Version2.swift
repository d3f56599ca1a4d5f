import NinesMetrics

extension PageReader {
    /// What stands behind a sample's labels in OpenMetrics 2.0: `value [timestamp] [st@time] [exemplars]`, one blank
    /// between each. `cursor` is at the value.
    mutating func valueOfVersion2(_ name: PageText) throws(MetricParseError) -> PageSample {
        details = SampleDetails()
        var value = 0.0
        if scan[cursor] == UInt8(ascii: "{") {
            let composite = try composite()
            (details.composite, value) = (composite, Double(composite.count))
        } else {
            value = try number(.number)
        }
        var timestamp: Double?
        var hasMore = try self.hasMore()
        if hasMore, scan[cursor] != UInt8(ascii: "#"), !isAtStartTime {
            timestamp = try self.timestamp()
            hasMore = try self.hasMore()
        }
        if hasMore, isAtStartTime {
            cursor += 3
            details.created = try self.timestamp()
            hasMore = try self.hasMore()
        }
        while hasMore {
            let exemplar = try self.exemplar()
            details.exemplars.append(
                Exemplar(
                    exemplar.value, labels: exemplarLabels.map { Label(string($0.name), string($0.value)) },
                    time: exemplar.timestamp.flatMap { UnixTime(seconds: $0) }))
            exemplarLabels.removeAll(keepingCapacity: true)
            // A reader that lets an exemplar pass without a time is at the next one already.
            hasMore = cursor < lineEnd && scan[cursor] == UInt8(ascii: "#") ? true : try self.hasMore()
        }
        return PageSample(name: name, value: value, timestamp: timestamp, exemplar: nil)
    }

    private var isAtStartTime: Bool {
        cursor + 3 <= lineEnd && scan[cursor] == UInt8(ascii: "s") && scan[cursor + 1] == UInt8(ascii: "t")
            && scan[cursor + 2] == UInt8(ascii: "@")
    }

    /// `{count:3,sum:1.5,bucket:[1.0:2,+Inf:3]}`: fields in the grammar's order, without blanks.
    private mutating func composite() throws(MetricParseError) -> CompositeReading {
        cursor += 1
        var composite = CompositeReading()
        let isGauge = isAt("g")
        try expect(isGauge ? "gcount:" : "count:")
        composite.count = try wholeNumber()
        try expect(isGauge ? ",gsum:" : ",sum:")
        composite.sum = try number()
        composite.isGauge = isGauge
        // The line is counted, as the count's.
        try countSample()
        if try accept(",schema:") { composite.native = try native(composite) }
        if try accept(",bucket:") { composite.buckets = try pairs(areCounts: true) }
        if try accept(",quantile:") { composite.quantiles = try pairs(areCounts: false) }
        try expect("}")
        return composite
    }

    private mutating func native(_ composite: CompositeReading) throws(MetricParseError) -> NativeHistogramValue {
        let schema = try integer()
        try expect(",zero_threshold:")
        let threshold = try number()
        try expect(",zero_count:")
        let zeroCount = try wholeNumber()
        let negative = try buckets("negative")
        let positive = try buckets("positive")
        return NativeHistogramValue(
            schema: schema, zeroThreshold: threshold, zeroCount: zeroCount, count: composite.count, sum: composite.sum,
            positive: positive, negative: negative)
    }

    private mutating func buckets(_ sign: String) throws(MetricParseError) -> NativeHistogramValue.Buckets {
        let start = cursor
        guard try accept(",\(sign)_spans:") else { return .none }
        var spans: [NativeHistogramValue.Buckets.Span] = []
        try list { reader throws(MetricParseError) in
            let offset = try reader.integer()
            try reader.expect(":")
            spans.append(NativeHistogramValue.Buckets.Span(offset: offset, length: try reader.integer()))
        }
        try expect(",\(sign)_buckets:")
        var counts: [UInt64] = []
        try list { reader throws(MetricParseError) in counts.append(try reader.wholeNumber()) }
        guard let buckets = NativeHistogramValue.Buckets(checking: spans, counts) else {
            throw error(.histogram, at: start, "the \(sign) spans do not cover \(counts.count) buckets")
        }
        return buckets
    }

    /// - Parameter areCounts: whether the values are numbers of observations.
    private mutating func pairs(areCounts: Bool) throws(MetricParseError) -> [CompositeReading.Pair] {
        var pairs: [CompositeReading.Pair] = []
        try list { reader throws(MetricParseError) in
            try reader.countSample()
            let key = try reader.number()
            try reader.expect(":")
            let value = areCounts ? Double(try reader.wholeNumber()) : try reader.number()
            pairs.append(CompositeReading.Pair(key: key, value: value))
        }
        return pairs
    }

    private mutating func list(
        _ element: (inout PageReader) throws(MetricParseError) -> Void
    ) throws(MetricParseError) {
        try expect("[")
        guard try !accept("]") else { return }
        repeat { try element(&self) } while try accept(",")
        try expect("]")
    }

    private func isAt(_ text: String) -> Bool {
        cursor + text.utf8.count <= lineEnd && zip(cursor..., text.utf8).allSatisfy { scan[$0] == $1 }
    }

    private mutating func accept(_ text: String) throws(MetricParseError) -> Bool {
        guard isAt(text) else { return false }
        cursor += text.utf8.count
        return true
    }

    private mutating func expect(_ text: String) throws(MetricParseError) {
        guard try accept(text) else {
            throw error(.syntax, "\(quoted(cursor)) where \(text.debugDescription) is due")
        }
    }

    /// The number up to the next separator of a composite value.
    private mutating func number() throws(MetricParseError) -> Double {
        let range = numberRange()
        do throws(DecimalNumber.Failure) {
            return try DecimalNumber.parse(scan, range)
        } catch {
            throw self.error(
                .number, at: range.lowerBound, "\(quoted(range.lowerBound, to: range.upperBound)) is not a number")
        }
    }

    /// All digits of it where it is written as an integer: more than a double has.
    private mutating func wholeNumber() throws(MetricParseError) -> UInt64 {
        let start = cursor
        let range = numberRange()
        var value: UInt64? = range.isEmpty ? nil : 0
        for position in range {
            let digit = scan[position] &- UInt8(ascii: "0")
            value = digit > 9 ? nil : value.flatMap { $0.tenfold(plus: UInt64(digit)) }
        }
        if let value { return value }
        cursor = start
        let number = try number()
        guard let whole = UInt64(exactly: number) else {
            // The specification lets counts of histograms be fractions: such a page is no worse, but not for here.
            let why =
                number > 0 && number < 0x1p64
                ? "counts that are not whole are not read" : "it is not a whole number from 0 to 2^64 - 1"
            throw error(.number, at: start, "a count of \(quoted(start, to: cursor)): \(why)")
        }
        return whole
    }

    private mutating func integer() throws(MetricParseError) -> Int {
        let start = cursor
        let value = try number()
        // Far more than an index or a length has, and far from overflow.
        guard let whole = Int32(exactly: value) else {
            throw error(.number, at: start, "\(quoted(start, to: cursor)) is not a whole number of 32 bits")
        }
        return Int(whole)
    }

    private mutating func numberRange() -> Range<Int> {
        let start = cursor
        while cursor < lineEnd {
            switch scan[cursor] {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: " "):
                return start..<cursor
            default: cursor += 1
            }
        }
        return start..<cursor
    }
}

extension UInt64 {
    fileprivate func tenfold(plus digit: UInt64) -> UInt64? {
        let (tenfold, overflows) = multipliedReportingOverflow(by: 10)
        let (sum, carries) = tenfold.addingReportingOverflow(digit)
        return overflows || carries ? nil : sum
    }
}
