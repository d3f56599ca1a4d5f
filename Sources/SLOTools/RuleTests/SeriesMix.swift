/// Series of good and of bad events, which are mixed to the error ratio that a test wants.
struct SeriesMix {
    private let query: IndicatorQueries
    /// The same series as in `bad` in the same order; only values differ.
    private let good: [ConstantSeries.Series]
    private let bad: [ConstantSeries.Series]
    let canBeIdle: Bool
    /// Whether rates are compared with a number, so that counters have to grow as fast as they are said to.
    private let isToScale: Bool

    typealias Unsupported = PromQLEvaluator.Unsupported

    /// By how much more than here counters grow that are not to scale, about.
    private static let largeGrowth = 1e9 / 60
    /// By how much rates are above the numbers that they shall be above, also where a range is longer than the test.
    private static let margin = 1e4

    /// Nil where no mixture was found.
    init?(_ query: IndicatorQueries) throws(Unsupported) {
        let candidates = try SeriesCandidates(patterns: query.patterns).series(for: query.selectors)
        var search = SeriesSearch(query: query, candidates: candidates)
        var worlds = (good: try search.world(ratio: 0), bad: try search.world(ratio: 1))
        let isGoodSteady = try search.isSteady(worlds.good, times: Self.largeGrowth)
        let isBadSteady = try search.isSteady(worlds.bad, times: Self.largeGrowth)
        isToScale = !isGoodSteady || !isBadSteady
        if isToScale {
            let rates = query.bounds.filter { $0 > 0 }.flatMap { [$0 / 2, $0 * Self.margin] }
            search = SeriesSearch(query: query, candidates: candidates, rates: [1] + rates, isToScale: true)
            worlds = (try search.world(ratio: 0), try search.world(ratio: 1))
        }
        guard let good = worlds.good, let bad = worlds.bad else { return nil }
        self.query = query
        // All series in both, so that none appears or ends: counters that are no part of a kind of events stand still.
        let labels = Set((good + bad).map(\.labels))
        let used = candidates.filter { labels.contains($0.labels) }
        self.good = used.map { series in good.first { $0.labels == series.labels } ?? series }
        self.bad = used.map { series in bad.first { $0.labels == series.labels } ?? series }
        let idle = try query.counts(used)
        canBeIdle = used.allSatisfy(\.isCounter) && idle?.total == 0
        guard try query.errorRatio(self.good) == 0, try query.errorRatio(self.bad) == 1 else { return nil }
    }

    var isSilentWithoutSeries: Bool { query.isEmptyWithoutSeries }

    /// See ``IndicatorQueries/memory(over:)``.
    func memory(over window: Duration) -> Duration { query.memory(over: window) }

    /// Bad and all events in a window when a test first looks at alerts.
    func counts(_ level: Int64, over window: Duration) -> (bad: Double, total: Double)? {
        let world = mixed(share(of: level) ?? 0).map { series in
            series.isCounter && !isToScale ? series.growing(by: Self.largeGrowth) : series
        }
        return try? query.counts(world, over: Double(window.components.seconds), since: IndicatorQueries.firstLook)
    }

    // MARK: Mixing

    /// The error ratios that can be mixed; all or nothing where none of them can.
    func levels(_ wanted: [Int64]) -> [Int64] {
        let mixed = wanted.filter { share(of: $0) != nil }
        return mixed.isEmpty && !wanted.isEmpty ? [1_000_000_000] : mixed
    }

    /// How much of the events are of the bad kind, which may weigh more or less than the good ones.
    private func share(of level: Int64) -> Double? {
        let wanted = Double(level) / 1e9
        guard let good = try? query.counts(good), let bad = try? query.counts(bad) else { return nil }
        let share = wanted * good.total / (bad.bad - wanted * bad.total + wanted * good.total)
        let mixed = mixed(share)
        guard share >= 0, share <= 1, let ratio = try? query.errorRatio(mixed), abs(ratio - wanted) < wanted * 1e-6,
            (try? query.isSteady(mixed, times: isToScale ? 1 : Self.largeGrowth)) == true
        else { return nil }
        return share
    }

    private func mixed(_ share: Double) -> [ConstantSeries.Series] {
        zip(good, bad).map { good, bad in
            var series = good
            series.value = (1 - share) * good.value + share * bad.value
            return series
        }
    }

    // MARK: Series

    /// Counters grow by about a billion in each step, so that every error ratio is a whole number of events.
    func series(_ timeline: TestPhases, _ values: TestValues) -> [TestSeries] {
        var worlds: [TestPhases.Phase: [ConstantSeries.Series]] = [:]
        for phase in timeline.phases { worlds[phase] = phase.errorRatio.map { mixed(share(of: $0) ?? 0) } }
        return good.indices.map { index in
            let series = good[index]
            var labels = series.labels
            let name = labels.removeValue(forKey: "__name__") ?? ""
            let text =
                series.isCounter
                ? values.counter(timeline, isToScale: isToScale) { worlds[$0]?[index].value ?? 0 }
                : gauge(timeline, values) { worlds[$0]?[index].value ?? series.value }
            return TestSeries(name: name, labels: labels, values: text)
        }
    }
}

extension SeriesMix {
    private func gauge(
        _ timeline: TestPhases, _ values: TestValues, _ value: (TestPhases.Phase) -> Double
    ) -> String {
        query.usesTime ? values.clock(timeline, value) : values.gauge(timeline) { DecimalText.number(value($0)) }
    }
}

/// Tries which candidates together are good or bad events.
struct SeriesSearch {
    let query: IndicatorQueries
    let candidates: [ConstantSeries.Series]
    /// That counters may have.
    var rates: [Double] = [1]
    /// Whether a world has to have its ratio in all of a test's windows, with counters that grow just so.
    var isToScale = false

    /// The smallest world with the error ratio; nil where none of the tried has it.
    func world(ratio: Double) throws(PromQLEvaluator.Unsupported) -> [ConstantSeries.Series]? {
        let atoms = candidates.flatMap { series in
            (series.isCounter ? rates : gaugeValues).map { value in
                var atom = series
                atom.value = value
                return atom
            }
        }
        // Three counters are the usual histogram's; gauges have many values each.
        let largest = candidates.allSatisfy(\.isCounter) ? 3 : 2
        var worlds: [[Int]] = [[]]
        for _ in 1...largest {
            worlds = worlds.flatMap { world in
                atoms.indices.dropFirst((world.last ?? -1) + 1).map { world + [$0] }
            }
            for indices in worlds {
                let chosen = indices.map { atoms[$0] }
                let labels = Set(chosen.map(\.labels))
                guard labels.count == chosen.count else { continue }
                // The other counters are there and stand still.
                let still = candidates.filter { $0.isCounter && !labels.contains($0.labels) }
                guard try query.errorRatio(chosen + still) == ratio else { continue }
                guard isToScale else { return chosen }
                if try query.isSteady(chosen + still, times: 1) { return chosen }
            }
        }
        return nil
    }

    /// See ``IndicatorQueries/isSteady(_:times:)``; false without a world.
    func isSteady(
        _ world: [ConstantSeries.Series]?, times factor: Double
    ) throws(PromQLEvaluator.Unsupported) -> Bool {
        guard let world else { return false }
        let labels = Set(world.map(\.labels))
        let still = candidates.filter { $0.isCounter && !labels.contains($0.labels) }
        return try query.isSteady(world + still, times: factor)
    }

    private var gaugeValues: [Double] {
        let around = query.bounds.flatMap { [$0, $0 / 2, $0 * 2, $0 + 1, $0 - 1] }
        // What lies far enough in the past is below now.
        let past = query.usesTime ? around.map { -$0 } : []
        return ([0, 1] + around + past).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
