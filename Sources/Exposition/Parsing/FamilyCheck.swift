import NinesMetrics

/// What the lines of one family must say together. Sources: OpenMetrics 1.0, "Metric Types" and "Overall Structure";
/// for the text formats "Grouping and sorting" and "Histograms and summaries" of Prometheus' description.
struct FamilyCheck {
    let name: [UInt8]
    let line: Int
    private let format: PageFormat
    private let isOpenMetrics: Bool
    private let isVersion2: Bool
    private var type = MetricType.unknown
    /// The endings of its samples' names.
    private var suffixes = [SampleSuffix.none]
    private var sampleNames: [[UInt8]]
    /// That of the sample before, as most lines repeat it.
    private var last: (name: PageText, index: Int)?
    /// The label that tells a metric's samples apart: a state set's is named as the family.
    private var specialLabel: [UInt8]?
    private var metadata: Set<String> = []
    private var hasSamples = false

    private var group: LabelSetHash?
    private var groupTimestamp: Double?
    /// In OpenMetrics 2.0 a state is a metric of its own, with times of its own; what stands together is its group.
    private var stateTimestamps: [LabelSetHash: Double?] = [:]
    private var seenGroups = LabelSetTable()
    private var seenSeries = LabelSetTable()
    private var histogram = HistogramCheck()
    private var histograms: [LabelSetHash: HistogramCheck] = [:]
    private var found: [MetricParseError] = []

    init(_ name: [UInt8], format: PageFormat, line: Int) {
        self.name = name
        self.format = format
        isOpenMetrics = format.isOpenMetrics
        isVersion2 = format == .openMetrics2
        self.line = line
        sampleNames = [name]
    }

    mutating func setType(_ type: MetricType) {
        self.type = type
        suffixes = type.sampleSuffixes(in: format)
        sampleNames = suffixes.map { name + $0.bytes }
        last = nil
        specialLabel = (isVersion2 ? nil : type.specialLabel) ?? (type == .stateSet ? name : nil)
    }

    /// Every name that no other family may have.
    var claims: Set<[UInt8]> { Set(sampleNames + [name]) }

    func isNamed(_ text: PageText, of reader: borrowing PageReader) -> Bool {
        reader.isEqual(text, name)
    }

    /// Which of its samples' names that is; nil when it is none.
    mutating func suffixIndex(_ text: PageText, of reader: borrowing PageReader) -> Int? {
        if let last, reader.isEqual(text, last.name) { return last.index }
        guard let index = sampleNames.firstIndex(where: { reader.isEqual(text, $0) }) else { return nil }
        last = (text, index)
        return index
    }

    /// A metadata line of that kind.
    mutating func take(_ keyword: String, of reader: borrowing PageReader) throws(MetricParseError) {
        let named = String(decoding: name, as: UTF8.self).debugDescription
        guard !hasSamples else {
            throw error(.metadata, reader, "\(keyword) of \(named) behind its samples")
        }
        guard metadata.insert(keyword).inserted else {
            throw error(.metadata, reader, "a second \(keyword) of \(named)")
        }
    }

    /// - Parameter index: which of the family's names the sample has; nil when it is none.
    mutating func check(
        _ sample: PageSample, suffix index: Int?, of reader: borrowing PageReader
    ) throws(MetricParseError) {
        hasSamples = true
        let suffix = index.map { suffixes[$0] } ?? .none
        let special = type == .stateSet || suffix.text == type.specialSuffix || isVersion2 ? specialLabel : nil
        let bound = try special.map { name throws(MetricParseError) in try self.bound(name, of: reader) }
        let key = LabelSetHash(of: reader, without: special)
        let isNewGroup = try checkGroup(key, sample, reader)
        // A metric of one sample is a series; else each of its samples is one.
        let series = special == nil ? key : LabelSetHash(of: reader)
        let isNew =
            special == nil && suffixes.count == 1 ? isNewGroup : seenSeries.insert(series.with(suffix: index ?? 0))
        if isVersion2, type == .stateSet {
            if let before = stateTimestamps.updateValue(sample.timestamp, forKey: series) {
                try checkTime(sample, after: before, reader)
            }
        }
        // Points of one series at several times may become equal when times are rounded.
        guard isNew || sample.timestamp != nil else {
            throw error(.duplicate, reader, "a second sample with the same name and labels")
        }
        if isOpenMetrics { try checkValue(sample, suffix, reader) }
        if isVersion2 { return try checkDetails(sample, reader) }
        if type == .histogram || type == .gaugeHistogram {
            try histogram.add(sample, suffix: suffix.text, bound: bound ?? nil, of: reader)
        }
    }

    /// The number of a bucket's or quantile's label; nil for a state's name.
    private func bound(_ label: [UInt8], of reader: borrowing PageReader) throws(MetricParseError) -> Double? {
        var text: String { String(decoding: label, as: UTF8.self).debugDescription }
        guard let found = reader.labels.first(where: { reader.isEqual($0.name, label) }) else {
            throw error(type.rule, reader, "a sample of a \(type.rawValue) without the label \(text)")
        }
        guard type != .stateSet else { return nil }
        let value = try? DecimalNumber.parse(reader.scan, found.value.start..<found.value.end)
        var written: String { reader.quoted(found.value.start, to: found.value.end) }
        guard let value, type == .summary || !value.isNaN else {
            throw error(type.rule, reader, at: found.value.start, "\(text) is \(written), not a number")
        }
        guard isOpenMetrics else { return value }
        if type == .summary, !(0...1 ~= value) {
            throw error(.summary, reader, at: found.value.start, "quantile \(written) is not in 0 to 1")
        }
        if value == .infinity, reader.string(found.value) != "+Inf" {
            throw error(
                type.rule, reader, at: found.value.start, "the last upper bound must be written +Inf, not \(written)")
        }
        return value
    }

    /// - Returns: whether the page has not had the metric before.
    private mutating func checkGroup(
        _ key: LabelSetHash, _ sample: PageSample, _ reader: borrowing PageReader
    ) throws(MetricParseError) -> Bool {
        var isNew = false
        if key == group {
            if !isVersion2 || type != .stateSet {
                try checkTime(sample, after: groupTimestamp, reader)
                if let before = groupTimestamp, let time = sample.timestamp, time != before { startPoint() }
            }
        } else {
            isNew = seenGroups.insert(key)
            guard isNew || !isOpenMetrics else {
                throw error(.grouping, reader, "the samples of a metric do not stand together")
            }
            if type == .histogram || type == .gaugeHistogram {
                storeHistogram()
                histogram = histograms.removeValue(forKey: key) ?? HistogramCheck()
            }
            if isOpenMetrics { seenSeries.removeAll() }
            if !stateTimestamps.isEmpty { stateTimestamps = [:] }
        }
        group = key
        groupTimestamp = sample.timestamp
        return isNew
    }

    private func checkTime(
        _ sample: PageSample, after before: Double?, _ reader: borrowing PageReader
    ) throws(MetricParseError) {
        guard isOpenMetrics else { return }
        guard (sample.timestamp == nil) == (before == nil) else {
            throw error(.timestamp, reader, "of one metric's samples, some have a timestamp and some have none")
        }
        if let before, let time = sample.timestamp, time < before {
            throw error(.timestamp, reader, "the time goes back within a metric")
        }
    }

    /// Another point of the same metric.
    private mutating func startPoint() {
        guard isOpenMetrics else { return }
        if !isVersion2 { found += histogram.finish(name, type, format) }
        histogram = HistogramCheck()
        seenSeries.removeAll()
    }

    private mutating func storeHistogram() {
        guard let group, !isVersion2, type == .histogram || type == .gaugeHistogram else { return }
        // A text page may come back to a metric; in OpenMetrics it is complete.
        if isOpenMetrics {
            found += histogram.finish(name, type, format)
        } else {
            histograms[group] = histogram
        }
    }

    private func checkValue(
        _ sample: PageSample, _ suffix: SampleSuffix, _ reader: borrowing PageReader
    ) throws(MetricParseError) {
        let value = sample.value
        if suffix.isAmount, value.isNaN { throw error(type.rule, reader, "a \(suffix.text) is NaN") }
        if suffix.isAmount, value < 0, suffix.text != "_gsum" {
            throw error(type.rule, reader, "a \(suffix.text) is negative")
        }
        if suffix.isWhole, value != value.rounded() || value.isInfinite {
            throw error(type.rule, reader, "a \(suffix.text) is not a whole number")
        }
        if type == .summary, suffix.text.isEmpty, value < 0 {
            throw error(.summary, reader, "a quantile's value is negative")
        }
        if type == .info, value != 1 { throw error(.info, reader, "an info's value is not 1") }
        if type == .stateSet, value != 0, value != 1 { throw error(.stateSet, reader, "a state's value is not 0 or 1") }
        guard sample.exemplar != nil else { return }
        guard suffix.text == "_total" || (suffix.text == "_bucket" && type != .summary) else {
            throw error(.exemplar, reader, "an exemplar on a sample that is neither a counter's total nor a bucket")
        }
    }

    /// What OpenMetrics 2.0 has in the value of one sample.
    private func checkDetails(_ sample: PageSample, _ reader: borrowing PageReader) throws(MetricParseError) {
        let isComposite = reader.details.composite != nil
        let wantsComposite = type == .histogram || type == .gaugeHistogram || type == .summary
        // What no line gives a type may have either.
        guard isComposite == wantsComposite || type == .unknown else {
            throw error(
                type.rule, reader,
                wantsComposite
                    ? "the value of a \(type.rawValue) is not in braces" : "a \(type.rawValue) has a value in braces")
        }
        if type == .counter, sample.value.isNaN || sample.value < 0 {
            throw error(.counter, reader, "a counter is \(sample.value.isNaN ? "NaN" : "negative")")
        }
        if !reader.details.exemplars.isEmpty, type != .counter, type != .histogram, type != .gaugeHistogram {
            throw error(.exemplar, reader, "an exemplar on a sample that is neither a counter nor a histogram")
        }
        if reader.details.created != nil, ![.counter, .histogram, .summary].contains(type) {
            throw error(.timestamp, reader, "a start time of a \(type.rawValue)")
        }
        guard let composite = reader.details.composite else { return }
        if let problem = composite.problem(as: type) ?? composite.problemInOpenMetrics(as: type) {
            throw error(type.rule, reader, problem)
        }
        guard let reserved = composite.reservedLabel else { return }
        let name = Array(reserved.utf8)
        if reader.labels.contains(where: { reader.isEqual($0.name, name) }) {
            throw error(.label, reader, "the label \"\(reserved)\" is what the value in braces says")
        }
    }

    /// What is wrong with the family as a whole.
    mutating func finish(unit: String?) -> [MetricParseError] {
        storeHistogram()
        for check in histograms.values { found += check.finish(name, type, format) }
        if let unit, !unit.isEmpty, isOpenMetrics {
            if type == .info || type == .stateSet {
                found.append(atFamily(.unit, "a family of type \(type.rawValue) has no unit, but \"\(unit)\" is given"))
            } else if !isVersion2, !name.ends(with: Array("_\(unit)".utf8)) {
                let text = String(decoding: name, as: UTF8.self).debugDescription
                found.append(atFamily(.unit, "\(text) with the unit \"\(unit)\" must end in _\(unit)"))
            }
        }
        return found
    }

    private func atFamily(_ rule: MetricParseError.Rule, _ message: String) -> MetricParseError {
        MetricParseError(line: line, column: 1, rule: rule, message)
    }

    private func error(
        _ rule: MetricParseError.Rule, _ reader: borrowing PageReader, at position: Int? = nil, _ message: String
    ) -> MetricParseError {
        reader.error(rule, at: position ?? reader.lineStart, message)
    }
}

extension [UInt8] {
    func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}

extension MetricType {
    var rule: MetricParseError.Rule {
        switch self {
        case .counter: .counter
        case .histogram, .gaugeHistogram: .histogram
        case .summary: .summary
        case .info: .info
        case .stateSet: .stateSet
        case .gauge, .unknown: .number
        }
    }

    /// The label that tells the samples of one metric apart, where its name is the same in every family.
    var specialLabel: [UInt8]? {
        switch self {
        case .histogram, .gaugeHistogram: Array("le".utf8)
        case .summary: Array("quantile".utf8)
        case .counter, .gauge, .info, .stateSet, .unknown: nil
        }
    }

    /// The ending of the samples that have that label.
    var specialSuffix: String? {
        switch self {
        case .histogram, .gaugeHistogram: "_bucket"
        case .summary: ""
        case .counter, .gauge, .info, .stateSet, .unknown: nil
        }
    }
}
