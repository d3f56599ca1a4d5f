extension Registry {
    /// Registers a histogram without labels. It is exposed from now on, empty.
    ///
    /// - Parameter upperBounds: The finite upper bounds of the buckets, ascending, in the unit of the name, at most 1,022;
    ///   the bucket `+Inf` is always there. Put one on every threshold that an objective speaks of.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds
    ) throws(RegistrationError) -> Histogram {
        try single(histograms(name, help, unit, upperBounds, labelNames: [], .none))
    }

    /// Registers a histogram with labels; see ``histogram(_:help:unit:upperBounds:)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        limits: ChildLimits = .none, labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Histogram, repeat each Value> {
        Family(
            children: try histograms(name, help, unit, upperBounds, labelNames: labelNames(repeat each labels), limits))
    }

    /// Registers a histogram with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        limits: ChildLimits = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Histogram> {
        DynamicFamily(children: try histograms(name, help, unit, upperBounds, labelNames: labelNames, limits))
    }

    private func histograms(
        _ name: String, _ help: String, _ unit: String?, _ upperBounds: [Double], labelNames: [String],
        _ limits: ChildLimits
    ) throws(RegistrationError) -> ChildSet {
        let bounds = try UpperBounds(upperBounds, of: name)
        return try family(name, .histogram, help, unit, labelNames, Histogram.maker(bounds), limits)
    }
}
