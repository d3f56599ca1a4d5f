import NinesMetrics

extension RandomPages {
    /// A family of native histograms, every second one with classic buckets too; some without any observation.
    mutating func nativeHistograms(_ number: Int) throws -> FamilySnapshot {
        let sets = labelSets()
        let isGauge = number % 3 == 0
        let sorted = try FamilySnapshot(
            FamilyDescriptor("any", type: .unknown, help: ""), samples: sets.map { .init(0, labels: $0) })
        let children = 0..<sorted.count
        let descriptor = try FamilyDescriptor(
            "n\(number)_\(word())", type: isGauge ? .gaugeHistogram : .histogram, help: text())
        let histograms = children.map { _ in nativeHistogram() }
        let classic = number % 2 == 0 ? classicColumn(of: histograms) : nil
        return FamilySnapshot(
            descriptor: descriptor, labels: sorted.labels,
            values: .nativeHistograms(NativeHistogramColumn(histograms: histograms, classic: classic)),
            created: isGauge ? nil : children.map { _ in time() },
            exemplars: exemplars(children.count, buckets: (classic?.upperBounds.count).map { $0 + 1 } ?? 0))
    }

    private mutating func nativeHistogram() -> NativeHistogramValue {
        let (positive, negative) = (buckets(), buckets())
        let zeroCount = below(3) == 0 ? 0 : below(1_000)
        return NativeHistogramValue(
            schema: Int(below(13)) - 4, zeroThreshold: [0, 0x1p-128, 0.5][Int(below(3))], zeroCount: zeroCount,
            count: (positive.counts + negative.counts).reduce(zeroCount, &+), sum: gaugeValue(), positive: positive,
            negative: negative)
    }

    /// Up to three runs with gaps between them, some buckets in them empty, others with counts beyond 2^63.
    private mutating func buckets() -> NativeHistogramValue.Buckets {
        let spans = (0..<Int(below(4))).map { run in
            NativeHistogramValue.Buckets.Span(
                offset: run == 0 ? Int(below(200)) - 100 : 1 + Int(below(9)), length: 1 + Int(below(5)))
        }
        let length = spans.reduce(0) { $0 + $1.length }
        return NativeHistogramValue.Buckets(
            spans: spans,
            counts: (0..<length).map { _ in
                switch below(16) {
                case 0: 0
                case 1: .max - below(1_000)
                default: below(1_000)
                }
            })
    }

    /// The same counts and sums in classic buckets, that of +Inf never alone: then nothing but an exemplar tells of it.
    private mutating func classicColumn(of histograms: [NativeHistogramValue]) -> HistogramColumn {
        let bounds = (0...Int(below(5))).map { Double($0) - 1.5 }
        let counts = histograms.flatMap { histogram in
            var rest = histogram.count
            let finite = bounds.map { _ in
                let count = rest == 0 ? 0 : below(rest)
                rest -= count
                return count
            }
            return finite + [rest]
        }
        return HistogramColumn(upperBounds: bounds, bucketCounts: counts, sums: histograms.map(\.sum))
    }

    private mutating func exemplars(_ children: Int, buckets: Int) -> ExemplarColumn {
        var entries: [ExemplarColumn.Entry] = []
        for child in 0..<children {
            for _ in 0..<below(3) { entries.append(.init(child: child, bucket: -1, exemplar: exemplar())) }
            for bucket in 0..<buckets where below(2) == 0 {
                entries.append(.init(child: child, bucket: bucket, exemplar: exemplar()))
            }
        }
        return ExemplarColumn(entries: entries)
    }
}
