internal import NinesSLO

/// Shows instants as clocks on the wall do in one zone.
struct LocalClock {
    /// Of the IANA time zone database.
    let name: String
    private let zone: TimeZoneOffsets?

    /// UTC for a name that the database does not have.
    init(_ name: String) {
        zone = TimeZoneOffsets(name)
        self.name = zone == nil ? "UTC" : name
    }

    /// The zone of an SLO's calendar; UTC for rolling windows.
    init(of window: SLOWindow) {
        if case .calendar(let calendar) = window {
            self.init(calendar.timeZone)
        } else {
            self.init("UTC")
        }
    }

    /// Seconds that the clock is ahead of UTC.
    func offset(at second: Int64) -> Int64 { zone?.offset(at: second) ?? 0 }

    /// When the clock shows so many seconds since 1970, counted as days of 24 hours.
    func instant(ofLocal second: Int64) -> Int64 {
        let day = second.dividedDown(by: 86_400)
        return zone?.instant(of: CivilDay(number: day), secondOfDay: second - day * 86_400) ?? second
    }

    /// RFC 3339: `2026-11-05T04:00:00Z`, or `2026-11-05T05:00:00+01:00`.
    func text(_ instant: Timestamp) -> String {
        let offset = offset(at: instant.floorSeconds)
        guard offset != 0 || name != "UTC" else { return instant.rfc3339 }
        func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let minutes = abs(offset) / 60
        return "\(instant.advanced(by: .seconds(offset)).rfc3339.dropLast())\(offset < 0 ? "-" : "+")"
            + "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
}
