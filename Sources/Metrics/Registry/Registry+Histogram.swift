extension Registry {
    /// Registers a histogram without labels. It is exposed from now on, empty.
    ///
    /// - Parameter upperBounds: The finite upper bounds of the buckets, ascending, in the unit of the name, at most
    ///   1,022; the bucket `+Inf` is always there. Put one on every threshold that an objective speaks of.
    /// - Parameter exemplars: Whether each bucket keeps an exemplar, and where from.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        exemplars: ExemplarPolicy = .none
    ) throws(RegistrationError) -> Histogram {
        try single(histograms(name, help, unit, upperBounds, labelNames: [], .none, exemplars))
    }

    /// Registers a histogram with labels; see ``histogram(_:help:unit:upperBounds:exemplars:)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        limits: ChildLimits = .none, exemplars: ExemplarPolicy = .none, labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Histogram, repeat each Value> {
        Family(
            children: try histograms(
                name, help, unit, upperBounds, labelNames: labelNames(repeat each labels), limits, exemplars))
    }

    /// Registers a histogram with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        limits: ChildLimits = .none, exemplars: ExemplarPolicy = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Histogram> {
        DynamicFamily(
            children: try histograms(name, help, unit, upperBounds, labelNames: labelNames, limits, exemplars))
    }

    private func histograms(
        _ name: String, _ help: String, _ unit: String?, _ upperBounds: [Double], labelNames: [String],
        _ limits: ChildLimits, _ exemplars: ExemplarPolicy
    ) throws(RegistrationError) -> ChildSet {
        let bounds = try UpperBounds(upperBounds, of: name)
        let maker =
            exemplars.isNone ? Histogram.maker(bounds) : SampledHistogram.maker(bounds, exemplars, clock)
        let settings = FamilySettings(
            Histogram.self, [("upper bounds", "\(bounds.values)"), exemplars.setting])
        return try family(name, .histogram, help, unit, labelNames, maker, limits, settings)
    }
}
