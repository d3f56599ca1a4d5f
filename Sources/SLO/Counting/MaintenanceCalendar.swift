/// The maintenance of one SLO, asked for one slice after the other: zones are looked up only where the answer may
/// change.
struct MaintenanceCalendar {
    private let windows: [MaintenanceWindow]
    private var known: (from: Int64, until: Int64, isCovered: Bool)?

    init(_ windows: [MaintenanceWindow]) {
        self.windows = windows
    }

    /// Whether any window covers a second since the epoch.
    mutating func covers(_ second: Int64) -> Bool {
        if let known, second >= known.from, second < known.until { return known.isCovered }
        let answers = windows.map { $0.covers(second) }
        let covering = answers.filter(\.isCovered).map(\.until)
        let until = covering.max() ?? answers.map(\.until).min() ?? .max
        known = (second, until, !covering.isEmpty)
        return !covering.isEmpty
    }
}
