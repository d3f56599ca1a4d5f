extension Registry {
    /// Registers a counter without labels. It is exposed from now on, at 0.
    ///
    /// - Parameters:
    ///   - name: Ends in `_total`, as in `http_requests_total`.
    ///   - help: One sentence for people who read the metrics page.
    ///   - unit: A base unit such as `seconds` or `bytes`, then also part of the name: `sent_bytes_total`.
    ///   - exemplars: Whether it keeps an exemplar, and where from.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter(
        _ name: String, help: String, unit: String? = nil, exemplars: ExemplarPolicy = .none
    ) throws(RegistrationError) -> Counter {
        try single(counters(name, help, unit, labelNames: [], .none, exemplars))
    }

    /// Registers a counter with labels.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, limits: ChildLimits = .none,
        exemplars: ExemplarPolicy = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Counter, repeat each Value> {
        Family(children: try counters(name, help, unit, labelNames: labelNames(repeat each labels), limits, exemplars))
    }

    /// Registers a counter with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func counter(
        _ name: String, help: String, unit: String? = nil, limits: ChildLimits = .none,
        exemplars: ExemplarPolicy = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Counter> {
        DynamicFamily(children: try counters(name, help, unit, labelNames: labelNames, limits, exemplars))
    }

    private func counters(
        _ name: String, _ help: String, _ unit: String?, labelNames: [String], _ limits: ChildLimits,
        _ exemplars: ExemplarPolicy
    ) throws(RegistrationError) -> ChildSet {
        let maker = exemplars.isNone ? Counter.maker : SampledCounter.maker(exemplars, clock)
        let settings = FamilySettings(Counter.self, [exemplars.setting])
        return try family(name, .counter, help, unit, labelNames, maker, limits, settings)
    }
}
