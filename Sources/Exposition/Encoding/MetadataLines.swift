import NinesMetrics

/// The lines that say what a family is, before its samples.
enum MetadataLines {
    /// Appends `# HELP` and `# TYPE` as text 0.0.4 wants them, or `# TYPE`, `# UNIT` and `# HELP` in the order that
    /// OpenMetrics recommends. An empty help text has no line: parsers differ on what one would mean.
    static func append(_ family: FamilyDescriptor, grammar: ExpositionFormat.Grammar, to text: inout [UInt8]) {
        switch grammar {
        case .text:
            // A counter's metadata bear the samples' name here; a unit has no line of its own.
            append("HELP", of: family.name[...], escaped(family.help, quotes: false), to: &text)
            append("TYPE", of: family.name[...], Array(family.type.textName.utf8), to: &text)
        case .openMetrics, .openMetrics2, .protobuf:
            let name = grammar == .openMetrics ? family.baseName : family.name[...]
            append("TYPE", of: name, Array(family.type.rawValue.utf8), to: &text)
            append("UNIT", of: name, Array((family.unit ?? "").utf8), to: &text)
            append("HELP", of: name, escaped(family.help, quotes: true), to: &text)
        }
    }

    private static func append(_ keyword: String, of name: Substring, _ content: [UInt8], to text: inout [UInt8]) {
        guard !content.isEmpty else { return }
        text.append(contentsOf: "# \(keyword) ".utf8)
        LabelText.append(name: String(name), colons: true, to: &text)
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: content)
        text.append(UInt8(ascii: "\n"))
    }

    /// Backslash and line feed are escaped everywhere, quotes in OpenMetrics only: text 0.0.4 would show the backslash.
    private static func escaped(_ help: String, quotes: Bool) -> [UInt8] {
        var text: [UInt8] = []
        for byte in help.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): text.append(contentsOf: #"\\"#.utf8)
            case UInt8(ascii: "\n"): text.append(contentsOf: #"\n"#.utf8)
            case UInt8(ascii: "\"") where quotes: text.append(contentsOf: #"\""#.utf8)
            default: text.append(byte)
            }
        }
        return text
    }
}

extension MetricType {
    /// What Prometheus' text formats call it, which know five types.
    fileprivate var textName: String {
        switch self {
        case .counter, .gauge, .histogram, .summary: rawValue
        case .gaugeHistogram: "histogram"
        case .info, .stateSet: "gauge"
        case .unknown: "untyped"
        }
    }
}
