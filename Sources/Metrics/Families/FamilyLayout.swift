/// A family's children in the order in which they are exposed, with their rendered label sets: made once after a child
/// came or went, and shared by all collections until the next does.
final class FamilyLayout: Sendable {
    let column: LabelColumn
    let children: [Instrument]

    init(_ unordered: [Instrument], labelNames: [String], rows: ChildRows? = nil) {
        // The end of a value, 0xFF, sorts before all that a longer value could have there: value by value.
        children = unordered.sorted {
            $0.keyBytes.lexicographicallyPrecedes($1.keyBytes) { left, right in left &+ 1 < right &+ 1 }
        }
        var text: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(children.count)
        // Each name, with the `="",` around a value, and a character in ten escaped.
        let named = labelNames.reduce(0) { $0 + $1.utf8.count + 4 }
        text.reserveCapacity(children.reduce(0) { $0 + $1.keyBytes.count * 11 / 10 + named })
        for child in children {
            var isFirst = true
            for (name, value) in zip(labelNames, child.key.values) {
                LabelText.append(name: name, value: value, isFirst: &isFirst, to: &text)
            }
            ends.append(text.count)
        }
        let column = LabelColumn(
            text: text, ends: ends,
            hasQuotedNames: !labelNames.allSatisfy { NameRules.isLegal($0, colons: false) })
        self.column = rows?.expanded(column) ?? column
    }
}
