extension Registry {
    /// Registers a gauge without labels. It is exposed from now on, at 0.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge(_ name: String, help: String, unit: String? = nil) throws(RegistrationError) -> Gauge {
        try single(gauges(name, help, unit, labelNames: [], .none))
    }

    /// Registers a gauge with labels.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, limits: ChildLimits = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Gauge, repeat each Value> {
        Family(children: try gauges(name, help, unit, labelNames: labelNames(repeat each labels), limits))
    }

    /// Registers a gauge with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func gauge(
        _ name: String, help: String, unit: String? = nil, limits: ChildLimits = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Gauge> {
        DynamicFamily(children: try gauges(name, help, unit, labelNames: labelNames, limits))
    }

    private func gauges(
        _ name: String, _ help: String, _ unit: String?, labelNames: [String], _ limits: ChildLimits
    ) throws(RegistrationError) -> ChildSet {
        try family(name, .gauge, help, unit, labelNames, Gauge.maker(clock), limits, FamilySettings(Gauge.self))
    }
}
