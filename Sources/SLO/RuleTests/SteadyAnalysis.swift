struct SteadyFeed: Sendable {
    var isSilentWithoutSeries: Bool { true }
    var canBeIdle: Bool { true }
    func levels(_ wanted: [Int64]) -> [Int64] { wanted }
    func series(_ timeline: TestTimeline, _ values: TestValues) -> [TestSeries] { [] }
}

struct SteadyAnalysis {
    var feed: SteadyFeed?
    var isEmptyWithoutSeries = true
    var reason = "they are not read yet"
    init(_ measure: Measure) {}
}
