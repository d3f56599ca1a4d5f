/// What a unit test feeds: the series that the queries select, or, failing that, recorded ones.
enum TestFeed {
    case steady(SeriesMix)
    case recorded(RecordingRuleFeed)
    /// The rules record something without any series, so nothing can be put in its place.
    case nothing(reason: String)

    init(_ generator: RuleGenerator, patterns: PatternCache) {
        let analysis = SeriesAnalysis(generator.measure, patterns: patterns)
        if let feed = analysis.feed {
            self = .steady(feed)
        } else if analysis.isEmptyWithoutSeries {
            self = .recorded(RecordingRuleFeed(generator: generator, reason: analysis.reason))
        } else {
            self = .nothing(reason: analysis.reason)
        }
    }

    var canFeed: Bool {
        if case .nothing = self { false } else { true }
    }

    var isSilentWithoutSeries: Bool {
        switch self {
        case .steady(let feed): feed.isSilentWithoutSeries
        case .recorded: true
        case .nothing: false
        }
    }

    /// Whether there can be series without events.
    var canBeIdle: Bool {
        switch self {
        case .steady(let feed): feed.canBeIdle
        case .recorded: true
        case .nothing: false
        }
    }

    /// How long a sample counts in what is recorded over a window.
    func memory(over window: Duration) -> Duration {
        if case .steady(let feed) = self { feed.memory(over: window) } else { window }
    }

    /// Bad and all events in a window when a test first looks at alerts; nil where as many are fed as any guard wants.
    func counts(_ level: Int64, over window: Duration) -> (bad: Double, total: Double)? {
        if case .steady(let feed) = self { feed.counts(level, over: window) } else { nil }
    }

    var comment: String? {
        switch self {
        case .steady: nil
        case .recorded(let feed):
            "The recorded series of this SLO are fed, not those that its queries select: \(feed.reason)."
        case .nothing(let reason): "The alerts of this SLO are not tested: \(reason)."
        }
    }

    /// Of the error ratios that are asked for, those that can be fed.
    func levels(_ wanted: [Int64]) -> [Int64] {
        switch self {
        case .steady(let feed): feed.levels(wanted)
        case .recorded: wanted
        case .nothing: []
        }
    }

    func series(_ timeline: TestPhases, _ values: TestValues) -> [TestSeries] {
        switch self {
        case .steady(let feed): feed.series(timeline, values)
        case .recorded(let feed): feed.series(timeline, values)
        case .nothing: []
        }
    }
}
