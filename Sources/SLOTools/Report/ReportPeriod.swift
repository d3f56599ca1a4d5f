public import NinesSLO

/// The time that a report is about.
public struct ReportPeriod: Sendable, Hashable {
    /// The first instant of the period.
    public let start: Timestamp
    /// The first instant after it.
    public let end: Timestamp
    /// How it is called: `30d to 2026-11-21T00:00:00Z`, `2026-11 (Europe/Berlin)`; UTC is not mentioned.
    public let title: String
    /// A name of the IANA time zone database: of the zone in which a report shows times.
    public let timeZone: String

    /// The time of an SLO's window that ends at the instant: of a calendar window, what has passed of the period that
    /// ends then or goes on.
    ///
    /// - Parameter timeZone: in which times are shown, when the window is rolling; a calendar window has its own.
    public static func window(_ window: SLOWindow, to end: Timestamp, timeZone: String = "UTC") -> ReportPeriod {
        switch window {
        case .rolling(let length):
            return ReportPeriod(
                start: end.advanced(by: .zero - length), end: end,
                title: "\(DurationText.text(length)) to \(LocalClock(timeZone).text(end))", timeZone: timeZone)
        case .calendar(let calendar):
            let period = calendar.lastPeriod(to: end)
            return ReportPeriod(
                start: period.lowerBound, end: end,
                title: "\(calendar.unit.rawValue)\(suffix(calendar.timeZone)) to "
                    + LocalClock(calendar.timeZone).text(end),
                timeZone: calendar.timeZone)
        }
    }

    /// A month of the calendar, such as `2026-11`, from its first midnight to the next month's: an hour shorter or
    /// longer where clocks change in it.
    ///
    /// - Parameter timeZone: a name of the IANA time zone database.
    /// - Returns: nil for any other text, and for a zone that the database does not have.
    public static func month(_ text: String, timeZone: String = "UTC") -> ReportPeriod? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let year = Int64(parts[0]),
            let month = Int64(parts[1]), year >= 0, (1...12).contains(month), let zone = TimeZoneOffsets(timeZone)
        else { return nil }
        let first = CivilDay(year: year, month: month, day: 1)
        func midnight(_ day: CivilDay) -> Timestamp { Timestamp(secondsSinceEpoch: Int(zone.startOfDay(day))) }
        return ReportPeriod(
            start: midnight(first), end: midnight(first.advanced(byMonths: 1)), title: text + suffix(timeZone),
            timeZone: timeZone)
    }

    private static func suffix(_ timeZone: String) -> String { timeZone == "UTC" ? "" : " (\(timeZone))" }

    var clock: LocalClock { LocalClock(timeZone) }

    var length: Duration { end.duration(since: start) }

    /// As long, and ending where it starts.
    var previous: Range<Timestamp> { start.advanced(by: .zero - length)..<start }
}

extension CalendarWindow {
    /// The period that ends at the instant or goes on then: one that is just over, not the first instant of the next.
    func lastPeriod(to end: Timestamp) -> Range<Timestamp> {
        period(containing: end.advanced(by: .nanoseconds(-1)))
    }
}
