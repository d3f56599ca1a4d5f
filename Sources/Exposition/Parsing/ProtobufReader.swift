import NinesMetrics

/// Reads the messages of `io.prometheus.client` within a page. Fields that it does not know are passed over.
///
/// The pointer is that of a page for as long as it is lent; nothing here outlives that.
struct ProtobufReader {
    typealias Malformed = WireReading.Malformed

    let bytes: UnsafeBufferPointer<UInt8>
    let limits: PageLimits

    func text(_ range: Range<Int>) throws(Malformed) -> String {
        guard let base = bytes.baseAddress else { return "" }
        let scan = ByteScan(base: base, count: bytes.count)
        if !scan.isASCII(range), let wrong = scan.invalidUTF8(range) {
            throw Malformed(position: wrong, reason: "byte 0x\(String(bytes[wrong], radix: 16)) is not UTF-8")
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// Whether there is room for one more.
    private func checkLimit(_ labels: [Label], at position: Int) throws(Malformed) {
        guard labels.count < limits.labels else {
            throw Malformed(position: position, reason: "more than \(limits.labels) labels", rule: .limit)
        }
    }

    func metric(_ range: Range<Int>) throws(Malformed) -> MetricMessage {
        var metric = MetricMessage()
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .bytes(let range)):
                try checkLimit(metric.labels, at: range.lowerBound)
                metric.labels.append(try label(range))
            case (6, .number(let time)): metric.timestamp = UnixTime(milliseconds: Int64(bitPattern: time))
            case (let number, .bytes(let range)):
                guard let kind = MetricMessage.Kind(rawValue: number) else { continue }
                metric.kind = kind
                try read(kind, range, into: &metric)
            default: continue
            }
        }
        return metric
    }

    private func read(
        _ kind: MetricMessage.Kind, _ range: Range<Int>, into metric: inout MetricMessage
    ) throws(Malformed) {
        switch kind {
        case .histogram: try histogram(range, into: &metric)
        case .summary: try summary(range, into: &metric)
        case .gauge, .untyped, .counter:
            var fields = WireReading(bytes, range)
            while let (field, value) = try fields.next() {
                switch (field, value) {
                case (1, .bits(let bits)): metric.value = Double(bitPattern: bits)
                // The others have no such fields.
                case (2, .bytes(let range)) where kind == .counter: metric.exemplars = [try exemplar(range)]
                case (3, .bytes(let range)) where kind == .counter: metric.created = try time(range)
                default: continue
                }
            }
        }
    }

    private func summary(_ range: Range<Int>, into metric: inout MetricMessage) throws(Malformed) {
        var quantiles: [CompositeReading.Pair] = []
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .number(let count)): metric.composite.count = count
            case (2, .bits(let sum)): metric.composite.sum = Double(bitPattern: sum)
            // Enough to see that the page has more samples than the limit, and no more memory for it.
            case (3, .bytes(let range)) where quantiles.count <= limits.samples: quantiles.append(try pair(range))
            case (4, .bytes(let range)): metric.created = try time(range)
            default: continue
            }
        }
        metric.composite.quantiles = quantiles
    }

    /// A `Quantile`: two doubles.
    private func pair(_ range: Range<Int>) throws(Malformed) -> CompositeReading.Pair {
        var (key, number) = (0.0, 0.0)
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            guard case .bits(let bits) = value else { continue }
            if field == 1 { key = Double(bitPattern: bits) }
            if field == 2 { number = Double(bitPattern: bits) }
        }
        return CompositeReading.Pair(key: key, value: number)
    }

    func label(_ range: Range<Int>) throws(Malformed) -> Label {
        var (name, text) = ("", "")
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            guard case .bytes(let range) = value else { continue }
            if field == 1 { name = try self.text(range) }
            if field == 2 { text = try self.text(range) }
        }
        return Label(name, text)
    }

    func exemplar(_ range: Range<Int>) throws(Malformed) -> Exemplar {
        var labels: [Label] = []
        var (number, time): (Double, UnixTime?) = (0, nil)
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            switch (field, value) {
            case (1, .bytes(let range)):
                try checkLimit(labels, at: range.lowerBound)
                labels.append(try label(range))
            case (2, .bits(let bits)): number = Double(bitPattern: bits)
            case (3, .bytes(let range)): time = try self.time(range)
            default: continue
            }
        }
        return Exemplar(number, labels: labels, time: time)
    }

    /// A `google.protobuf.Timestamp`, to the millisecond.
    func time(_ range: Range<Int>) throws(Malformed) -> UnixTime {
        var (seconds, nanoseconds): (Int64, Int64) = (0, 0)
        var fields = WireReading(bytes, range)
        while let (field, value) = try fields.next() {
            guard case .number(let number) = value else { continue }
            if field == 1 { seconds = Int64(bitPattern: number) }
            if field == 2 { nanoseconds = Int64(bitPattern: number) }
        }
        guard 0..<1_000_000_000 ~= nanoseconds else {
            throw Malformed(position: range.lowerBound, reason: "a time with \(nanoseconds) nanoseconds")
        }
        // The least time has seconds whose milliseconds alone would not fit.
        let isFirst = seconds < 0 && nanoseconds > 0
        let (whole, overflows) = (isFirst ? seconds &+ 1 : seconds).multipliedReportingOverflow(by: 1000)
        let (sum, carries) = whole.addingReportingOverflow(nanoseconds / 1_000_000 - (isFirst ? 1000 : 0))
        guard !overflows, !carries else {
            throw Malformed(position: range.lowerBound, reason: "a time beyond what milliseconds in 64 bits tell")
        }
        return UnixTime(milliseconds: sum)
    }
}
