/// Makes the unit tests of one SLO's rules: each tier fires and resets, and neither idleness nor silence is an error.
struct RuleTestGenerator {
    let generator: RuleGenerator
    /// Nil where nothing can be fed.
    private let feed: TestFeed
    private let values: TestValues

    init(_ generator: RuleGenerator, step: Duration, patterns: PatternCache) {
        self.generator = generator
        feed = TestFeed(generator, patterns: patterns)
        values = TestValues(step: step)
    }

    func tests() -> [RuleTest] {
        let burning = feed.canFeed ? tierTests() + [idleTest()].compactMap { $0 } : []
        return [metadataTest()] + burning + [silenceTest()].compactMap { $0 }
    }

    private var name: String { "\(generator.document.definition.service)/\(generator.document.definition.name)" }

    // MARK: Expectations

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

    /// That exactly these severities fire.
    private func firing(_ severities: Set<Severity>, at minute: Int) -> [RuleTest.Expectation] {
        let known = Set(generator.tiers.map(\.severity))
        return Severity.allCases.filter(known.contains).map { severity in
            RuleTest.Expectation(
                minute: minute, expression: alerts(generator.document.alerts.name, severity),
                value: severities.contains(severity) ? "1" : nil)
        }
    }

    private func recorded(_ name: String, _ value: String, at minute: Int) -> RuleTest.Expectation {
        // Without its labels, some of which are the query's.
        RuleTest.Expectation(minute: minute, expression: "max(\(generator.series(name)))", value: value)
    }

    // MARK: Tests

    private func metadataTest() -> RuleTest {
        let objective = generator.document.definition.objective
        return RuleTest(
            name: "\(name): objective and budget", comment: feed.comment, series: [],
            expectations: [
                recorded("slo:objective:ratio", DecimalText.partsPerBillion(objective.partsPerBillion), at: 1),
                recorded("slo:error_budget:ratio", DecimalText.partsPerBillion(objective.budgetPartsPerBillion), at: 1),
            ])
    }

    /// Windows hold what there is, so with errors from the start all of them have the same ratio, and those tiers fire
    /// whose threshold is below it.
    private func tierTests() -> [RuleTest] {
        var levels = TestLevels(generator).ratios
        // A slice is good or bad, and nothing between.
        if case .slices(let slices) = generator.measure, slices.limit != nil { levels = [1_000_000_000] }
        levels = feed.levels(levels)
        return levels.map { level in
            let fired = generator.tiers.filter { TestLevels.threshold($0, generator) < Int128(level) * 1_000_000 }
            let severities = Set(fired.map(\.severity))
            let firesAt = warmUp + minutes(fired.map(\.pending).max() ?? .zero)
            let resetsAt = firesAt + minutes(fired.map(\.shortWindow).max() ?? .zero) + 15 + warmUp
            let timeline = TestTimeline(phases: [
                .init(minutes: firesAt + 1, errorRatio: level), .init(minutes: resetsAt - firesAt, errorRatio: 0),
            ])
            let tiers = fired.map { "\($0.severity.rawValue) \(DurationText.text($0.longWindow))" }
            return RuleTest(
                name: "\(name): \(DecimalText.partsPerBillion(level)) bad fires \(tiers.joined(separator: ", "))",
                series: feed.series(timeline, values),
                expectations: firing(severities, at: firesAt) + firing([], at: resetsAt))
        }
    }

    private func idleTest() -> RuleTest? {
        guard feed.canBeIdle else { return nil }
        let minute = warmUp + minutes(AlertRules.absence)
        let timeline = TestTimeline(phases: [.init(minutes: minute + 1, errorRatio: nil)])
        return RuleTest(
            name: "\(name): no traffic is no error", series: feed.series(timeline, values),
            expectations: [
                recorded(SLOSeries.ratio(SLOSeries.slice), "0", at: minute),
                recorded("slo:period_error_budget_remaining:ratio", "1", at: minute),
                RuleTest.Expectation(
                    minute: minute, expression: alerts(generator.document.alerts.name + "NoData", nil), value: nil),
            ] + firing([], at: minute))
    }

    private func silenceTest() -> RuleTest? {
        guard generator.document.alerts.whenNoData, !generator.tiers.isEmpty, feed.isSilentWithoutSeries else {
            return nil
        }
        let minute = minutes(AlertRules.absence) + 2
        return RuleTest(
            name: "\(name): missing data is told", series: [],
            expectations: [
                RuleTest.Expectation(
                    minute: minute, expression: alerts(generator.document.alerts.name + "NoData", nil), value: "1")
            ] + firing([], at: minute))
    }

    // MARK: Time

    private func minutes(_ duration: Duration) -> Int { Int((duration.components.seconds + 59) / 60) }

    /// Until all series are recorded: two slices of 5 minutes and more, or of the SLO's own.
    private var warmUp: Int {
        guard case .slices(let slices) = generator.measure else { return 20 }
        return 20 + 2 * minutes(slices.length)
    }
}

/// Error ratios that tell the tiers apart.
struct TestLevels {
    /// In parts per billion, one for each distinct factor, the highest first.
    let ratios: [Int64]

    init(_ generator: RuleGenerator) {
        let thresholds = Set(generator.tiers.map { Self.threshold($0, generator) }).sorted(by: >)
        var upper: Int128 = 1_000_000_000_000_000
        ratios = thresholds.compactMap { threshold in
            defer { upper = threshold }
            let wanted = min(threshold * 5 / 4, (threshold + upper) / 2)
            let level = max(wanted / 1_000_000, threshold / 1_000_000 + 1)
            // Too close for parts per billion otherwise.
            return level * 1_000_000 < upper || level == 1_000_000_000 ? Int64(level) : nil
        }
    }

    /// The error ratio above which a tier burns, in units of 10^-15.
    static func threshold(_ tier: BurnRateTier, _ generator: RuleGenerator) -> Int128 {
        Int128(tier.factorMillionths) * Int128(generator.document.definition.objective.budgetPartsPerBillion)
    }
}
