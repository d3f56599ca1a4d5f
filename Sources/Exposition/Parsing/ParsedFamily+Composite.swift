import NinesMetrics

extension ParsedFamily {
    /// A sample of OpenMetrics 2.0, where it is more than one number as those of OpenMetrics 1.0.
    mutating func add(_ sample: ParsedSample, _ details: SampleDetails) {
        let child = Child(
            labels: sample.labels, created: details.created, timestamp: sample.timestamp, exemplars: details.exemplars,
            line: sample.line)
        guard let composite = details.composite else {
            return add(sample.value, of: child)
        }
        add(composite, of: child)
    }

    /// What is said of a child beside its value.
    struct Child {
        let labels: [Label]
        /// In seconds since 1970, as the next.
        let created: Double?
        let timestamp: Double?
        let exemplars: [Exemplar]
        let line: Int
    }

    /// A child that is one number.
    mutating func add(_ value: Double, of child: Child) {
        samples.append(sample(name, value, child, exemplar: child.exemplars.first))
        addCreated(of: child)
    }

    /// - Parameter bucketExemplars: by place of the bucket; nil: those of the child are of the buckets that they fall
    ///   in.
    mutating func add(_ composite: CompositeReading, of child: Child, bucketExemplars: [Int: Exemplar]? = nil) {
        let isGauge = type == .unknown ? composite.isGauge : type == .gaugeHistogram
        let buckets = composite.buckets ?? []
        // OpenMetrics 2.0 does not say which exemplars of a native histogram are of its classic buckets: none.
        let placed = bucketExemplars ?? (composite.native == nil ? Self.placed(child.exemplars, in: buckets) : [:])
        for (place, bucket) in buckets.enumerated() {
            samples.append(
                sample(
                    name + "_bucket", bucket.value, child, label: ("le", bucket.key), exemplar: placed[place]))
        }
        for quantile in composite.quantiles ?? [] {
            samples.append(sample(name, quantile.value, child, label: ("quantile", quantile.key)))
        }
        samples.append(sample(name + (isGauge ? "_gsum" : "_sum"), composite.sum, child))
        samples.append(sample(name + (isGauge ? "_gcount" : "_count"), Double(composite.count), child))
        addCreated(of: child)
        guard let native = composite.native else { return }
        nativeHistograms.append(
            ParsedNativeHistogram(
                labels: child.labels.filter { !$0.value.isEmpty }, histogram: native,
                created: child.created.flatMap { UnixTime(seconds: $0) },
                timestamp: child.timestamp.flatMap { UnixTime(seconds: $0) }, exemplars: child.exemplars,
                line: child.line))
    }

    private mutating func addCreated(of child: Child) {
        guard let created = child.created else { return }
        let base =
            type == .counter && name.hasByteSuffix("_total")
            ? String(name.utf8.dropLast("_total".utf8.count)) ?? name : name
        samples.append(sample(base + "_created", created, child))
    }

    private func sample(
        _ name: String, _ value: Double, _ child: Child, label: (name: String, value: Double)? = nil,
        exemplar: Exemplar? = nil
    ) -> ParsedSample {
        var labels = child.labels
        if let label {
            var text: [UInt8] = []
            NumberText.append(label.value, style: .openMetrics, to: &text)
            labels.append(Label(label.name, String(decoding: text, as: UTF8.self)))
        }
        return ParsedSample(
            name: name, labels: labels, value: value, timestamp: child.timestamp, exemplar: exemplar, line: child.line)
    }

    /// The last exemplar of each bucket.
    private static func placed(_ exemplars: [Exemplar], in buckets: [CompositeReading.Pair]) -> [Int: Exemplar] {
        var placed: [Int: Exemplar] = [:]
        for exemplar in exemplars {
            // The last bucket has those that are not numbers too.
            placed[buckets.firstIndex { exemplar.value <= $0.key } ?? buckets.count - 1] = exemplar
        }
        return placed
    }
}
