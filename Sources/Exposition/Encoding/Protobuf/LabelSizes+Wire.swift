import NinesMetrics

extension LabelColumn {
    /// How long the labels of each set are as messages. Walks all of them when it is asked for the first time; later
    /// pages need not, which saves them a third of their time.
    var wireSizes: LabelSizes { sizes { text.withUnsafeBufferPointer { LabelSizes(of: self, $0) } } }
}

extension LabelSizes {
    fileprivate init(of column: LabelColumn, _ text: UnsafeBufferPointer<UInt8>) {
        func set(_ index: Int) -> UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(rebasing: text[column.range(index)])
        }
        let names = column.hasQuotedNames || column.count == 0 ? [] : Self.names(of: set(0))
        var areAlike = !names.isEmpty
        var sets: [UInt16] = []
        sets.reserveCapacity(column.count)
        for index in 0..<column.count {
            let set = set(index)
            areAlike = areAlike && Self.isPlain(set, names)
            if areAlike, set.count < 0x80 - 4 {
                sets.append(UInt16(WireSize.ofPlainLabels(names.count, in: set)))
            } else {
                var size = WireSize()
                size.measure(labels: set, hasQuotedNames: column.hasQuotedNames)
                sets.append(UInt16(exactly: size.count) ?? 0)
            }
        }
        self.init(sets: sets, names: areAlike ? names.map { $0.count - 2 } : [])
    }

    /// Each label's `name="`.
    private static func names(of set: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>] {
        var labels = RenderedLabels(set)
        var names: [UnsafeBufferPointer<UInt8>] = []
        while let (name, _) = labels.next() {
            names.append(UnsafeBufferPointer(start: name.text.baseAddress, count: name.text.count + 2))
        }
        return names
    }

    /// Whether the set has labels of these names and no others, and nothing is escaped.
    private static func isPlain(
        _ set: UnsafeBufferPointer<UInt8>, _ names: [UnsafeBufferPointer<UInt8>]
    ) -> Bool {
        guard let base = set.baseAddress else { return false }
        let scan = ByteScan(base: base, count: set.count)
        var start = 0
        for name in names {
            let value = start + name.count
            guard value < set.count, name.elementsEqual(set[start..<value]) else { return false }
            let end = scan.quoteOrBackslash(from: value, to: set.count)
            guard end < set.count, set[end] == UInt8(ascii: "\"") else { return false }
            // Behind the quote and the comma.
            start = end + 2
        }
        return start == set.count + 1
    }
}
