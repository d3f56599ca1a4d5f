extension Registry {
    /// Registers a native histogram without labels. It is exposed from now on, empty: its buckets in the protobuf
    /// format, and in text formats those of `upperBounds`.
    ///
    /// - Parameters:
    ///   - growthFactor: The most by which a bucket's upper bound may exceed its lower one: a quantile's estimate is
    ///     off by half of that. Above 1; bounds are powers of 2^(2^-s) for a whole s from -4 to 8, so 1.0027 is the
    ///     finest.
    ///   - zeroThreshold: Values whose magnitude is at most this go to the zero bucket. At least 0. The default is
    ///     Prometheus' own.
    ///   - upperBounds: The bounds of classic buckets to have beside the native ones, for scrapers that do not read
    ///     these; see ``histogram(_:help:unit:upperBounds:exemplars:)``. Nil: only `_count` and `_sum` for them.
    ///   - bucketLimits: What happens when observations spread over many buckets.
    ///   - exemplars: Whether it keeps exemplars, one for each of `upperBounds` or else the latest ten, and where from.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or a number breaks a rule.
    public func nativeHistogram(
        _ name: String, help: String, unit: String? = nil, growthFactor: Double = 1.1,
        zeroThreshold: Double = 0x1p-128, upperBounds: [Double]? = nil,
        bucketLimits: NativeHistogramLimits = .standard, exemplars: ExemplarPolicy = .none
    ) throws(RegistrationError) -> NativeHistogram {
        let layout = try layout(name, growthFactor, zeroThreshold, upperBounds, bucketLimits, exemplars)
        return try single(natives(name, help, unit, layout, labelNames: [], .none))
    }

    /// Registers a native histogram with labels; see
    /// ``nativeHistogram(_:help:unit:growthFactor:zeroThreshold:upperBounds:bucketLimits:exemplars:)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or a number breaks a rule.
    public func nativeHistogram<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, growthFactor: Double = 1.1,
        zeroThreshold: Double = 0x1p-128, upperBounds: [Double]? = nil,
        bucketLimits: NativeHistogramLimits = .standard, limits: ChildLimits = .none, exemplars: ExemplarPolicy = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<NativeHistogram, repeat each Value> {
        let layout = try layout(name, growthFactor, zeroThreshold, upperBounds, bucketLimits, exemplars)
        let names = labelNames(repeat each labels)
        return Family(children: try natives(name, help, unit, layout, labelNames: names, limits))
    }

    /// Registers a native histogram with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or a number breaks a rule.
    public func nativeHistogram(
        _ name: String, help: String, unit: String? = nil, growthFactor: Double = 1.1,
        zeroThreshold: Double = 0x1p-128, upperBounds: [Double]? = nil,
        bucketLimits: NativeHistogramLimits = .standard, limits: ChildLimits = .none, exemplars: ExemplarPolicy = .none,
        labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<NativeHistogram> {
        let layout = try layout(name, growthFactor, zeroThreshold, upperBounds, bucketLimits, exemplars)
        return DynamicFamily(children: try natives(name, help, unit, layout, labelNames: labelNames, limits))
    }

    private func natives(
        _ name: String, _ help: String, _ unit: String?, _ layout: NativeHistogramLayout, labelNames: [String],
        _ limits: ChildLimits
    ) throws(RegistrationError) -> ChildSet {
        let settings = FamilySettings(
            NativeHistogram.self,
            [
                ("resolution", "2^(2^-\(layout.schema))"), ("zero threshold", "\(layout.zeroThreshold)"),
                ("upper bounds", layout.bounds.map { "\($0.values)" } ?? "none"),
                ("bucket limits", layout.limits.setting), layout.exemplars.setting,
            ])
        return try family(
            name, .histogram, help, unit, labelNames, NativeHistogram.maker(layout), limits, settings)
    }

    private func layout(
        _ name: String, _ growthFactor: Double, _ zeroThreshold: Double, _ upperBounds: [Double]?,
        _ limits: NativeHistogramLimits, _ exemplars: ExemplarPolicy
    ) throws(RegistrationError) -> NativeHistogramLayout {
        guard growthFactor > 1, growthFactor.isFinite else {
            throw RegistrationError(.buckets, "\(name): growth factor \(growthFactor) is not a number above 1")
        }
        for (threshold, what) in [(zeroThreshold, "zero threshold"), (limits.zeroThreshold, "widest zero threshold")] {
            guard threshold >= 0, threshold.isFinite else {
                throw RegistrationError(.buckets, "\(name): \(what) \(threshold) is not a finite number from 0 on")
            }
        }
        guard limits.bucketCount >= 1 else {
            throw RegistrationError(.buckets, "\(name): a limit of \(limits.bucketCount) buckets is below 1")
        }
        if let interval = limits.resetInterval, interval < .zero {
            throw RegistrationError(.buckets, "\(name): a reset interval of \(interval) is negative")
        }
        return NativeHistogramLayout(
            schema: BucketBounds.schema(growthFactor: growthFactor), zeroThreshold: zeroThreshold.magnitude,
            limits: limits,
            bounds: try upperBounds.map { bounds throws(RegistrationError) in
                try UpperBounds(bounds, of: name)
            }, clock: clock, exemplars: exemplars)
    }
}

extension NativeHistogramLimits {
    /// For ``FamilySettings``.
    fileprivate var setting: String {
        "\(bucketCount) buckets, a reset after \(resetInterval.map { "\($0)" } ?? "no time"), zero within \(zeroThreshold)"
    }
}
