/// The order in which samples that a collector hands over are exposed: that of their label values' bytes. Of samples
/// with the same labels only the first is.
struct SampleOrder {
    let labels: LabelColumn
    /// For each set of `labels`, which of the samples it is of.
    let positions: [Int]

    /// - Throws: ``RegistrationError`` when a label name is not legal in a family of that type, or given twice.
    init(_ labelSets: [[Label]], of family: FamilyDescriptor) throws(RegistrationError) {
        var rendered: [[UInt8]] = []
        rendered.reserveCapacity(labelSets.count)
        var hasQuotedNames = false
        for labels in labelSets {
            let names = labels.map(\.name)
            try NameRules.checkLabels(names, of: family.name, type: family.type, scheme: family.nameScheme)
            hasQuotedNames = hasQuotedNames || !names.allSatisfy { NameRules.isLegal($0, colons: false) }
            var text: [UInt8] = []
            var isFirst = true
            for label in labels {
                LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
            }
            rendered.append(text)
        }
        // Ties keep their order, so "the first" does not depend on the sort.
        let sorted = rendered.indices.sorted { lhs, rhs in
            rendered[lhs] == rendered[rhs] ? lhs < rhs : rendered[lhs].lexicographicallyPrecedes(rendered[rhs])
        }
        var positions: [Int] = []
        var text: [UInt8] = []
        var ends: [Int] = []
        for position in sorted {
            if let previous = positions.last, rendered[previous] == rendered[position] { continue }
            positions.append(position)
            text += rendered[position]
            ends.append(text.count)
        }
        labels = LabelColumn(text: text, ends: ends, hasQuotedNames: hasQuotedNames)
        self.positions = positions
    }

    /// The created times in this order, where every sample has one.
    func created(_ times: [UnixTime?]) -> [UnixTime]? {
        let known = positions.compactMap { times[$0] }
        return known.count == positions.count ? known : nil
    }
}
