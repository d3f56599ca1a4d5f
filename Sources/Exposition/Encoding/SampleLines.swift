import NinesMetrics

/// The sample lines of one family, and how far they are written.
enum SampleLines {
    case scalars(ScalarLines)
    case histograms(HistogramLines)

    init(_ family: FamilySnapshot, grammar: ExpositionFormat.Grammar) {
        switch family.values {
        case .counters(let values):
            self = .scalars(ScalarLines(family, .counters(values), style: grammar.numberStyle))
        case .gauges(let values):
            self = .scalars(ScalarLines(family, .gauges(values), style: grammar.numberStyle))
        case .histograms(let column):
            self = .histograms(HistogramLines(family, column, grammar: grammar))
        case .nativeHistograms, .summaries:
            self = .scalars(ScalarLines(family, .gauges([]), style: grammar.numberStyle))
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
        }
    }
}

extension ExpositionFormat.Grammar {
    /// The style of gauges, sums and counters that are not whole.
    var numberStyle: NumberText.Style {
        switch self {
        case .text: .go
        case .openMetrics, .openMetrics2, .protobuf: .openMetrics
        }
    }
}
