import NinesMetrics

/// A family in the grammar of a page, and how far it is written.
enum EncodedFamily {
    case lines(SampleLines)
    case message(FamilyMessage)
    case childLines(ChildLines)

    /// Appends what comes before the family's samples.
    init(_ family: FamilySnapshot, options: LineOptions, to chunk: inout [UInt8]) {
        let grammar = options.grammar
        switch grammar {
        case .text, .openMetrics:
            MetadataLines.append(family.descriptor, grammar: grammar, to: &chunk)
            self = .lines(SampleLines(family, options: options))
        case .openMetrics2:
            MetadataLines.append(family.descriptor, grammar: grammar, to: &chunk)
            self = .childLines(ChildLines(family))
        case .protobuf:
            self = .message(FamilyMessage(family, to: &chunk))
        }
    }

    /// Appends whole samples until `chunk` has `limit` bytes or more, or the family ends.
    ///
    /// - Returns: whether the family has ended.
    mutating func fill(_ chunk: inout [UInt8], limit: Int) -> Bool {
        switch self {
        case .lines(var lines):
            defer { self = .lines(lines) }
            return lines.fill(&chunk, limit: limit)
        case .message(var message):
            defer { self = .message(message) }
            return message.fill(&chunk, limit: limit)
        case .childLines(var lines):
            defer { self = .childLines(lines) }
            return lines.fill(&chunk, limit: limit)
        }
    }
}
