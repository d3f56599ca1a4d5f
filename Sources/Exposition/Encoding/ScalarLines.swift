import NinesMetrics

/// The lines of a counter or gauge family: one for each child.
struct ScalarLines {
    enum Column {
        case counters([CounterValue])
        case gauges([Double])
    }

    private let name: [UInt8]
    private let labels: LabelColumn
    private let column: Column
    private let style: NumberText.Style
    private var child = 0

    init(_ family: FamilySnapshot, _ column: Column, style: NumberText.Style) {
        name = Array(family.descriptor.name.utf8)
        labels = family.labels
        self.column = column
        self.style = style
    }

    /// See ``SampleLines/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        while child < labels.count, text.count < limit {
            text.append(contentsOf: name)
            text.append(labels: labels.text[labels.range(child)])
            text.append(UInt8(ascii: " "))
            switch column {
            case .counters(let values): NumberText.append(values[child], style: style, to: &text)
            case .gauges(let values): NumberText.append(values[child], style: style, to: &text)
            }
            text.append(UInt8(ascii: "\n"))
            child += 1
        }
        return child == labels.count
    }
}

extension [UInt8] {
    /// Appends a rendered label set in braces, and nothing for an empty one.
    mutating func append(labels: ArraySlice<UInt8>) {
        guard !labels.isEmpty else { return }
        append(UInt8(ascii: "{"))
        append(contentsOf: labels)
        append(UInt8(ascii: "}"))
    }
}
