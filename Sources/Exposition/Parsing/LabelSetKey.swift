/// A label set as bytes that are equal when the sets are: sorted, without labels whose value is empty, as those are
/// absent.
enum LabelSetKey {
    static func make(of reader: PageReader, without excluded: [UInt8]?) -> [UInt8] {
        var key: [UInt8] = []
        if isSorted(reader) {
            key.reserveCapacity(reader.labels.reduce(0) { $0 + $1.value.end - $1.name.start + 2 })
            for label in reader.labels { append(label, of: reader, without: excluded, to: &key) }
            return key
        }
        let pairs = reader.labels.map { label in
            var pair: [UInt8] = []
            append(label, of: reader, without: excluded, to: &pair)
            return pair
        }
        for pair in pairs.sorted(by: { $0.lexicographicallyPrecedes($1) }) { key += pair }
        return key
    }

    private static func append(
        _ label: PageLabel, of reader: PageReader, without excluded: [UInt8]?, to key: inout [UInt8]
    ) {
        guard label.value.start < label.value.end else { return }
        if let excluded, reader.bytes(label.name) == excluded { return }
        reader.append(label.name, to: &key)
        // UTF-8 has no such byte.
        key.append(0xFF)
        reader.append(label.value, to: &key)
        key.append(0xFF)
    }

    /// As most writers sort them. Names with escape sequences take the slow way.
    private static func isSorted(_ reader: PageReader) -> Bool {
        var previous: PageText?
        for label in reader.labels {
            if label.name.isEscaped { return false }
            if let previous, !reader.precedes(previous, label.name) { return false }
            previous = label.name
        }
        return true
    }
}

extension PageReader {
    /// The order of the pairs, in which a name ends with a byte above all others.
    fileprivate func precedes(_ first: PageText, _ second: PageText) -> Bool {
        var (left, right) = (first.start, second.start)
        while left < first.end, right < second.end {
            if scan[left] != scan[right] { return scan[left] < scan[right] }
            (left, right) = (left + 1, right + 1)
        }
        return left < first.end
    }
}
