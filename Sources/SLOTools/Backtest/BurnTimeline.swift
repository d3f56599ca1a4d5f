public import NinesSLO

/// Burn rates and the budget over time, for a picture: at most as many columns as it has dots.
public struct BurnTimeline: Sendable, Hashable {
    /// Where the picture begins.
    public let start: Timestamp
    /// Where it ends.
    public let end: Timestamp
    /// The lengths of all windows, ascending.
    public let windows: [Duration]
    /// The picture's columns, of equal length, in order of time.
    public let columns: [Column]

    /// A share of the time, as its worst look.
    public struct Column: Sendable, Hashable {
        /// The instant of its last look.
        public let instant: Timestamp
        /// The highest burn rate of each window.
        public let burnRates: [Double]
        /// The least of what is left of the budget of a whole window, as the tables of a report have it.
        public let budgetRemaining: Double
    }
}

/// Samples an SLO of an engine that is played a history.
struct TimelineRecorder {
    private let definition: SLODefinition
    private let start: Timestamp
    private let end: Timestamp
    private let columnNanoseconds: Int64
    /// Looks closer together than this add nothing: no window moves by a sixth meanwhile.
    private let distance: Duration
    private var lastLook: Timestamp?
    private var windows: [Duration] = []
    private var columns: [BurnTimeline.Column] = []
    private var column: Int64 = -1

    init(_ definition: SLODefinition, _ span: Range<Timestamp>, columns: Int, shortestWindow: Duration) {
        self.definition = definition
        start = span.lowerBound
        end = span.upperBound
        let length = max(end.nanosecondsSinceEpoch.subtractingReportingOverflow(start.nanosecondsSinceEpoch).0, 1)
        columnNanoseconds = max(length / Int64(max(columns, 1)), 1)
        distance = shortestWindow / 6
    }

    mutating func look(at engine: SLOEngine, instant: Timestamp) {
        // At a period's end the engine has begun the next one.
        guard instant >= start, instant < end || instant == end && !isOfPeriods else { return }
        if let lastLook, instant.duration(since: lastLook) < distance { return }
        guard let status = definition.status(in: engine) else { return }
        lastLook = instant
        windows = status.windows.map(\.length)
        let place = (instant.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch) / columnNanoseconds
        var rates = status.windows.map(\.burnRate)
        var remaining = engine.remainingOfWholeWindow(status)
        if place == column, let last = columns.popLast() {
            rates = zip(rates, last.burnRates).map { max($0, $1) }
            remaining = min(remaining, last.budgetRemaining)
        }
        column = place
        columns.append(BurnTimeline.Column(instant: instant, burnRates: rates, budgetRemaining: remaining))
    }

    private var isOfPeriods: Bool {
        if case .calendar = definition.window { true } else { false }
    }

    var timeline: BurnTimeline { BurnTimeline(start: start, end: end, windows: windows, columns: columns) }
}
