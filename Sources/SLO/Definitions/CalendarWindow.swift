/// Weeks, months, quarters or years as people in a time zone count them: a day on which clocks change has 23 or 25
/// hours, and a month has as many days as it has.
public struct CalendarWindow: Sendable, Hashable {
    /// Week, month, quarter or year.
    public let unit: Unit
    /// A name of the IANA time zone database, such as `Europe/Berlin` or `UTC`.
    public let timeZone: String

    /// A period of the Gregorian calendar.
    public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
        /// From Monday 00:00 on, as ISO 8601 counts.
        case week
        case month
        /// From the first of January, April, July or October.
        case quarter
        case year

        /// What alert tiers are scaled to: 7, 30, 90 and 365 days.
        public var nominalLength: Duration {
            switch self {
            case .week: .seconds(7 * 86_400)
            case .month: .seconds(30 * 86_400)
            case .quarter: .seconds(90 * 86_400)
            case .year: .seconds(365 * 86_400)
            }
        }
    }

    /// - Throws: ``SLOError`` when the machine's time zone database does not have the name.
    public init(_ unit: Unit, timeZone: String = "UTC") throws(SLOError) {
        _ = try TimeZoneOffsets.named(timeZone, key: "time_zone")
        self.unit = unit
        self.timeZone = timeZone
    }

    /// The period that an instant is in: from its first instant to, but not including, the first of the next.
    public func period(containing instant: Timestamp) -> Range<Timestamp> {
        let seconds = period(containing: instant.floorSeconds)
        return Timestamp(
            secondsSinceEpoch: Int(seconds.lowerBound))..<Timestamp(
                secondsSinceEpoch: Int(seconds.upperBound))
    }

    /// In seconds since the epoch.
    func period(containing second: Int64) -> Range<Int64> {
        guard let zone = TimeZoneOffsets(timeZone) else {
            // Only if the database lost the name after the initializer saw it. Nominal periods, then, in UTC.
            let length = unit.nominalLength.components.seconds
            let start = second.dividedDown(by: length) * length
            return start..<start + length
        }
        let today = zone.day(at: second)
        let (first, next) = unit.bounds(of: today)
        let (start, end) = (zone.startOfDay(first), zone.startOfDay(next))
        return start..<max(end, start + 1)
    }
}

extension CalendarWindow.Unit {
    /// The first days of the period that holds `day` and of the one after it.
    fileprivate func bounds(of day: CivilDay) -> (first: CivilDay, next: CivilDay) {
        switch self {
        case .week:
            let monday = day.advanced(by: -(day.weekday - 1))
            return (monday, monday.advanced(by: 7))
        case .month:
            return months(from: day.year, day.month, count: 1)
        case .quarter:
            return months(from: day.year, (day.month - 1) / 3 * 3 + 1, count: 3)
        case .year:
            return months(from: day.year, 1, count: 12)
        }
    }

    private func months(from year: Int64, _ month: Int64, count: Int64) -> (first: CivilDay, next: CivilDay) {
        let first = CivilDay(year: year, month: month, day: 1)
        return (first, first.advanced(byMonths: count))
    }
}

extension CalendarWindow: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case calendar
        case timeZone = "time_zone"
    }

    /// Decodes `{calendar: month, time_zone: Europe/Berlin}`; UTC when the zone is left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let unit = try container.decode(Unit.self, forKey: .calendar)
        let timeZone = try container.decodeIfPresent(String.self, forKey: .timeZone) ?? "UTC"
        do throws(SLOError) {
            try self.init(unit, timeZone: timeZone)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(unit, forKey: .calendar)
        try container.encode(timeZone, forKey: .timeZone)
    }
}
