import NinesMetrics

/// The samples of a histogram or summary that have the same labels.
struct ParsedChild {
    let labels: [Label]
    private(set) var sum: Double?
    private(set) var count: Double?
    private(set) var created: UnixTime?
    /// The time of the first point of several.
    private var seconds: Double?
    /// Buckets or quantiles in ascending order.
    private(set) var pairs: [Pair] = []

    struct Pair {
        let bound: Double
        let value: Double
        let exemplar: Exemplar?
    }

    private init(labels: [Label]) { self.labels = labels }

    var timestamp: UnixTime? { seconds.flatMap { UnixTime(seconds: $0) } }

    /// The finite upper bounds.
    var bounds: [Double] { pairs.map(\.bound).filter { $0 < .infinity } }

    /// NaN where it has none.
    ///
    /// - Parameter quantiles: All of its own and others, ascending.
    func estimates(of quantiles: [Double]) -> [Double] {
        var own = pairs[...]
        return quantiles.map { own.first?.bound == $0 ? own.removeFirst().value : .nan }
    }

    /// - Parameter special: The label that tells a metric's samples apart.
    static func children(of family: ParsedFamily, special: String) -> [ParsedChild] {
        var children: [ParsedChild] = []
        var positions: [Set<Label>: Int] = [:]
        let bounded = special == "le" ? family.name + "_bucket" : family.name
        for sample in family.samples {
            let isBound = sample.name.hasSameBytes(as: bounded)
            let labels = sample.labels.filter { !$0.value.isEmpty && !(isBound && $0.name == special) }
            let position = positions[Set(labels)] ?? children.count
            if position == children.count {
                positions[Set(labels)] = position
                children.append(ParsedChild(labels: labels))
            }
            children[position].add(sample, bound: isBound ? sample.label(special) : nil, of: family.name)
        }
        for position in children.indices { children[position].sortPairs() }
        return children
    }

    /// Most pages have them in order. Of several with one bound the first stays.
    private mutating func sortPairs() {
        guard zip(pairs, pairs.dropFirst()).contains(where: { !($0.bound < $1.bound) }) else { return }
        var bounds: Set<UInt64> = []
        // A sum with 0 makes one of both zeros.
        pairs = pairs.filter { bounds.insert(($0.bound + 0).bitPattern).inserted }
        pairs.sort { $0.bound < $1.bound }
    }

    private mutating func add(_ sample: ParsedSample, bound: String?, of family: String) {
        // Another point's bucket or quantile that this one has not got would not be of it.
        if let first = seconds, let own = sample.timestamp, own != first { return }
        seconds = seconds ?? sample.timestamp
        // Of bytes, as a character of the family's name may reach beyond its end.
        switch String(decoding: sample.name.utf8.dropFirst(family.utf8.count), as: UTF8.self) {
        case "_sum", "_gsum": sum = sum ?? sample.value
        case "_count", "_gcount": count = count ?? sample.value
        case "_created": created = created ?? UnixTime(seconds: sample.value)
        default:
            guard let bound, let bound = Double(bound), !bound.isNaN else { return }
            pairs.append(Pair(bound: bound, value: sample.value, exemplar: sample.exemplar))
        }
    }

    /// - Parameter bounds: The finite upper bounds of the family.
    func histogram(_ bounds: [Double], of family: String) throws(RegistrationError) -> FamilySnapshot.HistogramSample {
        guard self.bounds == bounds else {
            throw RegistrationError(.buckets, "\(family): its children have different buckets")
        }
        var values = pairs.map { UInt64(nearest: $0.value) }
        if values.count == bounds.count { values.append(max(UInt64(nearest: count ?? 0), values.last ?? 0)) }
        var counts: [UInt64] = []
        var last: UInt64 = 0
        for value in values {
            guard value >= last else {
                throw RegistrationError(.buckets, "\(family): buckets that do not accumulate")
            }
            counts.append(value - last)
            last = value
        }
        return FamilySnapshot.HistogramSample(
            counts: counts, sum: sum ?? .nan, labels: labels, created: created, timestamp: timestamp,
            exemplars: pairs.compactMap(\.exemplar).filter(\.isLegal))
    }
}
