import NinesExposition
import NinesMetrics

extension FamilySnapshot {
    /// The family as a collector would hand it over. Nil where it has what collectors cannot say: times of its samples, a
    /// name that breaks a rule of registration, no samples, or children with different buckets or quantiles.
    init?(_ family: ParsedFamily, format: PageFormat) {
        let samples = family.countingSamples
        guard !samples.isEmpty, samples.allSatisfy({ $0.timestamp == nil }) else { return nil }
        let suffix = format == .openMetrics ? ["counter": "_total", "info": "_info"][family.type.rawValue] ?? "" : ""
        let descriptor = try? FamilyDescriptor(
            family.name + suffix, type: family.type, help: family.help ?? "", unit: family.unit,
            nameScheme: format == .text ? .legacy : .utf8)
        guard let descriptor else { return nil }
        switch family.type {
        case .counter:
            // Collectors' counters are never negative, those of a page of text may be.
            guard samples.allSatisfy({ $0.value >= 0 }) else { return nil }
            try? self.init(descriptor, samples: samples.map { Sample($0.value, labels: $0.labels) })
        case .gauge, .unknown, .info, .stateSet:
            try? self.init(descriptor, samples: samples.map { Sample($0.value, labels: $0.labels) })
        case .histogram: self.init(histogram: descriptor, samples)
        case .summary: self.init(summary: descriptor, samples)
        case .gaugeHistogram: return nil
        }
    }

    private init?(histogram descriptor: FamilyDescriptor, _ samples: [ParsedSample]) {
        let children = ParsedChild.children(of: samples, name: descriptor.name, special: "le")
        guard let first = children.first, children.allSatisfy({ $0.bounds == first.bounds }) else { return nil }
        var histograms: [HistogramSample] = []
        for child in children {
            // A sum and a count that agree with the buckets are left to be worked out; others cannot be handed over.
            guard let sum = child.sum, child.bounds.last == .infinity, child.count == child.values.last else {
                return nil
            }
            var counts: [UInt64] = []
            var last: UInt64 = 0
            for value in child.values {
                guard let cumulative = UInt64(exactly: value), cumulative >= last else { return nil }
                counts.append(cumulative - last)
                last = cumulative
            }
            histograms.append(HistogramSample(counts: counts, sum: sum, labels: child.labels))
        }
        try? self.init(descriptor, upperBounds: first.bounds.dropLast(), histograms: histograms)
    }

    private init?(summary descriptor: FamilyDescriptor, _ samples: [ParsedSample]) {
        let children = ParsedChild.children(of: samples, name: descriptor.name, special: "quantile")
        guard let first = children.first, children.allSatisfy({ $0.bounds == first.bounds }) else { return nil }
        var summaries: [SummarySample] = []
        for child in children {
            guard let sum = child.sum, let count = child.count.flatMap({ UInt64(exactly: $0) }) else { return nil }
            summaries.append(SummarySample(estimates: child.values, count: count, sum: sum, labels: child.labels))
        }
        try? self.init(descriptor, quantiles: first.bounds, summaries: summaries)
    }
}

/// The samples of a histogram or summary that have the same labels.
private struct ParsedChild {
    let labels: [Label]
    var sum: Double?
    var count: Double?
    private var pairs: [(bound: Double, value: Double)] = []

    private init(labels: [Label]) { self.labels = labels }

    var bounds: [Double] { pairs.map(\.bound) }
    var values: [Double] { pairs.map(\.value) }

    /// In the order of the page, their buckets or quantiles in ascending order.
    static func children(of samples: [ParsedSample], name: String, special: String) -> [ParsedChild] {
        var children: [ParsedChild] = []
        var positions: [Set<Label>: Int] = [:]
        for sample in samples {
            let isTotal = [name + "_sum", name + "_count"].contains(sample.name)
            let labels = sample.labels.filter { !$0.value.isEmpty && (isTotal || $0.name != special) }
            let position = positions[Set(labels)] ?? children.count
            if position == children.count {
                positions[Set(labels)] = position
                children.append(ParsedChild(labels: labels))
            }
            switch sample.name {
            case name + "_sum": children[position].sum = sample.value
            case name + "_count": children[position].count = sample.value
            default:
                let bound = sample.label(special).flatMap { Double($0) } ?? .nan
                children[position].pairs.append((bound, sample.value))
            }
        }
        for position in children.indices { children[position].pairs.sort { $0.bound < $1.bound } }
        return children
    }
}

extension ParsedFamily {
    /// Without created times.
    var countingSamples: [ParsedSample] {
        guard [.counter, .histogram, .summary].contains(type) else { return samples }
        return samples.filter { $0.name != name + "_created" }
    }
}
