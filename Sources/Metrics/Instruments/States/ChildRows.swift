/// The samples of one number each that every child of a family has, told apart by one more label: a state set's states.
struct ChildRows: Sendable {
    let labelName: String
    /// In ascending order of their bytes, as label sets are; not empty.
    let values: [String]

    /// The label sets of all rows: those of `children`, each with each value in turn.
    func expanded(_ children: LabelColumn) -> LabelColumn {
        var text: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(children.count * values.count)
        for child in 0..<children.count {
            let labels = children.text[children.range(child)]
            for value in values {
                text += labels
                var isFirst = labels.isEmpty
                LabelText.append(name: labelName, value: value.utf8, isFirst: &isFirst, to: &text)
                ends.append(text.count)
            }
        }
        return LabelColumn(
            text: text, ends: ends,
            hasQuotedNames: children.hasQuotedNames || !NameRules.isLegal(labelName, colons: false))
    }
}
