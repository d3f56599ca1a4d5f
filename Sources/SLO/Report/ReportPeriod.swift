/// The time that a report is about.
public struct ReportPeriod: Sendable, Hashable {
    public let start: Timestamp
    /// The first instant after it.
    public let end: Timestamp
    /// How it is called: `30d to 2026-11-21T00:00:00Z`, `2026-11`.
    public let title: String

    /// The time of an SLO's window that ends at the instant.
    public static func window(_ length: Duration, to end: Timestamp) -> ReportPeriod {
        ReportPeriod(
            start: end.advanced(by: .zero - length), end: end,
            title: "\(DurationText.text(length)) to \(end.rfc3339)")
    }

    /// A month of the calendar in UTC, such as `2026-11`. Nil for any other text.
    public static func month(_ text: String) -> ReportPeriod? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let year = Int64(parts[0]),
            let month = Int64(parts[1]), year >= 0, (1...12).contains(month)
        else { return nil }
        let first = CivilDay(year: year, month: month, day: 1)
        func midnight(_ day: CivilDay) -> Timestamp { Timestamp(secondsSinceEpoch: Int(day.number * 86_400)) }
        return ReportPeriod(start: midnight(first), end: midnight(first.advanced(byMonths: 1)), title: text)
    }

    var length: Duration { end.duration(since: start) }

    /// As long, and ending where it starts.
    var previous: Range<Timestamp> { start.advanced(by: .zero - length)..<start }
}
