import NinesMetrics

/// A page of `MetricFamily` messages, each after its length, put together as ``ParsedPage`` has it.
struct ProtobufPage {
    private(set) var families: [ParsedFamily] = []
    private(set) var errors: [MetricParseError] = []
    private(set) var errorCount = 0
    private let page: [UInt8]
    private let isStrict: Bool
    private let limits: PageLimits
    private var samples = 0
    private var names: Set<[UInt8]> = []
    /// The number of the message that is read.
    private var line = 0

    init(_ page: [UInt8], isStrict: Bool, limits: PageLimits) {
        self.page = page
        self.isStrict = isStrict
        self.limits = limits
    }

    /// Reads up to the page's end, or to the first byte where no message begins: behind it nothing is known.
    mutating func read() {
        page.withUnsafeBufferPointer { bytes in
            let reader = ProtobufReader(bytes: bytes, limits: limits)
            var position = 0
            while position < bytes.count {
                line += 1
                guard let range = message(in: bytes, at: position) else { return }
                position = range.upperBound
                guard family(range, reader) else { return }
            }
        }
    }

    /// Where the message stands whose length is at `position`; nil, and told, where there is none.
    private mutating func message(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Range<Int>? {
        var frame = WireReading(bytes, position..<bytes.count)
        do throws(WireReading.Malformed) {
            let length = try frame.varint()
            if length <= UInt64(bytes.count - frame.position) {
                return frame.position..<frame.position + Int(length)
            }
            let there = bytes.count - frame.position
            keep(.syntax, position, "a message of \(length) bytes, of which \(there) are there")
        } catch {
            keep(error.rule, error.position, error.reason)
        }
        return nil
    }

    /// What is broken within a message hides neither what is before it there nor the next message.
    ///
    /// - Returns: false when the page has more samples than the limit.
    private mutating func family(_ range: Range<Int>, _ reader: ProtobufReader) -> Bool {
        var (name, help, unit, type): (String?, String?, String?, MetricType?) = (nil, nil, nil, .counter)
        var metrics: [Range<Int>] = []
        var fields = WireReading(reader.bytes, range)
        do throws(WireReading.Malformed) {
            while let (field, value) = try fields.next() {
                switch (field, value) {
                case (1, .bytes(let range)): name = try reader.text(range)
                case (2, .bytes(let range)): help = try reader.text(range)
                case (3, .number(let number)): type = MetricType(wireNumber: number)
                case (4, .bytes(let range)): metrics.append(range)
                case (5, .bytes(let range)): unit = try reader.text(range)
                default: continue
                }
            }
        } catch {
            keep(error.rule, error.position, error.reason)
            // Without a name there is nothing that could be told of it.
            if name == nil { return true }
        }
        guard let name, !name.isEmpty else {
            keep(.name, range.lowerBound, "a family without a name")
            return true
        }
        guard let type else {
            keep(.metadata, range.lowerBound, "\(name.debugDescription) has a type that is none")
            return true
        }
        if isStrict, !names.insert(Array(name.utf8)).inserted {
            keep(.grouping, range.lowerBound, "a second family \(name.debugDescription)")
        }
        var family = ParsedFamily(name: name, type: type, help: help, unit: unit, line: line)
        var check = MetricMessageCheck(type)
        let limits = limits
        defer { families.append(family) }
        for range in metrics {
            let metric: MetricMessage
            do throws(WireReading.Malformed) {
                metric = try reader.metric(range)
            } catch {
                keep(error.rule, error.position, "\(name.debugDescription): \(error.reason)")
                continue
            }
            samples += metric.sampleCount
            guard samples <= limits.samples else {
                keep(.limit, range.lowerBound, "more than \(limits.samples) samples; the rest of the page was not read")
                return false
            }
            if isStrict || !metric.fits(type), let (rule, problem) = check.problem(metric) {
                keep(rule, range.lowerBound, "\(name.debugDescription): \(problem)")
                if !metric.fits(type) { continue }
            }
            family.add(metric)
        }
        return true
    }

    /// - Parameter message: made only if it is kept, as each may have a long name that the page has once.
    private mutating func keep(_ rule: MetricParseError.Rule, _ position: Int, _ message: @autoclosure () -> String) {
        errorCount += 1
        guard errors.count < limits.errors else { return }
        errors.append(MetricParseError(line: line, column: position + 1, rule: rule, message()))
    }

    /// Whether a page begins as one of these does: with a message's length, then its name, then fields that are known.
    static func isLikely(_ page: [UInt8]) -> Bool {
        page.withUnsafeBufferPointer { bytes in
            do throws(WireReading.Malformed) {
                var frame = WireReading(bytes, 0..<bytes.count)
                let length = try frame.varint()
                guard length > 0, length <= UInt64(bytes.count - frame.position) else { return false }
                var fields = WireReading(bytes, frame.position..<frame.position + Int(length))
                guard let (first, value) = try fields.next(), first == 1, case .bytes(let name) = value, !name.isEmpty
                else { return false }
                while let (field, _) = try fields.next() {
                    guard 1...5 ~= field else { return false }
                }
                return true
            } catch {
                return false
            }
        }
    }
}

/// What the metrics of one message must say together, and each by itself.
struct MetricMessageCheck {
    private let type: MetricType
    /// The label of buckets or quantiles, which other formats add.
    private let special: [UInt8]?
    private var seen: Set<Set<Label>> = []

    init(_ type: MetricType) {
        self.type = type
        special = type.specialLabel
    }

    private func isReserved(_ label: Label) -> Bool {
        label.name.utf8.starts(with: "__".utf8) || special.map { label.name.utf8.elementsEqual($0) } ?? false
    }

    /// What is wrong with the next metric; nil when nothing is.
    mutating func problem(_ metric: MetricMessage) -> (MetricParseError.Rule, String)? {
        guard metric.fits(type) else { return (type.rule, "a metric that is no \(type.rawValue)") }
        let labels = Set(metric.labels)
        guard metric.labels.allSatisfy({ !$0.name.isEmpty }) else { return (.label, "a label without a name") }
        guard Set(metric.labels.map { Array($0.name.utf8) }).count == metric.labels.count else {
            return (.label, "a label is given twice")
        }
        if let label = metric.labels.first(where: isReserved) {
            return (.label, "the label name \(label.name.debugDescription) is reserved")
        }
        guard seen.insert(labels.filter { !$0.value.isEmpty }).inserted else {
            return (.duplicate, "a second metric with the same labels")
        }
        switch metric.kind {
        case .counter where metric.value.isNaN || metric.value < 0:
            return (.counter, "a counter is \(metric.value.isNaN ? "NaN" : "negative")")
        case .histogram, .summary: return metric.composite.problem(as: type).map { (type.rule, $0) }
        case .counter, .gauge, .untyped, nil: return nil
        }
    }
}

extension ParsedFamily {
    fileprivate mutating func add(_ metric: MetricMessage) {
        let child = Child(
            labels: metric.labels, created: metric.created?.seconds, timestamp: metric.timestamp?.seconds,
            exemplars: metric.exemplars, line: line)
        switch metric.kind {
        case .histogram, .summary: add(metric.composite, of: child, bucketExemplars: metric.bucketExemplars)
        case .counter, .gauge, .untyped, nil: add(metric.value, of: child)
        }
    }
}

extension MetricType {
    /// Of the enum `MetricType` of protobuf; nil for a number that it does not have.
    fileprivate init?(wireNumber: UInt64) {
        let types: [MetricType] = [.counter, .gauge, .summary, .unknown, .histogram, .gaugeHistogram]
        guard wireNumber < UInt64(types.count) else { return nil }
        self = types[Int(wireNumber)]
    }
}
