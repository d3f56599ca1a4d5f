import NinesMetrics

/// New names for the labels of one family, in the text that is rendered already: values are copied as they stand.
struct LabelRenaming {
    /// By the name as it stands in the text, with its quotes and escapes. Without the names that stay.
    private let newNames: [ArraySlice<UInt8>: [UInt8]]

    /// Of names that would become the same, the later gets another `_`. A state set's label of states comes first, then
    /// names that are legal already, then the others in order of their bytes: an order that does not depend on which
    /// children there are.
    ///
    /// - Parameter states: the name of the label of states, if the family is a state set.
    init(of column: LabelColumn, by scheme: EscapingScheme, states: String?) {
        var texts: Set<ArraySlice<UInt8>> = []
        for index in 0..<column.count {
            var rest = column.text[column.range(index)]
            while let label = RenderedLabel(first: &rest) { texts.insert(label.name) }
        }
        let labels = texts.map { text in
            let name = RenderedLabel.decoded(text)
            let isOfStates = states.map { $0.utf8.elementsEqual(name.utf8) } ?? false
            return (text: text, name: name, rank: isOfStates ? 0 : text.first == UInt8(ascii: "\"") ? 2 : 1)
        }
        var taken: Set<String> = []
        var newNames: [ArraySlice<UInt8>: [UInt8]] = [:]
        for label in labels.sorted(by: {
            $0.rank == $1.rank ? $0.text.lexicographicallyPrecedes($1.text) : $0.rank < $1.rank
        }) {
            var escaped = scheme.escaped(label.name, .label)
            while !taken.insert(escaped).inserted { escaped += "_" }
            if !escaped.utf8.elementsEqual(label.text) { newNames[label.text] = Array(escaped.utf8) }
        }
        self.newNames = newNames
    }

    func apply(to column: LabelColumn) -> LabelColumn {
        var text: [UInt8] = []
        text.reserveCapacity(column.text.count)
        var ends: [Int] = []
        ends.reserveCapacity(column.count)
        for index in 0..<column.count {
            let start = text.count
            var rest = column.text[column.range(index)]
            while let label = RenderedLabel(first: &rest) {
                if text.count > start { text.append(UInt8(ascii: ",")) }
                text += newNames[label.name].map { $0[...] } ?? label.name
                text += label.value
            }
            ends.append(text.count)
        }
        return LabelColumn(text: text, ends: ends)
    }
}

/// One label of a set as it stands in a ``LabelColumn``'s text.
private struct RenderedLabel {
    /// With its quotes and escapes, if it has some.
    let name: ArraySlice<UInt8>
    /// From the equals sign to the closing quote.
    let value: ArraySlice<UInt8>

    /// Takes the first label from `text`, and the comma behind it; nil at the end.
    init?(first text: inout ArraySlice<UInt8>) {
        guard let first = text.first else { return nil }
        let nameEnd =
            first == UInt8(ascii: "\"")
            ? Self.endOfString(in: text) : text.firstIndex(of: UInt8(ascii: "=")) ?? text.endIndex
        name = text[..<nameEnd]
        let valueEnd = Self.endOfString(in: text[nameEnd...].dropFirst())
        value = text[nameEnd..<valueEnd]
        text = text[valueEnd...].dropFirst()
    }

    /// Behind the closing quote of the string that `text` begins with.
    private static func endOfString(in text: ArraySlice<UInt8>) -> Int {
        var isEscaped = false
        for (index, byte) in zip(text.indices, text).dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return index + 1
            }
        }
        return text.endIndex
    }

    /// The name that `text` stands for.
    static func decoded(_ text: ArraySlice<UInt8>) -> String {
        guard text.first == UInt8(ascii: "\"") else { return String(decoding: text, as: UTF8.self) }
        // Read as the label set that has this name alone.
        let set = text + Array("=\"1\"".utf8)
        return LabelColumn(text: Array(set), ends: [set.count]).labels(0).first?.name ?? ""
    }
}
