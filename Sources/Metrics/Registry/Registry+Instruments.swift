extension Registry {
    /// Registers a counter without labels. It is exposed from now on, at 0.
    ///
    /// - Parameters:
    ///   - name: Ends in `_total`, as in `http_requests_total`.
    ///   - help: One sentence for people who read the metrics page.
    ///   - unit: A base unit such as `seconds` or `bytes`, then also part of the name: `sent_bytes_total`.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter(_ name: String, help: String, unit: String? = nil) throws(RegistrationError) -> Counter {
        try single(counters(name, help, unit, labelNames: []))
    }

    /// Registers a counter with labels.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Counter, repeat each Value> {
        Family(children: try counters(name, help, unit, labelNames: names(repeat each labels)))
    }

    /// Registers a counter with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter(
        _ name: String, help: String, unit: String? = nil, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Counter> {
        DynamicFamily(children: try counters(name, help, unit, labelNames: labelNames))
    }

    /// Registers a gauge without labels. It is exposed from now on, at 0.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge(_ name: String, help: String, unit: String? = nil) throws(RegistrationError) -> Gauge {
        try single(gauges(name, help, unit, labelNames: []))
    }

    /// Registers a gauge with labels.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Gauge, repeat each Value> {
        Family(children: try gauges(name, help, unit, labelNames: names(repeat each labels)))
    }

    /// Registers a gauge with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge(
        _ name: String, help: String, unit: String? = nil, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Gauge> {
        DynamicFamily(children: try gauges(name, help, unit, labelNames: labelNames))
    }

    /// Registers a histogram without labels. It is exposed from now on, empty.
    ///
    /// - Parameter upperBounds: The finite upper bounds of the buckets, ascending, in the unit of the name, at most 1,022;
    ///   the bucket `+Inf` is always there. Put one on every threshold that an objective speaks of.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds
    ) throws(RegistrationError) -> Histogram {
        try single(histograms(name, help, unit, upperBounds, labelNames: []))
    }

    /// Registers a histogram with labels; see ``histogram(_:help:unit:upperBounds:)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Histogram, repeat each Value> {
        Family(children: try histograms(name, help, unit, upperBounds, labelNames: names(repeat each labels)))
    }

    /// Registers a histogram with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the bounds break a rule.
    public func histogram(
        _ name: String, help: String, unit: String? = nil, upperBounds: [Double] = Histogram.defaultUpperBounds,
        labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Histogram> {
        DynamicFamily(children: try histograms(name, help, unit, upperBounds, labelNames: labelNames))
    }

    private func names<each Value: LabelValue>(_ labels: repeat LabelName<each Value>) -> [String] {
        var names: [String] = []
        for label in repeat each labels { names.append(label.name) }
        return names
    }

    private func counters(
        _ name: String, _ help: String, _ unit: String?, labelNames: [String]
    ) throws(RegistrationError) -> ChildSet {
        try family(name, .counter, help, unit, labelNames, make: { Counter(of: $0) }, makeLost: { Counter(lost: $0) })
    }

    private func gauges(
        _ name: String, _ help: String, _ unit: String?, labelNames: [String]
    ) throws(RegistrationError) -> ChildSet {
        try family(name, .gauge, help, unit, labelNames, make: { Gauge(key: $0) }, makeLost: { Gauge(key: $0) })
    }

    private func histograms(
        _ name: String, _ help: String, _ unit: String?, _ upperBounds: [Double], labelNames: [String]
    ) throws(RegistrationError) -> ChildSet {
        let bounds = try UpperBounds(upperBounds, of: name)
        return try family(
            name, .histogram, help, unit, labelNames, make: { Histogram(of: $0, bounds: bounds) },
            makeLost: { Histogram(lost: $0, bounds: bounds) })
    }

    private func family(
        _ name: String, _ type: MetricType, _ help: String, _ unit: String?, _ labelNames: [String],
        make: @escaping @Sendable (consuming LabelKey) -> Instrument?,
        makeLost: @escaping @Sendable (consuming LabelKey) -> Instrument
    ) throws(RegistrationError) -> ChildSet {
        let descriptor = try FamilyDescriptor(name, type: type, help: help, unit: unit)
        try NameRules.checkLabels(labelNames, of: name, type: type)
        let family = try ChildSet(descriptor, labelNames: labelNames, make: make, makeLost: makeLost)
        try register(family)
        return family
    }

    /// The one child of a family without labels.
    private func single<Child: Instrument>(_ family: ChildSet) -> Child {
        unsafeDowncast(family.child(UnsafeRawBufferPointer(start: nil, count: 0)), to: Child.self)
    }
}
