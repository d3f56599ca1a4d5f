import NinesMetrics

/// A whole page, its samples grouped into families.
///
/// ```swift
/// let page = try ParsedPage(bytes, format: .openMetrics)
/// let requests = page.family("http_requests")?.samples.first { $0.label("method") == "GET" }
/// ```
///
/// Memory and time are linear in what ``PageLimits`` lets pass.
public struct ParsedPage: Sendable {
    /// In the page's order.
    public let families: [ParsedFamily]
    /// What is wrong with the page, by line; the first ``PageLimits/errors`` of it. Lines with an error in themselves
    /// are in no family; lines that disagree with others are.
    public let errors: [MetricParseError]
    /// All errors, also those that were not kept.
    public let errorCount: Int

    /// Reads a page that must follow its format in everything.
    ///
    /// - Parameter format: What the page's content type says; without one, ``PageFormat/detected(in:)`` guesses it.
    /// - Throws: the first error of the page.
    public init(
        _ page: [UInt8], format: PageFormat, limits: PageLimits = PageLimits()
    ) throws(MetricParseError) {
        self.init(collectingErrorsIn: page, format: format, strictness: .strict, limits: limits)
        if let first = errors.first { throw first }
    }

    /// Reads what can be read of a page, line by line.
    public init(
        collectingErrorsIn page: [UInt8], format: PageFormat, strictness: PageStrictness = .lenient,
        limits: PageLimits = PageLimits()
    ) {
        guard format != .protobuf else {
            var messages = ProtobufPage(page, isStrict: strictness == .strict, limits: limits)
            messages.read()
            (families, errors, errorCount) = (messages.families, messages.errors, messages.errorCount)
            return
        }
        let builder = PageReader.read(page, format: format, strictness: strictness, limits: limits) { reader in
            var builder = PageBuilder(isStrict: strictness == .strict, format: format, limits: limits)
            builder.read(&reader)
            return builder
        }
        families = builder.families
        errors = builder.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        errorCount = builder.errorCount
    }

    /// The first family of that name; nil when the page has none.
    public func family(_ name: String) -> ParsedFamily? {
        families.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}

/// Puts the lines of a page together.
struct PageBuilder {
    private(set) var families: [ParsedFamily] = []
    private(set) var errors: [MetricParseError] = []
    private(set) var errorCount = 0
    private let isStrict: Bool
    private let format: PageFormat
    private let limits: PageLimits
    /// By name's bytes, for lenient reading of families that are torn apart.
    private var indices: [[UInt8]: Int] = [:]
    /// Every name that a family before has claimed.
    private var claimed: Set<[UInt8]> = []
    private var current: FamilyCheck?
    private var repeated = RepeatedText()
    private var currentIndex = 0
    /// A second help text behind samples: that of the next family, should it have the same name.
    private var lateHelp: String?

    init(isStrict: Bool, format: PageFormat, limits: PageLimits) {
        self.isStrict = isStrict
        self.format = format
        self.limits = limits
    }

    mutating func read(_ reader: inout PageReader) {
        while true {
            do throws(MetricParseError) {
                guard let entry = try reader.next() else { break }
                try add(entry, of: reader)
            } catch {
                keep(error)
            }
        }
        finishFamily()
    }

    private mutating func keep(_ error: MetricParseError) {
        errorCount += 1
        if errors.count < limits.errors { errors.append(error) }
    }

    private mutating func add(_ entry: PageEntry, of reader: borrowing PageReader) throws(MetricParseError) {
        switch entry {
        case .comment: return
        case .type(let name, let type):
            try openFamily(name, of: reader)
            if isStrict { try current?.take("TYPE", of: reader) }
            splitFamily(of: type, line: reader.line)
            families[currentIndex].type = type
            current?.setType(type)
        case .help(let name, let text):
            try openFamily(name, of: reader)
            if isStrict { try current?.take("HELP", of: reader) }
            let text = reader.help(text)
            if families[currentIndex].help == nil || families[currentIndex].samples.isEmpty {
                families[currentIndex].help = text
            } else {
                lateHelp = text
            }
        case .unit(let name, let text):
            try openFamily(name, of: reader)
            if isStrict { try current?.take("UNIT", of: reader) }
            families[currentIndex].unit = reader.string(text)
        case .sample(let sample):
            var suffix = current?.suffixIndex(sample.name, of: reader)
            if suffix == nil {
                try begin(sample.name, isSample: true, of: reader)
                suffix = current?.suffixIndex(sample.name, of: reader)
            }
            if isStrict { try current?.check(sample, suffix: suffix, of: reader) }
            let parsed = ParsedSample(sample, of: reader, repeated: &repeated)
            if format == .openMetrics2 {
                families[currentIndex].add(parsed, reader.details)
            } else {
                families[currentIndex].samples.append(parsed)
            }
        }
    }

    /// Makes the family of a metadata line the current one.
    private mutating func openFamily(_ name: PageText, of reader: borrowing PageReader) throws(MetricParseError) {
        if let current, current.isNamed(name, of: reader) { return }
        try begin(name, of: reader)
    }

    /// Go's client writes a gauge `a` and a counter `a_total` as two families `a` in OpenMetrics: what is of another
    /// type than the samples before is another family. Strict reading refuses such a line.
    private mutating func splitFamily(of type: MetricType, line: Int) {
        let family = families[currentIndex]
        guard !family.samples.isEmpty, family.type != .unknown, family.type != type else { return }
        indices[Array(family.name.utf8)] = families.count
        currentIndex = families.count
        families.append(ParsedFamily(name: family.name, type: type, help: lateHelp, line: line))
        lateHelp = nil
    }

    private mutating func begin(
        _ name: PageText, isSample: Bool = false, of reader: borrowing PageReader
    ) throws(MetricParseError) {
        finishFamily()
        lateHelp = nil
        var bytes = reader.bytes(name)
        if isSample, !isStrict { bytes = owner(of: bytes) ?? bytes }
        current = FamilyCheck(bytes, format: format, line: reader.line)
        if let known = indices[bytes] {
            currentIndex = known
            current?.setType(families[known].type)
            guard isStrict else { return }
            throw reader.error(
                .grouping, at: name.start,
                "the lines of \(reader.quoted(name.start, to: name.end)) do not stand together: the family began on line "
                    + "\(families[known].line)")
        }
        indices[bytes] = families.count
        currentIndex = families.count
        families.append(ParsedFamily(name: reader.string(name), type: .unknown, line: reader.line))
    }

    /// The family before whose sample has that name, with an ending of its type.
    private func owner(of sample: [UInt8]) -> [UInt8]? {
        guard indices[sample] == nil, let end = sample.lastIndex(of: UInt8(ascii: "_")) else { return nil }
        let family = Array(sample[..<end])
        guard let index = indices[family] else { return nil }
        let suffixes = families[index].type.sampleSuffixes(in: format)
        return suffixes.contains { sample[end...].elementsEqual($0.bytes) } ? family : nil
    }

    /// Checks what is known only when a family is complete.
    private mutating func finishFamily() {
        guard isStrict, var family = current else { return }
        current = nil
        for error in family.finish(unit: families[currentIndex].unit) { keep(error) }
        // A family that is torn apart has been reported.
        guard families[currentIndex].line == family.line else { return }
        for name in family.claims where !claimed.insert(name).inserted {
            keep(
                MetricParseError(
                    line: family.line, column: 1, rule: .clash,
                    "\(String(decoding: name, as: UTF8.self).debugDescription) belongs to a family before"))
        }
    }
}

extension ParsedSample {
    init(_ sample: PageSample, of reader: borrowing PageReader, repeated: inout RepeatedText) {
        name = repeated.name(sample.name, of: reader)
        labels = repeated.labels(of: reader)
        value = sample.value
        timestamp = sample.timestamp
        line = reader.line
        exemplar = sample.exemplar.map { exemplar in
            Exemplar(
                exemplar.value,
                labels: reader.exemplarLabels.map { Label(reader.string($0.name), reader.string($0.value)) },
                time: exemplar.timestamp.flatMap { UnixTime(seconds: $0) })
        }
    }
}
