/// The order in which samples that a collector hands over are exposed: as the children of an instrument family are, by
/// label value, label after label (see ``KeyOrder``).
///
/// The labels are in the order in which the samples first name them. A sample that names them in another order, or
/// leaves out one whose value is empty, has the same labels; of samples with the same labels only the first is exposed.
/// A state set's label of states is the last, so that the states of one set stand together, as OpenMetrics demands.
package struct SampleOrder: Sendable {
    package let labels: LabelColumn
    /// For each set of `labels`, which of the samples it is of.
    package let positions: [Int]

    /// - Throws: ``RegistrationError`` when a label name is not legal in a family of that type, or given twice, or a
    ///   state has no name.
    package init(_ labelSets: [[Label]], of family: FamilyDescriptor) throws(RegistrationError) {
        let names = try Self.names(labelSets, of: family)
        // A key has a place for each name: of many names that each only few samples have, most places would be empty.
        let labelCount = labelSets.reduce(0) { $0 + $1.count }
        guard names.count <= 16 || names.count * labelSets.count <= 8 * labelCount else {
            (labels, positions) = SparseSamples(labelSets, names).ordered()
            return
        }
        var keys = SampleKeys(names: names)
        for labels in labelSets { keys.append(labels) }
        (labels, positions) = keys.ordered()
    }

    /// All label names, each once, in the order in which the samples have them.
    private static func names(
        _ labelSets: [[Label]], of family: FamilyDescriptor
    ) throws(RegistrationError) -> [String] {
        var names: [String] = []
        var known = Set<[UInt8]>()
        var checked: [Label]?
        for labels in labelSets {
            // Most samples have the names of the one before.
            if let checked, SampleKeys.haveSameNames(checked, labels) { continue }
            // A collector names the label of states itself, which is reserved in families of instruments.
            let type = family.type == .stateSet ? .gauge : family.type
            try NameRules.checkLabels(
                labels.map(\.name), of: family.name, type: type, scheme: family.nameScheme)
            for label in labels where known.insert(Array(label.name.utf8)).inserted { names.append(label.name) }
            checked = labels
        }
        guard family.type == .stateSet else { return names }
        return try withStatesLast(names, labelSets, of: family.name)
    }

    private static func withStatesLast(
        _ names: [String], _ labelSets: [[Label]], of family: String
    ) throws(RegistrationError) -> [String] {
        for labels in labelSets {
            let state = labels.first { $0.name.hasSameBytes(as: family) }?.value ?? ""
            guard !state.isEmpty else {
                throw RegistrationError(
                    .labels,
                    "\(family): a state's name is the value of a label \"\(family)\", which is missing or empty")
            }
        }
        let others = names.filter { !$0.hasSameBytes(as: family) }
        return others.count < names.count ? others + [family] : names
    }

    /// The times in this order; nil when there is none at all.
    func timestamps(_ times: [UnixTime?]) -> [UnixTime?]? {
        times.contains { $0 != nil } ? positions.map { times[$0] } : nil
    }

    /// - Parameter timestamps: in this order, of a state set's samples.
    func checkStates(_ timestamps: [UnixTime?], of family: String) throws(RegistrationError) {
        var last: (set: ArraySlice<Label>, time: UnixTime?)?
        for (index, time) in timestamps.enumerated() {
            let set = labels.labels(index).dropLast()
            if let last, last.set == set, last.time != time {
                throw RegistrationError(
                    .value, "\(family): the states of one set have different timestamps; give all of them the same one")
            }
            last = (set, time)
        }
    }

    /// The created times in this order, where every sample has one.
    func created(_ times: [UnixTime?]) -> [UnixTime]? {
        let known = positions.compactMap { times[$0] }
        return known.count == positions.count ? known : nil
    }
}

/// The keys of samples, as instruments have them, one behind the other.
private struct SampleKeys {
    private let names: [String]
    /// Which of `names` each is, by its UTF-8; nil while they are few, as those are found faster one after the other.
    private let places: [[UInt8]: Int]?
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(names: [String]) {
        self.names = names
        places = names.count > 16 ? names.places : nil
    }

    mutating func append(_ labels: [Label]) {
        if labels.count == names.count, zip(labels, names).allSatisfy({ $0.name.hasSameBytes(as: $1) }) {
            for label in labels { append(label.value) }
        } else if let places {
            var values = Array(repeating: "", count: names.count)
            for label in labels { if let place = places[Array(label.name.utf8)] { values[place] = label.value } }
            for value in values { append(value) }
        } else {
            for name in names { append(labels.first { $0.name.hasSameBytes(as: name) }?.value ?? "") }
        }
        ends.append(bytes.count)
    }

    private mutating func append(_ value: String) {
        bytes.append(contentsOf: value.utf8)
        bytes.append(LabelKey.endOfValue)
    }

    static func haveSameNames(_ lhs: [Label], _ rhs: [Label]) -> Bool {
        lhs.count == rhs.count && zip(lhs, rhs).allSatisfy { $0.name.hasSameBytes(as: $1.name) }
    }

    /// The label sets in order, and which key each is of: of equal keys the first.
    func ordered() -> (LabelColumn, [Int]) {
        bytes.withUnsafeBytes { bytes in
            var keys: [UnsafeRawBufferPointer] = []
            keys.reserveCapacity(ends.count)
            var start = 0
            for end in ends {
                keys.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end
            }
            var positions: [Int] = []
            positions.reserveCapacity(keys.count)
            for position in KeyOrder.positions(of: keys) {
                if let last = positions.last, !KeyOrder.precedes(keys[last], keys[position]) { continue }
                positions.append(position)
            }
            let column = LabelSetText.column(
                names: names, sets: positions.count, valueBytes: LabelSetText.valueBytes(bytes)
            ) { text in
                for position in positions { text.append(keys[position]) }
            }
            return (column, positions)
        }
    }
}

extension [String] {
    /// Where each is, by its UTF-8.
    var places: [[UInt8]: Int] {
        Dictionary(enumerated().map { ([UInt8]($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension String {
    /// Equality as Prometheus sees it; `==` takes canonically equivalent strings for equal.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// The same of its end: a character of the name may reach into the suffix, as `hasSuffix` does not let it.
    package func hasByteSuffix(_ suffix: String) -> Bool { utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
}

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
