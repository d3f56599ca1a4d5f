extension Registry {
    /// Registers a summary without labels. It is exposed from now on, empty.
    ///
    /// - Parameters:
    ///   - quantiles: What to estimate, ascending, each in 0...1, at most 100; none by default: count and sum.
    ///   - window: How far back the estimates reach; see ``Summary`` for how observations are dated.
    ///   - slices: In how many steps the window moves on, 1 to 60; each step costs memory.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the quantiles or the window break a rule.
    public func summary(
        _ name: String, help: String, unit: String? = nil, quantiles: [Double] = [],
        window: Duration = .seconds(600), slices: Int = 5
    ) throws(RegistrationError) -> Summary {
        let settings = try SummarySettings(
            of: name, quantiles: quantiles, window: window, slices: slices, clock: clock)
        return try single(summaries(name, help, unit, settings, labelNames: [], .none))
    }

    /// Registers a summary with labels; see ``summary(_:help:unit:quantiles:window:slices:)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the quantiles or the window break a rule.
    public func summary<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, quantiles: [Double] = [],
        window: Duration = .seconds(600), slices: Int = 5, limits: ChildLimits = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Summary, repeat each Value> {
        let settings = try SummarySettings(
            of: name, quantiles: quantiles, window: window, slices: slices, clock: clock)
        return Family(
            children: try summaries(name, help, unit, settings, labelNames: labelNames(repeat each labels), limits))
    }

    /// Registers a summary with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the quantiles or the window break a rule.
    public func summary(
        _ name: String, help: String, unit: String? = nil, quantiles: [Double] = [],
        window: Duration = .seconds(600), slices: Int = 5, limits: ChildLimits = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Summary> {
        let settings = try SummarySettings(
            of: name, quantiles: quantiles, window: window, slices: slices, clock: clock)
        return DynamicFamily(children: try summaries(name, help, unit, settings, labelNames: labelNames, limits))
    }

    private func summaries(
        _ name: String, _ help: String, _ unit: String?, _ settings: SummarySettings, labelNames: [String],
        _ limits: ChildLimits
    ) throws(RegistrationError) -> ChildSet {
        try family(
            name, .summary, help, unit, labelNames, Summary.maker(settings), limits,
            FamilySettings(
                Summary.self,
                [
                    ("quantiles", "\(settings.quantiles)"), ("slices", "\(settings.sliceCount)"),
                    ("a slice of", "\(settings.sliceWidth)"),
                ]))
    }
}
