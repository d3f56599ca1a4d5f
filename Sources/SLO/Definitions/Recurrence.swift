/// A span of time that comes again every day, week or month at a local time.
public struct Recurrence: Sendable, Hashable {
    /// On which days it comes.
    public let rhythm: Rhythm
    /// Minutes after midnight as clocks show it, in 0..<1,440. Where clocks jump over the time it is as much later;
    /// where they show it twice it is the first.
    public let minuteOfDay: Int
    /// How long each lasts: whole seconds, shorter than the rhythm's shortest period.
    public let duration: Duration
    /// A name of the IANA time zone database.
    public let timeZone: String

    /// How often, and on which day.
    public enum Rhythm: Sendable, Hashable {
        case daily
        case weekly(Weekday)
        /// On that day of the month, in 1...31; on the last one of months that are shorter.
        case monthly(day: Int)
    }

    /// Numbered from Monday, as in ISO 8601.
    public enum Weekday: String, Sendable, Hashable, Codable, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        package var number: Int64 { Int64((Self.allCases.firstIndex(of: self) ?? 0) + 1) }
    }

    /// - Parameter time: the local time of day as `HH:MM`.
    /// - Throws: ``SLOError`` naming the value and the rule that it breaks.
    public init(
        _ rhythm: Rhythm, at time: String, for duration: Duration, timeZone: String = "UTC"
    ) throws(SLOError) {
        guard let minute = Self.minuteOfDay(time) else {
            throw SLOError(key: "at", "at \"\(time)\": it must be a time of day from 00:00 to 23:59")
        }
        if case .monthly(let day) = rhythm, !(1...31).contains(day) {
            throw SLOError(key: "on", "on \(day): it must be a day of the month from 1 to 31")
        }
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0, seconds >= 1, seconds <= rhythm.longest else {
            throw SLOError(
                key: "for",
                "for \(DurationText.text(duration)): it must be whole seconds, at least 1s and at most "
                    + DurationText.text(.seconds(rhythm.longest)))
        }
        _ = try TimeZoneOffsets.named(timeZone, key: "time_zone")
        self.rhythm = rhythm
        minuteOfDay = minute
        self.duration = duration
        self.timeZone = timeZone
    }

    private static func minuteOfDay(_ text: String) -> Int? {
        let text = Array(text.utf8)
        guard text.count == 5, text[2] == UInt8(ascii: ":") else { return nil }
        var numbers = (hour: 0, minute: 0)
        for (tens, ones) in [(0, 1), (3, 4)] {
            guard (48...57).contains(text[tens]), (48...57).contains(text[ones]) else { return nil }
            numbers = (numbers.minute, Int(text[tens] - 48) * 10 + Int(text[ones] - 48))
        }
        return numbers.hour < 24 && numbers.minute < 60 ? numbers.hour * 60 + numbers.minute : nil
    }

    /// The local time of day as `HH:MM`.
    public var time: String {
        func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return twoDigits(minuteOfDay / 60) + ":" + twoDigits(minuteOfDay % 60)
    }

    /// Whether it covers a second since the epoch, and the second from which that may be different.
    package func covers(_ second: Int64) -> (isCovered: Bool, until: Int64) {
        // Never nil: the initializer found the zone.
        guard let zone = TimeZoneOffsets(timeZone) else { return (false, .max) }
        let today = zone.day(at: second)
        var next = Int64.max
        for day in rhythm.days(around: today) {
            let start = zone.instant(of: day, secondOfDay: Int64(minuteOfDay) * 60)
            let end = start + duration.components.seconds
            if (start..<end).contains(second) { return (true, end) }
            if start > second { next = min(next, start) }
        }
        return (false, next)
    }
}

extension Recurrence.Rhythm {
    /// An hour less than the shortest period, so that one ends before the next begins even where clocks jump.
    fileprivate var longest: Int64 {
        switch self {
        case .daily: 22 * 3_600
        case .weekly: 7 * 86_400 - 7_200
        case .monthly: 28 * 86_400 - 7_200
        }
    }

    /// The days on which it begins, from the last one before `today` to the first one after it.
    fileprivate func days(around today: CivilDay) -> [CivilDay] {
        switch self {
        case .daily:
            return (-1...1).map { today.advanced(by: $0) }
        case .weekly(let weekday):
            let thisWeek = today.advanced(by: weekday.number - today.weekday)
            return [-7, 0, 7].map { thisWeek.advanced(by: $0) }
        case .monthly(let day):
            return (-1...1).map { (months: Int64) -> CivilDay in
                let first = today.advanced(byMonths: months)
                return first.advanced(by: min(Int64(day), first.daysInMonth) - 1)
            }
        }
    }
}

extension Recurrence: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case every, on, at
        case duration = "for"
        case timeZone = "time_zone"
    }

    private enum Period: String, Codable {
        case day, week, month
    }

    /// Decodes `{every: week, on: sunday, at: "02:00", for: 2h, time_zone: Europe/Berlin}`; `on` is a weekday, a day of
    /// the month, or left out for `every: day`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let rhythm: Rhythm
        switch try container.decode(Period.self, forKey: .every) {
        case .day:
            guard !container.contains(.on) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .on, in: container, debugDescription: "on cannot stand beside every: day")
            }
            rhythm = .daily
        case .week: rhythm = .weekly(try container.decode(Weekday.self, forKey: .on))
        case .month: rhythm = .monthly(day: try container.decode(Int.self, forKey: .on))
        }
        let time = try container.decode(String.self, forKey: .at)
        let duration = try container.decode(DurationText.self, forKey: .duration).duration
        let timeZone = try container.decodeIfPresent(String.self, forKey: .timeZone) ?? "UTC"
        do throws(SLOError) {
            try self.init(rhythm, at: time, for: duration, timeZone: timeZone)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch rhythm {
        case .daily:
            try container.encode(Period.day, forKey: .every)
        case .weekly(let weekday):
            try container.encode(Period.week, forKey: .every)
            try container.encode(weekday, forKey: .on)
        case .monthly(let day):
            try container.encode(Period.month, forKey: .every)
            try container.encode(day, forKey: .on)
        }
        try container.encode(time, forKey: .at)
        try container.encode(DurationText(duration), forKey: .duration)
        try container.encode(timeZone, forKey: .timeZone)
    }
}
