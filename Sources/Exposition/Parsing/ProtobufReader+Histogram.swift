import NinesMetrics

extension ProtobufReader {
    /// Count, sum and buckets, of integers or of floating-point numbers that are whole: others cannot be told here.
    func histogram(_ range: Range<Int>, into metric: inout MetricMessage) throws(Malformed) {
        var buckets: [CompositeReading.Pair] = []
        var native = HistogramFields()
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .number(let count)): metric.composite.count = count
            case (2, .bits(let sum)): metric.composite.sum = Double(bitPattern: sum)
            // Enough to see that the page has more samples than the limit, and no more memory for it.
            case (3, .bytes(let range)) where buckets.count <= limits.samples:
                let (bucket, exemplar) = try bucket(range)
                metric.bucketExemplars[buckets.count] = exemplar
                buckets.append(bucket)
            case (4, .bits(let bits)): try set(&metric.composite.count, bits, at: fields.position - 8)
            case (5, .number(let schema)): native.schema = Int64(zigZag: schema)
            case (6, .bits(let threshold)): native.zeroThreshold = Double(bitPattern: threshold)
            case (7, .number(let count)): native.zeroCount = count
            case (8, .bits(let bits)): try set(&native.zeroCount, bits, at: fields.position - 8)
            case (9, .bytes(let range)), (12, .bytes(let range)):
                native.spans[field == 12, default: []].append(try span(range))
            case (10, _), (13, _): try append(differences: value, to: &native.counts[field == 13, default: []])
            case (11, _), (14, _):
                try append(counts: value, to: &native.counts[field == 14, default: []], at: fields.position)
            case (15, .bytes(let range)): metric.created = try time(range)
            case (16, .bytes(let range)): metric.exemplars.append(try exemplar(range))
            default: continue
            }
        }
        try put(buckets, native, into: &metric, at: range.lowerBound)
    }

    private func put(
        _ buckets: [CompositeReading.Pair], _ native: HistogramFields, into metric: inout MetricMessage,
        at position: Int
    ) throws(Malformed) {
        let count = metric.composite.count
        if native.isNative {
            guard let value = native.value(count: count, sum: metric.composite.sum) else {
                throw Malformed(
                    position: position, reason: "the spans of a native histogram do not cover its buckets",
                    rule: .histogram)
            }
            metric.composite.native = value
        }
        guard !buckets.isEmpty || !native.isNative else { return }
        // The bucket of +Inf may be left out: it is the count.
        let isWhole = buckets.last?.key == .infinity
        metric.composite.buckets = buckets + (isWhole ? [] : [.init(key: .infinity, value: Double(count))])
    }

    private func bucket(_ range: Range<Int>) throws(Malformed) -> (CompositeReading.Pair, Exemplar?) {
        var (bound, count): (Double, UInt64) = (0, 0)
        var exemplar: Exemplar?
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .number(let number)): count = number
            case (2, .bits(let bits)): bound = Double(bitPattern: bits)
            case (3, .bytes(let range)): exemplar = try self.exemplar(range)
            case (4, .bits(let bits)): try set(&count, bits, at: fields.position - 8)
            default: continue
            }
        }
        return (CompositeReading.Pair(key: bound, value: Double(count)), exemplar)
    }

    private func span(_ range: Range<Int>) throws(Malformed) -> NativeHistogramValue.Buckets.Span {
        var (offset, length): (Int64, UInt64) = (0, 0)
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            guard case .number(let number) = value else { continue }
            if field == 1 { offset = Int64(zigZag: number) }
            if field == 2 { length = number }
        }
        guard let offset = Int32(exactly: offset), let length = Int32(exactly: length) else {
            throw Malformed(position: range.lowerBound, reason: "a span of \(length) buckets from \(offset) on")
        }
        return NativeHistogramValue.Buckets.Span(offset: Int(offset), length: Int(length))
    }

    /// Each bucket's difference from the one before, packed or not.
    private func append(differences value: WireReading.Value, to counts: inout [UInt64]) throws(Malformed) {
        switch value {
        case .number(let number): counts.append((counts.last ?? 0) &+ UInt64(bitPattern: Int64(zigZag: number)))
        case .bytes(let range):
            var list = WireReading(bytes, range)
            while !list.isAtEnd {
                counts.append((counts.last ?? 0) &+ UInt64(bitPattern: Int64(zigZag: try list.varint())))
            }
        case .bits, .other: return
        }
    }

    /// Each bucket's count as a double, packed or not.
    ///
    /// - Parameter end: where the value ends.
    private func append(
        counts value: WireReading.Value, to counts: inout [UInt64], at end: Int
    ) throws(Malformed) {
        switch value {
        case .number, .other: return
        case .bits(let bits): counts.append(try whole(bits, at: end - 8))
        case .bytes(let range):
            var list = WireReading(bytes, range)
            while !list.isAtEnd { counts.append(try whole(try list.fixed(8), at: list.position - 8)) }
        }
    }

    /// 0 says that the count is told as an integer.
    private func set(_ count: inout UInt64, _ bits: UInt64, at position: Int) throws(Malformed) {
        if bits != 0 { count = try whole(bits, at: position) }
    }

    private func whole(_ bits: UInt64, at position: Int) throws(Malformed) -> UInt64 {
        let value = Double(bitPattern: bits)
        guard let whole = UInt64(exactly: value) else {
            // Float histograms, which arithmetic makes: nothing is wrong with the bytes.
            let why =
                value > 0 && value < 0x1p64
                ? "counts that are not whole are not read" : "it is not a whole number from 0 to 2^64 - 1"
            throw Malformed(position: position, reason: "a count of \(value): \(why)", rule: .histogram)
        }
        return whole
    }
}
