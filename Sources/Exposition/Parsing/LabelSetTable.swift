/// A set of label sets' hashes. They are seeded hashes of 128 bits already, so their bits are the place, and nothing is
/// hashed again: open addressing, at most half full.
struct LabelSetTable {
    /// An empty place has the hash of a metric without labels, which `hasEmpty` stands for.
    private var places: [LabelSetHash] = []
    private var count = 0
    private var hasEmpty = false

    /// What `removeAll` may have to clear.
    var capacity: Int { places.count }

    /// Whether it was not in the set before.
    mutating func insert(_ hash: LabelSetHash) -> Bool {
        guard hash != .empty else {
            defer { hasEmpty = true }
            return !hasEmpty
        }
        if 2 * count >= places.count { grow() }
        let place = place(of: hash)
        guard places[place] == .empty else { return false }
        places[place] = hash
        count += 1
        return true
    }

    /// Keeps its memory: for metric after metric with a few series each. That of a metric with far more series goes, or
    /// each metric behind it would clear as many places.
    mutating func removeAll() {
        hasEmpty = false
        guard count > 0 else { return }
        let isSparse = places.count > 64 && count < places.count / 16
        count = 0
        guard !isSparse else {
            places = []
            return
        }
        for place in places.indices { places[place] = .empty }
    }

    /// Where the hash is, or would be put. There is an empty place always, so the search ends.
    @inline(__always)
    private func place(of hash: LabelSetHash) -> Int {
        let mask = places.count &- 1
        var place = hash.place & mask
        while places[place] != hash, places[place] != .empty { place = (place &+ 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = places
        // By four: to put everything into a new table misses the caches once for each, and doubling does so for as many
        // again as there are in the end.
        places = [LabelSetHash](repeating: .empty, count: max(16, 4 * old.count))
        for hash in old where hash != .empty { places[place(of: hash)] = hash }
    }
}
