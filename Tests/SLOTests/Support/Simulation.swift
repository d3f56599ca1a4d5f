import NinesSLO

/// An engine with one SLO, and traffic for it at the pace that a test sets. Time begins at an hour's edge.
struct Simulation {
    static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    let engine = SLOEngine(now: nil)
    private let begin: Timestamp
    let recorder: SLORecorder
    /// Seconds since the start.
    private(set) var second = 0
    private(set) var transitions: [AlertTransition] = []

    init(objective: Double = 0.999, days: Int = 30, alerting: AlertPolicy? = nil) throws {
        try self.init(
            SLODefinition(
                name: "availability", service: "shop", objective: Objective(ratio: objective),
                window: .days(days), alerting: alerting))
    }

    /// - Parameter start: when time begins.
    init(_ definition: SLODefinition, start: Timestamp = Self.start) throws {
        self.begin = start
        recorder = try engine.add(definition)
        engine.advance(to: start)
    }

    /// The next `step` seconds: these events, then a sample.
    mutating func step(_ step: Int = 10, good: Int, bad: Int) {
        recorder.record(EventCounts(good: UInt64(good), bad: UInt64(bad)))
        second += step
        transitions += engine.advance(to: begin.advanced(by: .seconds(second)))
    }

    /// Even traffic of 100,000 events per second up to `end`, of which `bad` per second are bad.
    mutating func run(to end: Int, step: Int = 10, badPerSecond bad: Int = 0) {
        while second < end {
            self.step(step, good: step * (100_000 - bad), bad: step * bad)
        }
    }

    /// Three good days: every window of the workbook's tiers is full. Sampled as finely as the levels of their windows
    /// can tell apart.
    mutating func runThreeGoodDays() {
        let days = 3 * 86_400
        run(to: days - 21_600, step: 300)
        run(to: days - 7_200, step: 60)
        run(to: days)
    }

    var status: SLOStatus? { engine.statuses.first }

    var forecast: BudgetForecast? { engine.statuses(forecasting: true).first?.budget.forecast }

    func window(_ length: Duration) -> SLOStatus.Window? {
        status?.windows.first { $0.length == length }
    }

    /// Seconds from the start to the first change of an alert of this severity to firing.
    func firing(_ severity: Severity) -> Int? {
        let first = transitions.first { transition in
            guard case .firing = transition.to else { return false }
            return transition.tier.severity == severity
        }
        return first.map { Int($0.at.duration(since: Self.start).components.seconds) }
    }
}
