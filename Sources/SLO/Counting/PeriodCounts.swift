/// What a calendar window holds: the sum since its period began, which ends with the period. Exact to a narrowest
/// slice.
struct PeriodCounts {
    private let calendar: CalendarWindow
    /// Seconds in a narrowest slice.
    private let baseWidth: Int64
    /// In seconds since the epoch; nil before the first sample.
    private(set) var period: Range<Int64>?
    private(set) var counts = EventCounts.zero
    /// Narrowest slices of the period that were watched.
    private(set) var covered: Int64 = 0

    init(_ calendar: CalendarWindow, baseWidth: Int64) {
        self.calendar = calendar
        self.baseWidth = baseWidth
    }

    /// Begins in the period that holds `second`, with what is known of it already.
    mutating func start(at second: Int64, known: (_ since: Int64) -> (counts: EventCounts, covered: Int64)) {
        let period = calendar.period(containing: second)
        self.period = period
        (counts, covered) = known(period.lowerBound)
    }

    /// Begins the period that holds `second`, unless that is or was the current one.
    mutating func move(to second: Int64) {
        guard let period, second >= period.upperBound else { return }
        self.period = calendar.period(containing: second)
        counts = .zero
        covered = 0
    }

    /// Adds to a narrowest slice, which begins a new period when it lies in one.
    mutating func add(_ counts: EventCounts, covering: UInt16, toBase slice: Int64, at second: Int64) {
        let last = min((slice + 1) * baseWidth - 1, second)
        move(to: last)
        guard let period, last >= period.lowerBound else { return }
        self.counts.add(counts)
        covered += Int64(covering)
    }

    /// The share of the period's closed slices that were watched.
    func coverage(open: Int64) -> Double {
        guard let period else { return 0 }
        let closed = open - period.lowerBound.dividedDown(by: baseWidth)
        return closed > 0 ? min(Double(covered) / Double(closed), 1) : 0
    }
}
