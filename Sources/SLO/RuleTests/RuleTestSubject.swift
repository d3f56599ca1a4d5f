/// One SLO in the unit tests of a file.
struct RuleTestSubject {
    let generator: RuleGenerator
    let feed: TestFeed
    /// What can be fed, the highest first.
    let levels: [Int64]

    init(_ generator: RuleGenerator, patterns: PatternCache) {
        self.generator = generator
        feed = TestFeed(generator, patterns: patterns)
        // A slice is good or bad, and nothing between.
        if case .slices(let slices) = generator.measure, slices.limit != nil, !generator.tiers.isEmpty {
            levels = feed.levels([1_000_000_000])
        } else {
            levels = feed.levels(TestLevels(generator).ratios)
        }
    }

    var name: String { "\(generator.document.definition.service)/\(generator.document.definition.name)" }

    // MARK: Time, in minutes

    /// Until all series are recorded: two slices of 5 minutes and more, or of the SLO's own.
    var warmUp: Int {
        guard case .slices(let slices) = generator.measure else { return 20 }
        return 20 + 2 * Self.minutes(slices.length)
    }

    /// Until the tiers that burn at this error ratio fire. Windows hold what there is, so with errors from the start
    /// each has the same ratio.
    func firesAt(_ level: Int64) -> Int { warmUp + Self.minutes(fired(at: level).map(\.pending).max() ?? .zero) }

    /// From the end of errors until none of them fires.
    func resets(_ level: Int64) -> Int {
        Self.minutes(fired(at: level).map(\.shortWindow).max() ?? .zero) + 15 + warmUp
    }

    private func fired(at level: Int64) -> [BurnRateTier] {
        generator.tiers.filter { TestLevels.threshold($0, generator) < Int128(level) * 1_000_000 }
    }

    static func minutes(_ duration: Duration) -> Int { Int((duration.components.seconds + 59) / 60) }

    // MARK: Expectations

    func firing(at level: Int64, minute: Int) -> [RuleTest.Expectation] {
        firing(Set(fired(at: level).map(\.severity)), minute: minute)
    }

    /// That exactly these severities fire.
    func firing(_ severities: Set<Severity>, minute: Int) -> [RuleTest.Expectation] {
        let known = Set(generator.tiers.map(\.severity))
        return Severity.allCases.filter(known.contains).map { severity in
            RuleTest.Expectation(
                minute: minute, expression: alerts(generator.document.alerts.name, severity),
                value: severities.contains(severity) ? "1" : nil)
        }
    }

    func metadata(minute: Int) -> [RuleTest.Expectation] {
        let objective = generator.document.definition.objective
        let budget = DecimalText.partsPerBillion(objective.budgetPartsPerBillion)
        return [
            recorded("slo:objective:ratio", DecimalText.partsPerBillion(objective.partsPerBillion), minute),
            recorded("slo:error_budget:ratio", budget, minute),
        ]
    }

    /// That missing data is told, and nothing else.
    func silence(minute: Int) -> [RuleTest.Expectation] {
        guard generator.document.alerts.whenNoData, !generator.tiers.isEmpty, feed.isSilentWithoutSeries else {
            return []
        }
        return [RuleTest.Expectation(minute: minute, expression: noDataAlerts, value: "1")] + firing([], minute: minute)
    }

    /// That no traffic is no error.
    func idleness(minute: Int) -> [RuleTest.Expectation] {
        [
            recorded(SLOSeries.ratio(SLOSeries.slice), "0", minute),
            recorded("slo:period_error_budget_remaining:ratio", "1", minute),
            RuleTest.Expectation(minute: minute, expression: noDataAlerts, value: nil),
        ] + firing([], minute: minute)
    }

    private var noDataAlerts: String { alerts(generator.document.alerts.name + "NoData", nil) }

    private func alerts(_ name: String, _ severity: Severity?) -> String {
        let definition = generator.document.definition
        var matchers = [
            Matcher(label: "alertname", operation: .equal, value: name),
            Matcher(label: "alertstate", operation: .equal, value: "firing"),
            Matcher(label: "sloth_service", operation: .equal, value: definition.service),
            Matcher(label: "sloth_slo", operation: .equal, value: definition.name),
        ]
        if let severity {
            matchers.append(Matcher(label: "sloth_severity", operation: .equal, value: severity.rawValue))
        }
        return "group(\(Selector(name: "ALERTS", matchers: matchers).text))"
    }

    private func recorded(_ name: String, _ value: String, _ minute: Int) -> RuleTest.Expectation {
        // Without its labels, some of which are the query's.
        RuleTest.Expectation(minute: minute, expression: "max(\(generator.series(name)))", value: value)
    }
}
