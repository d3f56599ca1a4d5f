import NinesMetrics
import TestSupport

/// What a careless collector may hand over: names, labels, values, times and exemplars of which some are no good.
struct RandomCollectorInput {
    private var random: SeededNumbers
    private static let words = ["a", "b", "le", "quantile", "é", "x.y", "__m", "a\"b", "line\nfeed", "0"]
    private static let values = [
        0, 1, -0.0, -1, 2.5, 1e-9, 1e300, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]

    /// Whether a page tells all that is handed over: counts are small enough for doubles to tell them apart, and no
    /// label is absent, so that the order of labels shows.
    private let isPlain: Bool

    init(seed: UInt64, isPlain: Bool = false) {
        random = SeededNumbers(seed: seed)
        self.isPlain = isPlain
    }

    /// - Throws: what the library says of it.
    mutating func family(_ type: MetricType) throws -> FamilySnapshot {
        let suffix = type == .counter ? "_total" : type == .info ? "_info" : ""
        let unit = below(4) == 0 ? "seconds" : nil
        let name =
            "m\(below(100_000))\(pick(["", ".x", "_created", "_sum", "_total"]))\(unit.map { "_\($0)" } ?? "")\(suffix)"
        let family = try FamilyDescriptor(
            name, type: type, help: pick(["", "Help.", "\\ \"\n\r\u{0}"]), unit: unit,
            nameScheme: below(2) == 0 ? .utf8 : .legacy)
        let labelSets = self.labelSets(of: family)
        switch type {
        case .counter, .gauge, .info, .stateSet, .unknown:
            return try FamilySnapshot(family, samples: labelSets.map { sample($0, of: type) })
        case .histogram, .gaugeHistogram:
            guard below(3) > 0 else {
                return try FamilySnapshot(family, nativeHistograms: labelSets.map { try native($0) })
            }
            let bounds = below(8) == 0 ? [1, 1] : [-1, 0, 0.1, 2.5, 1e9].filter { _ in below(2) == 0 }
            return try FamilySnapshot(
                family, upperBounds: bounds,
                histograms: labelSets.map { labels in
                    let counts = (0...bounds.count).map { _ in count() }
                    return .init(
                        counts: counts, sum: value(), labels: labels, created: time(), timestamp: time(),
                        exemplars: exemplars())
                })
        case .summary:
            let quantiles = below(8) == 0 ? [0.5, 2] : [0, 0.5, 1].filter { _ in below(2) == 0 }
            return try FamilySnapshot(
                family, quantiles: quantiles,
                summaries: labelSets.map { labels in
                    .init(
                        estimates: quantiles.map { _ in value() }, count: count(), sum: value(), labels: labels,
                        created: time(), timestamp: time())
                })
        }
    }

    private mutating func sample(_ labels: [Label], of type: MetricType) -> FamilySnapshot.Sample {
        let value = type == .info || type == .stateSet ? (below(12) == 0 ? value() : 1) : value()
        let exemplar = type == .counter || below(20) == 0 ? exemplars().first : nil
        return FamilySnapshot.Sample(
            value, labels: labels, created: time(), timestamp: type == .stateSet && below(8) > 0 ? nil : time(),
            exemplar: exemplar)
    }

    private mutating func native(_ labels: [Label]) throws -> FamilySnapshot.NativeHistogramSample {
        func buckets() -> [Int: UInt64] {
            Dictionary((0..<below(5)).map { _ in (Int(below(400)) - 200, count()) }) { first, _ in first }
        }
        let (notNumbers, sum) = (below(2), value())
        return FamilySnapshot.NativeHistogramSample(
            try NativeHistogramValue(
                schema: Int(below(14)) - 4, zeroThreshold: pick([0, 0x1p-128, 1]), zeroCount: count(),
                positive: buckets(), negative: buckets(), notNumbers: notNumbers,
                sum: notNumbers > 0 && below(20) > 0 ? .nan : sum),
            labels: labels, created: time(), timestamp: time(), exemplars: exemplars())
    }

    /// Some of one family's sets are the same, and some name a label twice or in another order.
    private mutating func labelSets(of family: FamilyDescriptor) -> [[Label]] {
        let names = (0..<below(3)).map { _ in below(6) == 0 ? pick(Self.words) : pick(["a", "b", "c"]) }
        return (0..<below(6)).map { _ in
            var labels = names.map { Label($0, pick([isPlain ? "0" : "", "1", "2", "\"\\\n", "\r é\u{301}\u{0}"])) }
            if family.type == .stateSet, below(30) > 0 {
                labels.insert(Label(family.name, pick(["on", "off", "\""])), at: Int(below(UInt64(labels.count + 1))))
            }
            return below(4) == 0 ? labels.reversed() : labels
        }
    }

    private mutating func exemplars() -> [Exemplar] {
        (0..<below(3)).map { _ in
            let long = below(16) == 0 ? String(repeating: "é", count: 130) : "7d1a"
            let name = below(16) == 0 ? pick(Self.words) : "trace_id"
            let labels = below(4) == 0 ? [] : [Label(name, below(8) == 0 ? "" : long)]
            return Exemplar(value(), labels: labels, time: time())
        }
    }

    private mutating func time() -> UnixTime? {
        switch below(6) {
        case 0: UnixTime(milliseconds: .min)
        case 1: UnixTime(milliseconds: .max)
        case 2: UnixTime(milliseconds: Int64(below(4_000_000_000_000)) - 1_000_000_000)
        default: nil
        }
    }

    private mutating func count() -> UInt64 {
        isPlain ? below(9) : below(60) == 0 ? .max : below(8) == 0 ? 1 << 53 + below(4) : below(9)
    }

    private mutating func value() -> Double { pick(Self.values) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(below(UInt64(elements.count)))]
    }

    private mutating func below(_ bound: UInt64) -> UInt64 { random.next() % bound }
}
