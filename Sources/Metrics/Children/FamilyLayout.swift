/// A family's children in the order in which they are exposed, with their rendered label sets: made when a collection
/// finds that children came or went, and shared by all collections until more do.
final class FamilyLayout: Sendable {
    let column: LabelColumn
    /// Not counted as references: they are in the table, or among those that `departed` leads to.
    private let children: [Unmanaged<Instrument>]
    private let departed: DepartedChildren?
    /// Children that are in no table.
    private let loose: [Instrument]
    private let isScanned: Bool
    /// Where each child counts; empty if the family's kind does not count in cells. Here so that summing reads one
    /// array and touches no child.
    let cells: [CellIndex]
    /// When each child was made; nil if `cells` is empty.
    let created: CreatedTimes?
    /// Made when it is first asked for.
    private let chunkOrder = Lock<ChunkOrder?>(nil)
    private let rows: ChildRows?
    /// A set for each child, where `column` has one for each row of a child.
    private let sets: LabelColumn

    /// In their order, whatever it is in `unordered`.
    ///
    /// - Parameter departed: Keeps those that leave the table from now on.
    /// - Parameter isScanned: Whether children that are told to have come since may be here already.
    convenience init(
        _ unordered: [Unmanaged<Instrument>], labelNames: [String], rows: ChildRows? = nil, departed: DepartedChildren,
        isScanned: Bool = false
    ) {
        let entries = KeyOrder.sorted(
            unordered, by: { $0._withUnsafeGuaranteedRef(\.keyBytes) }, tie: { _, _ in false })
        let valueBytes = unordered.reduce(0) {
            $0 + LabelSetText.valueBytes($1._withUnsafeGuaranteedRef(\.keyBytes))
        }
        let column = LabelSetText.column(names: labelNames, sets: entries.count, valueBytes: valueBytes) { text in
            for entry in entries { text.append(entry.item._withUnsafeGuaranteedRef(\.keyBytes)) }
        }
        self.init(ordered: entries.map(\.item), sets: column, rows: rows, departed: departed, isScanned: isScanned)
    }

    /// Children that are in the order of `labels`, which are theirs, and whose own keys say nothing.
    convenience init(loose children: [Instrument], labels: LabelColumn) {
        self.init(
            ordered: children.map(Unmanaged.passUnretained), sets: labels, rows: nil, departed: nil, loose: children)
    }

    private init(
        ordered children: [Unmanaged<Instrument>], sets: LabelColumn, rows: ChildRows?, departed: DepartedChildren?,
        loose: [Instrument] = [], isScanned: Bool = false
    ) {
        self.isScanned = isScanned
        self.children = children
        self.departed = departed
        self.loose = loose
        self.sets = sets
        self.rows = rows
        column = rows?.expanded(sets) ?? sets
        if children.first?._withUnsafeGuaranteedRef(\.countedCell) != nil {
            cells = children.map { $0._withUnsafeGuaranteedRef(\.countedCell) ?? CellAllocator.nowhere }
            created = CreatedTimes(children.lazy.map { $0._withUnsafeGuaranteedRef(\.created) })
        } else {
            (cells, created) = ([], nil)
        }
    }
}

extension FamilyLayout {
    /// The order of the chunks of `cells`; nil when there are too few for it to matter. Kept for the next collection.
    func orderOfChunks() -> ChunkOrder? {
        chunkOrder.withLock { order in
            if order == nil { order = ChunkOrder(cells) }
            return order
        }
    }
}

extension FamilyLayout: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { children.count }
    subscript(index: Int) -> Instrument { children[index].takeUnretainedValue() }

    /// The child at that position, without a reference: valid for as long as the layout.
    func unretained(_ index: Int) -> Unmanaged<Instrument> { children[index] }

    /// Calls `body` with each child, one after the other, and counts no reference: two atomic operations for each child
    /// take ten times as long as to read a gauge.
    ///
    /// - Parameter type: What all children are; others would be taken for one.
    @inline(__always)
    func visit<Child: Instrument>(as type: Child.Type, _ body: (Child) -> Void) {
        for child in children { child._withUnsafeGuaranteedRef { body(unsafeDowncast($0, to: type)) } }
    }

    private func key(_ index: Int) -> UnsafeRawBufferPointer { children[index]._withUnsafeGuaranteedRef(\.keyBytes) }
}

// Bringing up to date

extension FamilyLayout {
    /// This layout with the children `added` and without the children `removed`, some of which may be in `added`. Some
    /// of `added` may be in this layout already.
    ///
    /// Sorts and renders what came, and copies the rest in as many pieces as there are changes.
    ///
    /// - Parameter departed: Keeps those that leave the table from now on.
    func updated(
        added: [Unmanaged<Instrument>], removed: [Unmanaged<Instrument>], labelNames: [String],
        departed: DepartedChildren
    ) -> FamilyLayout {
        let gone = Set(removed.map { $0.toOpaque() })
        let there = isScanned ? Set(positions(of: added).map { children[$0].toOpaque() }) : []
        let fresh = FamilyLayout(
            added.filter { !gone.contains($0.toOpaque()) && !there.contains($0.toOpaque()) }, labelNames: labelNames,
            departed: departed)
        var merged = Merge(children.count - gone.count + fresh.count, sets.text.count + fresh.sets.text.count)
        let dropped = positions(of: removed)
        var (from, nextDropped, nextFresh) = (0, 0, 0)
        while nextDropped < dropped.count || nextFresh < fresh.count {
            let drop = nextDropped < dropped.count ? dropped[nextDropped] : children.count
            let insertion =
                nextFresh < fresh.count ? position(of: fresh.key(nextFresh), from: from) : Int.max
            if insertion <= drop {
                merged.append(self, from..<insertion)
                let next = nextFresh + fresh.countBefore(insertion < count ? key(insertion) : nil, from: nextFresh)
                merged.append(fresh, nextFresh..<next)
                (from, nextFresh) = (insertion, next)
            } else {
                merged.append(self, from..<drop)
                (from, nextDropped) = (drop + 1, nextDropped + 1)
            }
        }
        merged.append(self, from..<children.count)
        let sets = LabelColumn(text: merged.text, ends: merged.ends, hasQuotedNames: sets.hasQuotedNames)
        return FamilyLayout(ordered: merged.children, sets: sets, rows: rows, departed: departed)
    }

    /// Which of this layout's children are in `others`, ascending.
    private func positions(of others: [Unmanaged<Instrument>]) -> [Int] {
        let keys = others.map { $0._withUnsafeGuaranteedRef(\.keyBytes) }
        var start = 0
        return KeyOrder.positions(of: keys).compactMap { index in
            start = position(of: keys[index], from: start)
            // Of two with one key, one of which was removed, only one is here.
            return start < count && children[start].toOpaque() == others[index].toOpaque() ? start : nil
        }
    }

    /// The first position from `start` on whose child does not come before `key`. Takes steps that double, as it is
    /// often near.
    private func position(of key: UnsafeRawBufferPointer, from start: Int) -> Int {
        var (low, high, step) = (start, start, 1)
        while high < count, KeyOrder.precedes(self.key(high), key) {
            low = high + 1
            high = low + step
            step *= 2
        }
        high = Swift.min(high, count)
        while low < high {
            let middle = (low + high) / 2
            if KeyOrder.precedes(self.key(middle), key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How many children from `start` on, of which there is one, come before `other`; nil: all do.
    private func countBefore(_ other: UnsafeRawBufferPointer?, from start: Int) -> Int {
        guard let other else { return count - start }
        return Swift.max(1, position(of: other, from: start) - start)
    }

    /// Pieces of layouts, one behind the other.
    private struct Merge {
        var children: [Unmanaged<Instrument>] = []
        var text: [UInt8] = []
        var ends: SetEnds

        init(_ count: Int, _ bytes: Int) {
            children.reserveCapacity(Swift.max(0, count))
            ends = SetEnds(capacity: Swift.max(0, count))
            text.reserveCapacity(bytes)
        }

        mutating func append(_ layout: FamilyLayout, _ range: Range<Int>) {
            guard !range.isEmpty else { return }
            children.append(contentsOf: layout.children[range])
            let start = layout.sets.range(range.lowerBound).lowerBound
            let shift = text.count - start
            text.append(contentsOf: layout.sets.text[start..<layout.sets.ends[range.upperBound - 1]])
            for index in range { ends.append(layout.sets.ends[index] + shift) }
        }
    }
}
