/// A label set as bytes that are equal when the sets are: sorted, without labels whose value is empty, as those are
/// absent.
enum LabelSetKey {
    static func make(of reader: PageReader, without excluded: [UInt8]?) -> [UInt8] {
        var pairs: [[UInt8]] = []
        pairs.reserveCapacity(reader.labels.count)
        for label in reader.labels where label.value.start < label.value.end {
            var pair = reader.bytes(label.name)
            if let excluded, pair == excluded { continue }
            // UTF-8 has no such byte.
            pair.append(0xFF)
            reader.append(label.value, to: &pair)
            pairs.append(pair)
        }
        pairs.sort { $0.lexicographicallyPrecedes($1) }
        return Array(pairs.joined(separator: [0xFF]))
    }
}
