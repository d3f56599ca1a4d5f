internal import NinesSLO

/// Where instants are in a picture, and the ticks below it.
struct TimeAxis {
    let start: Timestamp
    let end: Timestamp
    /// In pixels.
    let left: Double
    let width: Double

    func x(_ instant: Timestamp) -> Double {
        let span = end.duration(since: start).inSeconds
        guard span > 0 else { return left }
        let share = instant.duration(since: start).inSeconds / span
        return left + width * min(max(share, 0), 1)
    }

    /// Distances between ticks, in seconds.
    private static let steps: [Int64] = [
        10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000,
    ]

    struct Tick {
        let x: Double
        let label: String
    }

    /// At most nine, at round times in UTC.
    var ticks: [Tick] {
        let (first, last) = (start.floorSeconds, end.floorSeconds)
        // A timestamp's reach is 18 steps of the longest, of which a history has few.
        let step = Self.steps.first { (last - first) / $0 <= 8 } ?? 315_360_000
        return stride(from: first.dividedUp(by: step) * step, through: last, by: Int64.Stride(step)).map { second in
            Tick(x: x(Timestamp(secondsSinceEpoch: Int(second))), label: label(second, step: step))
        }
    }

    /// The time of day; the date at midnight and where ticks are days.
    private func label(_ second: Int64, step: Int64) -> String {
        let text = Timestamp(secondsSinceEpoch: Int(second)).rfc3339
        let (date, time) = (text.prefix(10), text.dropFirst(11))
        if step >= 86_400 || second % 86_400 == 0 { return String(date) }
        return String(step < 60 ? time.prefix(8) : time.prefix(5))
    }
}
