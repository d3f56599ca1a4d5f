import NinesMetrics

/// A summary, info, state set or family of unknown type, with the samples that a format without losses has of it.
struct RandomKind {
    let snapshot: FamilySnapshot
    /// Named as registered. Those that OpenMetrics leaves out by definition are not in `openMetrics`.
    let text: [ReadSample]
    let openMetrics: [ReadSample]
}

extension RandomPages {
    private static let quantiles = [0.5, 0.9, 0.999, 1]

    /// A family whose name and label names need quotes if `isUTF8`.
    mutating func kind(_ number: Int, isUTF8: Bool) throws -> RandomKind {
        let unit = number % 4 != 1 && number % 4 != 2 && below(2) == 0 ? "bytes" : nil
        let name = "k\(number)\(isUTF8 ? ".größe" : "")_\(word())\(unit.map { "_\($0)" } ?? "")"
        let labelSets = self.labelSets().map { labels in
            labels.map { Label(isUTF8 ? "\($0.name).é" : $0.name, $0.value) }
        }
        let help = text()
        func descriptor(_ name: String, _ type: MetricType) throws -> FamilyDescriptor {
            try FamilyDescriptor(name, type: type, help: help, unit: unit, nameScheme: isUTF8 ? .utf8 : .legacy)
        }
        switch number % 4 {
        case 0: return try summary(descriptor(name, .summary), labelSets)
        case 1: return try scalars(descriptor("\(name)_info", .info), labelSets) { _ in 1 }
        case 2:
            let states = labelSets.flatMap { labels in ["a", "b\"\n", "é"].map { labels + [Label(name, $0)] } }
            return try scalars(descriptor(name, .stateSet), states) { Double($0.below(2)) }
        default: return try scalars(descriptor(name, .unknown), labelSets) { $0.gaugeValue() }
        }
    }

    private mutating func scalars(
        _ descriptor: FamilyDescriptor, _ labelSets: [[Label]], value: (inout RandomPages) -> Double
    ) throws -> RandomKind {
        let values = labelSets.map { _ in value(&self) }
        // Collectors may not name the label of states themselves, so another family does the sorting.
        let sorted = try FamilySnapshot(
            FamilyDescriptor("any", type: .unknown, help: "", nameScheme: .utf8),
            samples: zip(values, labelSets).map { FamilySnapshot.Sample($0, labels: $1) })
        let snapshot = FamilySnapshot(descriptor: descriptor, labels: sorted.labels, values: sorted.values)
        let samples = zip(values, labelSets).map { ReadSample(descriptor.name, Self.present($1), $0) }
        return RandomKind(snapshot: snapshot, text: samples, openMetrics: samples)
    }

    private mutating func summary(_ descriptor: FamilyDescriptor, _ labelSets: [[Label]]) throws -> RandomKind {
        let name = descriptor.name
        var summaries: [FamilySnapshot.SummarySample] = []
        var text: [ReadSample] = []
        var openMetrics: [ReadSample] = []
        for labels in labelSets {
            let estimates = Self.quantiles.map { _ in gaugeValue() }
            let count = below(4) == 0 ? UInt64.max : (1 << 53) + below(3)
            let sum = gaugeValue()
            let milliseconds = Int64(below(4_000_000_000_000))
            summaries.append(
                FamilySnapshot.SummarySample(
                    estimates: estimates, count: count, sum: sum, labels: labels,
                    created: UnixTime(milliseconds: milliseconds)))
            let present = Self.present(labels)
            for (quantile, estimate) in zip(Self.quantiles, estimates) {
                let sample = ReadSample(name, present.merging(["quantile": "\(quantile)"]) { $1 }, estimate)
                text.append(sample)
                if !(estimate < 0) { openMetrics.append(sample) }
            }
            text.append(ReadSample("\(name)_sum", present, sum))
            if sum >= 0 { openMetrics.append(ReadSample("\(name)_sum", present, sum)) }
            let total = ReadSample("\(name)_count", present, Double(count))
            text.append(total)
            openMetrics.append(total)
            openMetrics.append(ReadSample("\(name)_created", present, Double(milliseconds) / 1_000))
        }
        let snapshot = try FamilySnapshot(descriptor, quantiles: Self.quantiles, summaries: summaries)
        return RandomKind(snapshot: snapshot, text: text, openMetrics: openMetrics)
    }

    /// An empty label value is an absent label.
    private static func present(_ labels: [Label]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: labels.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) })
    }
}
