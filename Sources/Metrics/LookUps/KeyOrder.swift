/// The order of label sets: by label value, in the order of the labels, each as UTF-8 bytes, an absent one first.
///
/// Keys have 0xFF at the end of each value (see ``LabelKey``). Compared as bytes of which each is one more than it was,
/// that end is less than all that a longer value could have in its place. Keys of one family have as many ends, so of
/// two that differ none is the beginning of the other.
enum KeyOrder {
    /// Eight bytes of `key` from `offset` on as a number that compares as they do; 0 behind the key's end.
    @inline(__always)
    static func word(_ key: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        let rest = key.count &- offset
        var bytes: UInt64
        if rest >= 8 {
            bytes = key.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        } else if rest <= 0 {
            return 0
        } else {
            bytes = tail(key, rest) | UInt64.max << UInt64(8 * rest)
        }
        return UInt64(bigEndian: unsafeBitCast(unsafeBitCast(bytes, to: SIMD8<UInt8>.self) &+ 1, to: UInt64.self))
    }

    /// The last `count` bytes, fewer than eight, in the lower bytes of a word.
    @inline(__always)
    private static func tail(_ key: UnsafeRawBufferPointer, _ count: Int) -> UInt64 {
        if key.count >= 8 {
            let last = key.loadUnaligned(fromByteOffset: key.count &- 8, as: UInt64.self)
            return UInt64(littleEndian: last) >> UInt64(8 * (8 - count))
        }
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(key[key.count &- count &+ index]) << UInt64(8 * index) }
        return word
    }

    /// Whether `lhs` comes before `rhs`.
    static func precedes(_ lhs: UnsafeRawBufferPointer, _ rhs: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset < lhs.count || offset < rhs.count {
            let (left, right) = (word(lhs, offset), word(rhs, offset))
            if left != right { return left < right }
            offset += 8
        }
        return false
    }

    /// The positions of `keys` in order; equal keys in that of their positions.
    static func positions(of keys: [UnsafeRawBufferPointer]) -> [Int] {
        sorted(keys.indices, by: { keys[$0] }, tie: <).map(\.item)
    }

    /// What has a key, with those eight bytes of it that were compared last.
    struct Entry<Item> {
        fileprivate var word: UInt64
        let item: Item
    }

    /// `items` in the order of their keys, in one array: for many children it is most of what making a layout needs for
    /// a moment.
    ///
    /// - Parameter tie: whether the first of two with equal keys comes before the second.
    @inline(__always)
    static func sorted<Item>(
        _ items: some Collection<Item>, by key: (Item) -> UnsafeRawBufferPointer, tie: (Item, Item) -> Bool
    ) -> [Entry<Item>] {
        var entries = items.map { Entry(word: 0, item: $0) }
        guard entries.count > 1 else { return entries }
        entries.withUnsafeMutableBufferPointer { sort($0, by: key, tie: tie) }
        return entries
    }

    /// Sorts by eight bytes at a time: runs that are equal in these again by the next that they do not all share. A
    /// list of what is left to do, not recursion: how deep it goes is up to whoever chooses label values.
    @inline(__always)
    private static func sort<Item>(
        _ entries: UnsafeMutableBufferPointer<Entry<Item>>, by key: (Item) -> UnsafeRawBufferPointer,
        tie: (Item, Item) -> Bool
    ) {
        var pending = [(range: 0..<entries.count, offset: 0)]
        while let (range, start) = pending.popLast() {
            guard range.count > 1 else { continue }
            let offset = shared(entries[range], by: key, from: start)
            for index in range { entries[index].word = word(key(entries[index].item), offset) }
            entries[range].sort { $0.word != $1.word ? $0.word < $1.word : tie($0.item, $1.item) }
            // Behind the end of the longest key all words are 0.
            guard entries[range].contains(where: { key($0.item).count > offset + 8 }) else { continue }
            var first = range.lowerBound
            for index in range where index + 1 == range.upperBound || entries[index + 1].word != entries[first].word {
                if index > first { pending.append((first..<index + 1, offset + 8)) }
                first = index + 1
            }
        }
    }

    /// From where on the keys may differ: they share what is before.
    @inline(__always)
    private static func shared<Item>(
        _ entries: Slice<UnsafeMutableBufferPointer<Entry<Item>>>, by key: (Item) -> UnsafeRawBufferPointer,
        from start: Int
    ) -> Int {
        let first = key(entries[entries.startIndex].item)
        var end = first.count
        for entry in entries.dropFirst() where end > start {
            let key = key(entry.item)
            var offset = start
            while offset < end, word(first, offset) == word(key, offset) { offset += 8 }
            end = min(end, offset)
        }
        return max(end, start)
    }
}
