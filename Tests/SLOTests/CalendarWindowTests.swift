import Foundation
import NinesSLO
import TestSupport
import Testing

@Suite struct CalendarWindowTests {
    private func period(_ unit: CalendarWindow.Unit, _ zone: String, at text: String) throws -> [String] {
        let period = try CalendarWindow(unit, timeZone: zone).period(containing: #require(Timestamp(rfc3339: text)))
        return [period.lowerBound.rfc3339, period.upperBound.rfc3339]
    }

    @Test(
        arguments: [
            (.week, "Europe/Berlin", "2026-11-21T10:00:00Z", "2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z"),
            (.week, "UTC", "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
            (.month, "Europe/Berlin", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"),
            (.month, "Asia/Kolkata", "2024-02-29T18:30:00Z", "2024-02-29T18:30:00Z", "2024-03-31T18:30:00Z"),
            (.month, "Pacific/Auckland", "2026-04-10T00:00:00Z", "2026-03-31T11:00:00Z", "2026-04-30T12:00:00Z"),
            (.quarter, "America/New_York", "2026-12-31T23:00:00Z", "2026-10-01T04:00:00Z", "2027-01-01T05:00:00Z"),
            (.year, "UTC", "1969-12-31T23:59:59Z", "1969-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ] as [(CalendarWindow.Unit, String, String, String, String)])
    func `a period begins and ends at local midnight`(
        unit: CalendarWindow.Unit, zone: String, instant: String, start: String, end: String
    ) throws {
        #expect(try period(unit, zone, at: instant) == [start, end])
    }

    @Test func `months in which clocks change are an hour shorter or longer`() throws {
        func hours(_ instant: String) throws -> Int64 {
            let month = try CalendarWindow(.month, timeZone: "Europe/Berlin")
            let period = try month.period(containing: #require(Timestamp(rfc3339: instant)))
            return period.upperBound.duration(since: period.lowerBound).components.seconds / 3_600
        }
        #expect(try hours("2026-03-10T00:00:00Z") == 31 * 24 - 1)
        #expect(try hours("2026-10-10T00:00:00Z") == 31 * 24 + 1)
        #expect(try hours("2026-11-10T00:00:00Z") == 30 * 24)
    }

    @Test func `a day without midnight begins when its clocks do`() throws {
        // In Beirut clocks jump from 00:00 to 01:00 on the last Sunday of March, which 2024 was the 31st.
        #expect(try period(.month, "Asia/Beirut", at: "2024-03-31T12:00:00Z")[0] == "2024-02-29T22:00:00Z")
        // In Asuncion they did on Sunday, the first of October 2017.
        #expect(
            try period(.month, "America/Asuncion", at: "2017-10-15T00:00:00Z")[0] == "2017-10-01T04:00:00Z")
    }

    @Test(arguments: ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])
    func `periods are Foundation's`(zone: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        calendar.firstWeekday = 2
        var random = SeededNumbers(seed: 11)
        for _ in 0..<60 {
            let second = Int.random(in: 0...2_500_000_000, using: &random)
            let date = Date(timeIntervalSince1970: Double(second))
            for (unit, component) in [(.week, .weekOfYear), (.month, .month), (.year, .year)]
                as [(CalendarWindow.Unit, Calendar.Component)]
            {
                let expected = try #require(calendar.dateInterval(of: component, for: date))
                let actual = try CalendarWindow(unit, timeZone: zone).period(
                    containing: Timestamp(secondsSinceEpoch: second))
                #expect(actual.lowerBound == Timestamp(secondsSinceEpoch: expected.start.timeIntervalSince1970))
                #expect(actual.upperBound == Timestamp(secondsSinceEpoch: expected.end.timeIntervalSince1970))
                #expect(actual.contains(Timestamp(secondsSinceEpoch: second)))
            }
        }
    }

    @Test func `periods follow each other without gap, for all time`() throws {
        for unit in CalendarWindow.Unit.allCases {
            let calendar = try CalendarWindow(unit, timeZone: "Europe/Berlin")
            var instant = Timestamp(secondsSinceEpoch: 1_600_000_000)
            for _ in 0..<30 {
                let period = calendar.period(containing: instant)
                let next = calendar.period(containing: period.upperBound)
                #expect(next.lowerBound == period.upperBound)
                instant = next.lowerBound
            }
            for end in [Int64.min, Int64.max] {
                let period = calendar.period(containing: Timestamp(nanosecondsSinceEpoch: end))
                #expect(period.lowerBound <= period.upperBound)
            }
        }
    }

    @Test(arguments: ["", "Europe/Bielefeld", "IST", "berlin"])
    func `what is no time zone is refused`(name: String) {
        let error = #expect(throws: SLOError.self) { try CalendarWindow(.month, timeZone: name) }
        #expect(error?.key == "time_zone")
        #expect(
            error?.description
                == "time_zone \"\(name)\": it must be a name of the IANA time zone database, such as Europe/Berlin or UTC"
        )
    }

    @Test func `tiers follow a period's nominal length`() throws {
        let month = try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.999), window: .calendar(CalendarWindow(.month)))
        #expect(month.alerting == .workbook(for: .seconds(30 * 86_400)))
        #expect(
            CalendarWindow.Unit.allCases.map { $0.nominalLength.components.seconds / 86_400 } == [7, 30, 90, 365])
    }
}
