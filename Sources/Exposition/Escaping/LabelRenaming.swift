import NinesMetrics

/// New names for the labels of one family, in the text that is rendered already: values are copied as they stand.
struct LabelRenaming {
    private var names = LabelNumbers()
    /// One for each of `names`.
    private var newNames: [[UInt8]] = []

    /// Of names that would become the same, each later one gets another `_`, and from the ninth on a number. A state
    /// set's label of states comes first, then names that are legal already, then the others in order of their bytes:
    /// an order that does not depend on which children there are.
    ///
    /// - Parameter states: the name of the label of states, if the family is a state set.
    init(of column: LabelColumn, by scheme: EscapingScheme, states: String?) {
        // No label outlives the closure that it is lent to.
        column.forEachSet { labels in
            while let (name, _) = labels.next() { _ = names.number(of: name.text) }
        }
        let labels = names.texts.indices.map { number in
            let name = LabelNumbers.decoded(names.texts[number])
            let isOfStates = states.map { $0.utf8.elementsEqual(name.utf8) } ?? false
            let rank = isOfStates ? 0 : NameRules.isLegal(name, colons: false) ? 1 : 2
            return (number: number, name: name, rank: rank)
        }
        newNames = names.texts
        var taken: Set<String> = []
        // How many numbers a name has used up: not tried again for each of thousands.
        var numbers: [String: Int] = [:]
        for label in labels.sorted(by: {
            $0.rank == $1.rank ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.rank < $1.rank
        }) {
            let base = Self.escaped(label.name, by: scheme)
            var (escaped, number) = (base, numbers[base, default: 0])
            while !taken.insert(escaped).inserted {
                number += 1
                escaped = Self.unreserved(base + (number < 9 ? String(repeating: "_", count: number) : "_\(number)"))
            }
            numbers[base] = number
            newNames[label.number] = Array(escaped.utf8)
        }
    }

    /// `..name..` must not become a name that Prometheus keeps for itself.
    static func escaped(_ name: String, by scheme: EscapingScheme) -> String {
        unreserved(scheme.escaped(name, .label))
    }

    private static func unreserved(_ name: String) -> String {
        name.utf8.starts(with: "__".utf8) ? "exported" + name : name
    }

    /// - Parameter column: the column that the names are of.
    mutating func apply(to column: LabelColumn) -> LabelColumn {
        var text: [UInt8] = []
        text.reserveCapacity(column.text.count)
        var ends: [Int] = []
        ends.reserveCapacity(column.count)
        // As above.
        column.forEachSet { labels in
            let start = text.count
            while let (name, value) = labels.next() {
                if text.count > start { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: newNames[names.number(of: name.text)])
                text.append(UInt8(ascii: "="))
                text.append(UInt8(ascii: "\""))
                text.append(contentsOf: value.text)
                text.append(UInt8(ascii: "\""))
            }
            ends.append(text.count)
        }
        return LabelColumn(text: text, ends: ends)
    }
}

extension LabelColumn {
    fileprivate func forEachSet(_ body: (inout RenderedLabels) -> Void) {
        text.withUnsafeBufferPointer { text in
            for index in 0..<count {
                var labels = RenderedLabels(UnsafeBufferPointer(rebasing: text[range(index)]))
                body(&labels)
            }
        }
    }
}

/// The different names of a column's labels, numbered as they come.
private struct LabelNumbers {
    /// Without quotes, but escaped as values are. A name that stands without quotes needs no escapes, so no two names
    /// have the same text.
    private(set) var texts: [[UInt8]] = []
    private var numbers: [[UInt8]: Int] = [:]
    /// The number that comes next if this label set has the names of the one before: then nothing is hashed.
    private var expected = 0

    mutating func number(of text: UnsafeBufferPointer<UInt8>) -> Int {
        if expected >= texts.count { expected = 0 }
        var number = expected
        if texts.isEmpty || !texts[number].elementsEqual(text) {
            let text = Array(text)
            number = numbers[text] ?? texts.count
            if number == texts.count {
                texts.append(text)
                numbers[text] = number
            }
        }
        expected = number + 1
        return number
    }

    /// The name that `text` stands for.
    static func decoded(_ text: [UInt8]) -> String {
        // Read as the label set that has this name alone.
        let set = Array("\"".utf8) + text + Array("\"=\"1\"".utf8)
        return LabelColumn(text: set, ends: [set.count]).labels(0).first?.name ?? ""
    }
}
