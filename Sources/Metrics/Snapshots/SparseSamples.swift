/// Samples of a family with many label names, of which each sample has few: in the same order as ``SampleOrder`` has
/// others, without a place for each name in each sample.
struct SparseSamples {
    private let names: [String]
    /// Of each sample the labels that are there, by the place of their names in `names`.
    private let samples: [[(place: Int, value: String)]]

    init(_ labelSets: [[Label]], _ names: [String]) {
        self.names = names
        let places = names.places
        samples = labelSets.map { labels in
            labels.compactMap { label in
                label.value.isEmpty ? nil : places[Array(label.name.utf8)].map { ($0, label.value) }
            }.sorted { $0.0 < $1.0 }
        }
    }

    /// The label sets in order, and which sample each is of: of those with the same labels the first.
    func ordered() -> (LabelColumn, [Int]) {
        var positions: [Int] = []
        for position in samples.indices.sorted(by: { order($0, $1) ?? ($0 < $1) }) {
            if let last = positions.last, order(last, position) == nil { continue }
            positions.append(position)
        }
        var (text, ends) = ([UInt8](), SetEnds(capacity: positions.count))
        for position in positions {
            var isFirst = true
            for (place, value) in samples[position] {
                LabelText.append(name: names[place], value: value.utf8, isFirst: &isFirst, to: &text)
            }
            ends.append(text.count)
        }
        let areLegal = names.allSatisfy { NameRules.isLegal($0, colons: false) }
        return (LabelColumn(text: text, ends: ends, hasQuotedNames: !areLegal), positions)
    }

    /// Whether the first comes before the second; nil when they have the same labels.
    private func order(_ first: Int, _ second: Int) -> Bool? {
        let (first, second) = (samples[first], samples[second])
        for (left, right) in zip(first, second) {
            // An absent label comes before one that is there.
            if left.place != right.place { return left.place > right.place }
            if !left.value.hasSameBytes(as: right.value) {
                return left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
            }
        }
        return first.count == second.count ? nil : first.count < second.count
    }
}
