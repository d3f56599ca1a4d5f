/// A day of the proleptic Gregorian calendar, wherever on Earth.
///
/// Source of the two conversions: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
package struct CivilDay: Hashable {
    /// Days since 1970-01-01.
    package let number: Int64
    package let year: Int64
    /// 1...12.
    package let month: Int64
    /// 1...31.
    package let day: Int64

    package init(number: Int64) {
        self.number = number
        // Years begin in March here, so that the leap day is the last one; eras have 400 years.
        let shifted = number + 719_468
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// - Parameters:
    ///   - month: 1...12.
    ///   - day: from 1; days after the month's last are those of the next.
    package init(year: Int64, month: Int64, day: Int64) {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.dividedDown(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: era * 146_097 + dayOfEra - 719_468)
    }

    /// 1 is Monday, 7 is Sunday, as in ISO 8601.
    package var weekday: Int64 {
        // The epoch was a Thursday.
        let sinceMonday = number + 3
        return sinceMonday - sinceMonday.dividedDown(by: 7) * 7 + 1
    }

    /// Days in its month.
    package var daysInMonth: Int64 {
        let first = CivilDay(year: year, month: month, day: 1)
        return first.advanced(byMonths: 1).number - first.number
    }

    package func advanced(by days: Int64) -> CivilDay { CivilDay(number: number + days) }

    /// The first of the month so many months later.
    package func advanced(byMonths count: Int64) -> CivilDay {
        let months = year * 12 + month - 1 + count
        let year = months.dividedDown(by: 12)
        return CivilDay(year: year, month: months - year * 12 + 1, day: 1)
    }
}
