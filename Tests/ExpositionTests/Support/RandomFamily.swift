import NinesExposition
import NinesMetrics

/// A sample as a parser should read it. Label values count as bytes and upper bounds as numbers; NaN equals NaN.
struct ReadSample: Hashable {
    let name: String
    let labels: [String: [UInt8]]
    let upperBound: Double?
    let bits: UInt64
    let exemplar: Exemplar?

    init(_ name: String, _ labels: [String: String], _ value: Double, _ exemplar: Exemplar? = nil) {
        self.name = name
        self.labels = labels.filter { $0.key != "le" }.mapValues { Array($0.utf8) }
        self.exemplar = exemplar
        upperBound = labels["le"].map { Double($0) ?? .nan }
        bits = value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
    }
}

/// A family with what it says, worked out without the encoder.
struct RandomFamily {
    /// What a child says beside its values.
    struct Origin {
        var created: UnixTime?
        /// By bucket; a counter's is that of bucket 0.
        var exemplars: [Int: Exemplar] = [:]
    }

    let snapshot: FamilySnapshot
    private let children: [(labels: [String: String], values: [Double])]
    private let upperBounds: [Double]
    private var origins: [Set<Label>: Origin] = [:]

    init(_ snapshot: FamilySnapshot, children: [(labels: [Label], values: [Double])], upperBounds: [Double] = []) {
        self.snapshot = snapshot
        self.upperBounds = upperBounds
        self.children = children.map { labels, values in
            let present = labels.filter { !$0.value.isEmpty }
            return (Dictionary(uniqueKeysWithValues: present.map { ($0.name, $0.value) }), values)
        }
    }

    /// The same family with an origin for each child of the snapshot, in their order.
    init(_ family: RandomFamily, origins: [Origin]) {
        let (snapshot, times) = (family.snapshot, origins.compactMap(\.created))
        let entries = origins.enumerated().flatMap { child, origin in
            origin.exemplars.sorted { $0.key < $1.key }.map {
                ExemplarColumn.Entry(child: child, bucket: $0.key, exemplar: $0.value)
            }
        }
        self.snapshot = FamilySnapshot(
            descriptor: snapshot.descriptor, labels: snapshot.labels, values: snapshot.values,
            created: times.count == snapshot.count ? times : nil, exemplars: ExemplarColumn(entries: entries))
        children = family.children
        upperBounds = family.upperBounds
        for (child, origin) in origins.enumerated() { self.origins[Set(snapshot.labels.labels(child))] = origin }
    }

    /// The samples of a page in `format`, in OpenMetrics with created times; for histograms, `values` are the bucket
    /// counts and then the sum.
    func samples(in format: ExpositionFormat) -> [ReadSample] {
        let descriptor = snapshot.descriptor
        return children.flatMap { labels, values in
            let known = format == .text ? nil : origins[Set(labels.map { Label($0.key, $0.value) })]
            let origin = known ?? Origin()
            var samples =
                descriptor.type == .histogram
                ? histogram(labels, values, origin, hasTotals: format == .text || hasLegalTotals(values))
                : [ReadSample(descriptor.name, labels, values[0], origin.exemplars[0])]
            if let time = origin.created {
                samples.append(
                    ReadSample("\(descriptor.baseName)_created", labels, Double(time.milliseconds) / 1_000))
            }
            return samples
        }
    }

    /// Whether OpenMetrics has a sum and a count of these values.
    private func hasLegalTotals(_ values: [Double]) -> Bool {
        values[values.count - 1] >= 0 && upperBounds.allSatisfy { $0 >= 0 }
    }

    private func histogram(
        _ labels: [String: String], _ values: [Double], _ origin: Origin, hasTotals: Bool
    ) -> [ReadSample] {
        let name = snapshot.descriptor.name
        var samples: [ReadSample] = []
        var count = 0.0
        for (bucket, bound) in (upperBounds + [.infinity]).enumerated() {
            count += values[bucket]
            samples.append(
                ReadSample(
                    "\(name)_bucket", labels.merging(["le": "\(bound)"]) { $1 }, count, origin.exemplars[bucket]))
        }
        if hasTotals {
            samples.append(ReadSample("\(name)_sum", labels, values[values.count - 1]))
            samples.append(ReadSample("\(name)_count", labels, count))
        }
        return samples
    }
}
