internal import NinesSLO

/// One SLO in the unit tests of a file.
struct RuleTestSubject {
    let generator: RuleGenerator
    let feed: TestFeed
    /// What can be fed, the highest first.
    let levels: [Int64]

    /// Minutes before the series begin, so that no maintenance touches the test; nil where there is too much of it.
    let lead: Int?

    init(_ generator: RuleGenerator, patterns: PatternCache) {
        self.generator = generator
        feed = TestFeed(generator, patterns: patterns)
        lead = generator.maintenance.quietMinute(lasting: Self.longest(generator, feed))
        if lead == nil || generator.lowTraffic.isDemanding {
            levels = []
        } else if Self.knowsAllOrNothing(generator) {
            levels = feed.levels(generator.tiers.isEmpty ? [] : [1_000_000_000])
        } else {
            levels = feed.levels(TestLevels(generator).ratios)
        }
    }

    /// A timeslice is good or bad, and nothing between; of a few minutes' samples, guards need all.
    private static func knowsAllOrNothing(_ generator: RuleGenerator) -> Bool {
        switch generator.measure {
        case .slices(let slices): slices.limit != nil
        case .events(let events): events.unit == .perWindow && generator.lowTraffic.isCounting
        case .ratio, .composite: false
        }
    }

    /// Whether what silence means can be tested.
    var canBeIdle: Bool {
        guard lead != nil, feed.canBeIdle else { return false }
        // Recorded series are fed after silence was judged.
        if case .recorded = feed { return generator.document.definition.noData != .bad }
        return true
    }

    var comment: String? {
        if lead == nil { return "The alerts of this SLO are not tested: its maintenance leaves no time for it." }
        if generator.lowTraffic.isDemanding {
            return "The alerts of this SLO are not tested: they ask for more samples than a test has."
        }
        return feed.comment
    }

    var name: String { "\(generator.document.definition.service)/\(generator.document.definition.name)" }

    // MARK: Time, in minutes

    /// Until all series are recorded: two slices of 5 minutes and more, or of the SLO's own.
    var warmUp: Int { Self.warmUp(generator, feed) }

    private static func warmUp(_ generator: RuleGenerator, _ feed: TestFeed) -> Int {
        switch generator.measure {
        case .slices(let slices): 20 + 2 * minutes(slices.length)
        // One of the slices whose mean is taken lies before the first event: of five, it would weigh as much as a level
        // is above its factor.
        case .ratio where !feed.isSilentWithoutSeries: 40
        case .ratio, .events, .composite: 20
        }
    }

    /// From the first sample to the last look.
    private static func longest(_ generator: RuleGenerator, _ feed: TestFeed) -> Int {
        let pending = generator.tiers.map(\.pending).max() ?? .zero
        let short = generator.tiers.map { feed.memory(over: $0.shortWindow) }.max() ?? .zero
        return 2 * warmUp(generator, feed) + minutes(pending) + minutes(short) + minutes(AlertRules.absence) + 15
    }

    /// Until the tiers that burn at this error ratio fire. Windows hold what there is, so with errors from the start
    /// each has the same ratio.
    func firesAt(_ level: Int64) -> Int { warmUp + Self.minutes(fired(at: level).map(\.pending).max() ?? .zero) }

    /// From the end of errors until none of them fires.
    func resets(_ level: Int64) -> Int {
        let burning = burning(at: level).filter { isEnough($0, level) != false }
        return Self.minutes(burning.map { feed.memory(over: $0.shortWindow) }.max() ?? .zero) + 15 + warmUp
    }

    private func fired(at level: Int64) -> [BurnRateTier] { burning(at: level).filter { isEnough($0, level) == true } }

    private func burning(at level: Int64) -> [BurnRateTier] {
        generator.tiers.filter { TestLevels.threshold($0, generator) < Int128(level) * 1_000_000 }
    }

    private func isEnough(_ tier: BurnRateTier, _ level: Int64) -> Bool? {
        generator.lowTraffic.isEnough(
            Double(level) / 1e9, over: tier.longWindow, looks: feed.counts(level, over: tier.longWindow))
    }

    static func minutes(_ duration: Duration) -> Int { Int((duration.components.seconds + 59) / 60) }

    // MARK: Expectations

    func firing(at level: Int64, minute: Int) -> [RuleTest.Expectation] {
        let fired = Set(fired(at: level).map(\.severity))
        let unclear = burning(at: level).filter { isEnough($0, level) == nil }.map(\.severity)
        return firing(fired, minute: minute, unclear: Set(unclear).subtracting(fired))
    }

    /// That exactly these severities fire.
    ///
    /// - Parameter unclear: of which it is not known.
    func firing(
        _ severities: Set<Severity>, minute: Int, unclear: Set<Severity> = []
    ) -> [RuleTest.Expectation] {
        let known = Set(generator.tiers.map(\.severity)).subtracting(unclear)
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

    /// That missing data is reported, and nothing else.
    func silence(minute: Int) -> [RuleTest.Expectation] {
        guard AlertRules(generator: generator).hasNoDataAlert, !generator.tiers.isEmpty, feed.isSilentWithoutSeries,
            lead != nil
        else { return [] }
        return [RuleTest.Expectation(minute: minute, expression: noDataAlerts, value: "1")] + firing([], minute: minute)
    }

    /// No traffic, after some where silence weighs what usually comes.
    func idlePhases(minutes: Int) -> [TestPhases.Phase] {
        guard case .events = generator.measure, generator.document.definition.noData == .bad else {
            return [.init(minutes: minutes, errorRatio: nil)]
        }
        return [.init(minutes: warmUp, errorRatio: 0), .init(minutes: minutes - warmUp, errorRatio: nil)]
    }

    /// That no traffic is no error, unless the definition says so.
    func idleness(minute: Int) -> [RuleTest.Expectation] {
        if generator.document.definition.noData == .bad, generator.measure.countsItself {
            return [
                recorded(SLOSeries.ratio(SLOSeries.slice), "1", minute),
                RuleTest.Expectation(minute: minute, expression: noDataAlerts, value: nil),
            ]
        }
        return [
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

extension MaintenanceRule {
    /// The first minute of tests, which begin at the epoch, from which on no maintenance comes for so long. Nil where
    /// there is none within two days: promtool evaluates every minute before it.
    func quietMinute(lasting minutes: Int) -> Int? {
        var start: Int64 = 0
        search: while start <= 2 * 86_400 {
            for window in known {
                let answer = window.covers(start)
                let next = answer.isCovered ? start : answer.until
                guard next < start + Int64(minutes) * 60 else { continue }
                start = window.covers(next).until + slice.components.seconds
                start += (60 - start % 60) % 60
                continue search
            }
            return Int(start / 60)
        }
        return nil
    }
}
