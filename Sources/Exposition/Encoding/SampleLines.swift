import NinesMetrics

/// The sample lines of one family, and how far they are written.
enum SampleLines {
    case scalars(ScalarLines)
    case histograms(HistogramLines)
    case summaries(SummaryLines)

    init(_ family: FamilySnapshot, options: LineOptions) {
        switch family.values {
        case .counters(let values): self = .scalars(ScalarLines(family, .counters(values), options: options))
        case .gauges(let values): self = .scalars(ScalarLines(family, .gauges(values), options: options))
        case .histograms(let column): self = .histograms(HistogramLines(family, column, options: options))
        case .nativeHistograms(let column):
            self = .histograms(HistogramLines(family, HistogramColumn(column), options: options))
        case .summaries(let column): self = .summaries(SummaryLines(family, column, options: options))
        }
    }

    /// Appends whole lines until `text` has `limit` bytes or more, or the family ends.
    ///
    /// - Returns: whether the family has ended.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        switch self {
        case .scalars(var lines):
            defer { self = .scalars(lines) }
            return lines.fill(&text, limit: limit)
        case .histograms(var lines):
            defer { self = .histograms(lines) }
            return lines.fill(&text, limit: limit)
        case .summaries(var lines):
            defer { self = .summaries(lines) }
            return lines.fill(&text, limit: limit)
        }
    }
}

/// What the lines of a page have, beside its samples.
struct LineOptions {
    let grammar: ExpositionFormat.Grammar
    /// Whether children's created times have lines of their own, where the grammar has such lines.
    let createdTimes: Bool

    /// The style of gauges, sums and counters that are not whole.
    var numberStyle: NumberText.Style { grammar == .text ? .go : .openMetrics }
    /// The unit of timestamps behind values; milliseconds in text.
    var timesAreSeconds: Bool { grammar != .text }
    var writesCreated: Bool { createdTimes && grammar == .openMetrics }
    var writesExemplars: Bool { grammar == .openMetrics }
}
