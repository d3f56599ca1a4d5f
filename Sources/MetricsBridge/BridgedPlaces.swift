import NinesMetrics

/// A family's children by their labels, in parts: a dictionary that grows moves all that it has, under locks that calls
/// wait for, so none gets large.
struct BridgedPlaces {
    /// Hashes its labels once, and not again when a part grows.
    private struct Key: Hashable {
        let labels: [Label]
        let hash: Int

        init(_ labels: [Label]) {
            self.labels = labels
            hash = labels.hashValue
        }

        static func == (lhs: Key, rhs: Key) -> Bool { lhs.hash == rhs.hash && lhs.labels == rhs.labels }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    /// One, which is all that most families need, then so many that a million children are a thousand in each. A power
    /// of two.
    private static var partCount: Int { 1024 }

    private var parts: [[Key: BridgedPlace]] = [[:]]
    private(set) var count = 0

    /// How many the largest part has.
    var largestPart: Int { parts.map(\.count).max() ?? 0 }

    subscript(labels: [Label]) -> BridgedPlace? {
        get {
            let key = Key(labels)
            return parts[part(of: key)][key]
        }
        set {
            let key = Key(labels)
            let part = part(of: key)
            let before = parts[part].count
            parts[part][key] = newValue
            count += parts[part].count - before
            if parts.count == 1, count > Self.partCount { split() }
        }
    }

    mutating func removeValue(forKey labels: [Label]) -> BridgedPlace? {
        let key = Key(labels)
        let place = parts[part(of: key)].removeValue(forKey: key)
        if place != nil { count -= 1 }
        return place
    }

    private func part(of key: Key) -> Int { key.hash & (parts.count - 1) }

    private mutating func split() {
        let all = parts[0]
        parts = Array(repeating: [:], count: Self.partCount)
        for (key, place) in all { parts[part(of: key)][key] = place }
    }
}

/// What a call of swift-metrics asks for. Kinds of one type share families: a timer and a recorder can be one
/// histogram.
enum BridgedKind: Int, CaseIterable, Sendable {
    case counter, gauge, histogram, timer

    var type: MetricType {
        switch self {
        case .counter: .counter
        case .gauge: .gauge
        case .histogram, .timer: .histogram
        }
    }

    /// How names of the kind end.
    var suffix: String {
        switch self {
        case .counter: "_total"
        case .timer: "_seconds"
        case .gauge, .histogram: ""
        }
    }
}

/// Which family a call means, compared as bytes: Prometheus does not know canonical equivalence.
struct FamilyKey: Hashable, Sendable {
    let name: [UInt8]
    let type: MetricType

    init(_ name: String, _ type: MetricType) {
        self.name = Array(name.utf8)
        self.type = type
    }
}
