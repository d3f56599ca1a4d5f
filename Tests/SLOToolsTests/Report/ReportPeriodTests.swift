import NinesSLO
import NinesSLOTools
import Testing

@Suite struct ReportPeriodTests {
    @Test(arguments: [
        ("2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        ("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ])
    func `a month has its own length`(text: String, start: String, end: String) throws {
        let month = try #require(ReportPeriod.month(text))
        #expect(month.start.rfc3339 == start)
        #expect(month.end.rfc3339 == end)
    }

    /// Berlin changes clocks in March and October, Lord Howe by half an hour; in Damascus of 2005 clocks jumped over
    /// the midnight that April began with, and showed the hour before October's twice.
    @Test(
        arguments: [
            ("2026-03", "Europe/Berlin", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", 743),
            ("2026-10", "Europe/Berlin", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z", 745),
            ("2026-11", "Europe/Berlin", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z", 720),
            ("2026-04", "Australia/Lord_Howe", "2026-03-31T13:00:00Z", "2026-04-30T13:30:00Z", 720.5),
            ("2005-04", "Asia/Damascus", "2005-03-31T22:00:00Z", "2005-04-30T21:00:00Z", 719),
            ("2005-09", "Asia/Damascus", "2005-08-31T21:00:00Z", "2005-09-30T22:00:00Z", 721),
        ] as [(String, String, String, String, Double)])
    func `a month in a zone begins and ends with its midnights`(
        text: String, zone: String, start: String, end: String, hours: Double
    ) throws {
        let month = try #require(ReportPeriod.month(text, timeZone: zone))
        #expect(month.start.rfc3339 == start)
        #expect(month.end.rfc3339 == end)
        #expect(month.end.duration(since: month.start) / .seconds(3_600) == hours)
        #expect(month.title == "\(text) (\(zone))")
        #expect(ReportPeriod.month(text, timeZone: "Europe/Nowhere") == nil)
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "Asia/Damascus"])
    func `months follow each other without a gap and are those of a calendar window`(zone: String) throws {
        let calendar = try CalendarWindow(.month, timeZone: zone)
        var previous: Timestamp?
        for year in 2005...2026 {
            for month in 1...12 {
                let text = "\(year)-\(month < 10 ? "0" : "")\(month)"
                let period = try #require(ReportPeriod.month(text, timeZone: zone))
                #expect(calendar.period(containing: period.start) == period.start..<period.end)
                if let previous { #expect(period.start == previous) }
                previous = period.end
            }
        }
    }

    @Test(arguments: [
        ("2026-03-29T00:30:00Z", "2026-02-28T23:00:00Z", "2026-03-29T01:30:00+01:00"),
        ("2026-03-29T12:00:00Z", "2026-02-28T23:00:00Z", "2026-03-29T14:00:00+02:00"),
        ("2026-03-31T22:00:00Z", "2026-02-28T23:00:00Z", "2026-04-01T00:00:00+02:00"),
        ("2026-03-31T22:00:01Z", "2026-03-31T22:00:00Z", "2026-04-01T00:00:01+02:00"),
    ])
    func `a calendar window is reported from the start of its period`(
        end: String, start: String, local: String
    ) throws {
        let end = try #require(Timestamp(rfc3339: end))
        let period = ReportPeriod.window(
            .calendar(try CalendarWindow(.month, timeZone: "Europe/Berlin")), to: end)
        #expect(period.start.rfc3339 == start)
        #expect(period.end == end)
        #expect(period.title == "month (Europe/Berlin) to \(local)")
    }

    @Test(arguments: ["2026-13", "2026-00", "2026-1", "November", "2026-11-01", "", "-026-11"])
    func `anything else is no month`(text: String) {
        #expect(ReportPeriod.month(text) == nil)
    }
}
