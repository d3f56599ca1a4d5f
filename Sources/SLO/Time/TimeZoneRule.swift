/// When a zone changes its clocks from some year on, for all time: the last line of a TZif file.
///
/// Source: POSIX, "Base Definitions", 8.3, the variable `TZ`; RFC 8536, section 3.3.1, for hours of -167 to 167.
struct TimeZoneRule: Sendable {
    /// Seconds ahead of UTC.
    private let standard: Int64
    private let summer: Summer?

    private struct Summer {
        /// Seconds ahead of UTC; less than the standard offset where winter is the exception, as in Dublin.
        let offset: Int64
        let start: Change
        let end: Change
    }

    /// Reads text such as `CET-1CEST,M3.5.0,M10.5.0/3`; nil for anything else.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = RuleReader(rest: text)
        guard reader.name(), let west = reader.time(hours: 24) else { return nil }
        standard = -west
        guard !reader.rest.isEmpty else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        var offset = standard + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let west = reader.time(hours: 24) else { return nil }
            offset = -west
        }
        guard reader.skip(","), let start = reader.change(), reader.skip(","), let end = reader.change(),
            reader.rest.isEmpty
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    /// Seconds that local time is ahead of UTC.
    func offset(at second: Int64) -> Int64 {
        guard let summer else { return standard }
        let year = CivilDay(number: (second + standard).dividedDown(by: 86_400)).year
        // A change may be a week from its day, so those of the years beside it may be the last before the second. Of
        // two at the same instant the start counts: a zone in which it is always summer ends each year at the next
        // one's start.
        var latest: (instant: Int64, offset: Int64) = (.min, standard)
        for year in year - 1...year + 1 {
            let end = summer.end.second(of: year) - summer.offset
            if end <= second, end > latest.instant { latest = (end, standard) }
            let start = summer.start.second(of: year) - standard
            if start <= second, start >= latest.instant { latest = (start, summer.offset) }
        }
        return latest.offset
    }
}

/// A day of each year and a time on it.
private struct Change {
    enum Day {
        /// 1...365: the 29th of February is never counted.
        case julian(Int64)
        /// 0...365: from the first of January on.
        case zeroBased(Int64)
        /// The weekday, 0 for Sunday, in a week of a month; week 5 is the last.
        case weekday(month: Int64, week: Int64, weekday: Int64)
    }

    let day: Day
    /// Since midnight as clocks show it before the change.
    let time: Int64

    /// As seconds since the epoch would be if local time were UTC.
    func second(of year: Int64) -> Int64 {
        let january = CivilDay(year: year, month: 1, day: 1)
        let number: Int64
        switch day {
        case .zeroBased(let day):
            number = january.number + day
        case .julian(let day):
            let isLeap = CivilDay(year: year, month: 2, day: 1).daysInMonth == 29
            number = january.number + day - (isLeap && day >= 60 ? 0 : 1)
        case .weekday(let month, let week, let weekday):
            let first = CivilDay(year: year, month: month, day: 1)
            let wanted = weekday == 0 ? 7 : weekday
            let day = 1 + (wanted - first.weekday + 7) % 7 + (week - 1) * 7
            number = first.number + (day > first.daysInMonth ? day - 7 : day) - 1
        }
        return number * 86_400 + time
    }
}

/// Reads the parts of a rule; each method takes what it read off the front.
private struct RuleReader {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// A number of at most three digits that is in the range.
    mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...3).contains(digits.count) else { return nil }
        let value = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        rest = rest[digits.endIndex...]
        return range.contains(value) ? value : nil
    }

    /// An abbreviation: three letters or more, or anything between angle brackets.
    mutating func name() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (65...90).contains($0) || (97...122).contains($0) }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    /// `hh[:mm[:ss]]` with a sign, in seconds.
    mutating func time(hours most: Int64) -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(0...most) else { return nil }
        var seconds = hours * 3_600
        for unit in [Int64(60), 1] where skip(":") {
            guard let value = number(0...59) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    mutating func change() -> Change? {
        let day: Change.Day
        if skip("J") {
            guard let number = number(1...365) else { return nil }
            day = .julian(number)
        } else if skip("M") {
            guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
                let weekday = number(0...6)
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else {
            guard let number = number(0...365) else { return nil }
            day = .zeroBased(number)
        }
        guard skip("/") else { return Change(day: day, time: 7_200) }
        guard let time = time(hours: 167) else { return nil }
        return Change(day: day, time: time)
    }
}
