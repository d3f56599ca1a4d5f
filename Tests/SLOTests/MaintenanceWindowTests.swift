import NinesSLO
import Testing

@testable import enum NinesSLO.MaintenanceWindow
@testable import struct NinesSLO.Recurrence

@Suite struct MaintenanceWindowTests {
    private func second(_ text: String) throws -> Int64 {
        try #require(Timestamp(rfc3339: text)).nanosecondsSinceEpoch / 1_000_000_000
    }

    /// The spans that are covered between two instants, found by asking only where an answer may change.
    private func spans(_ window: MaintenanceWindow, from start: String, to end: String) throws -> [String] {
        var found: [String] = []
        var second = try second(start)
        let end = try self.second(end)
        while second < end {
            let (isCovered, until) = window.covers(second)
            if isCovered {
                let (from, to) = (
                    Timestamp(secondsSinceEpoch: Int(second)).rfc3339, Timestamp(secondsSinceEpoch: Int(until)).rfc3339
                )
                found.append("\(from.prefix(16)) \(to.prefix(16))")
            }
            try #require(until > second)
            second = until
        }
        return found
    }

    @Test func `a weekly window is at the same local time all year`() throws {
        let window = MaintenanceWindow.every(
            try Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Europe/Berlin"))
        #expect(
            try spans(window, from: "2026-03-20T00:00:00Z", to: "2026-04-06T00:00:00Z") == [
                "2026-03-22T01:00 2026-03-22T03:00",
                // Clocks jump from 2 to 3: it begins at 3, and lasts as long.
                "2026-03-29T01:00 2026-03-29T03:00",
                "2026-04-05T00:00 2026-04-05T02:00",
            ])
        #expect(
            try spans(window, from: "2026-10-24T00:00:00Z", to: "2026-11-02T00:00:00Z") == [
                // Clocks show 2 twice: the first one.
                "2026-10-25T00:00 2026-10-25T02:00", "2026-11-01T01:00 2026-11-01T03:00",
            ])
    }

    @Test func `a daily window may pass midnight`() throws {
        let window = MaintenanceWindow.every(try Recurrence(.daily, at: "23:30", for: .seconds(3_600)))
        #expect(
            try spans(window, from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z") == [
                "2026-01-01T00:00 2026-01-01T00:30", "2026-01-01T23:30 2026-01-02T00:30",
                "2026-01-02T23:30 2026-01-03T00:30",
            ])
    }

    @Test func `a monthly window on the 31st is on the last day of shorter months`() throws {
        let window = MaintenanceWindow.every(try Recurrence(.monthly(day: 31), at: "12:00", for: .seconds(60)))
        #expect(
            try spans(window, from: "2024-01-01T00:00:00Z", to: "2024-05-01T00:00:00Z").map { $0.prefix(10) } == [
                "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30",
            ])
    }

    @Test func `a window of its own is covered from its start to its end`() throws {
        let window = MaintenanceWindow.once(
            from: try #require(Timestamp(rfc3339: "2026-05-01T10:00:00Z")),
            to: try #require(Timestamp(rfc3339: "2026-05-01T12:00:00+01:00")))
        #expect(
            try spans(window, from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z") == [
                "2026-05-01T10:00 2026-05-01T11:00"
            ])
    }

    @Test(
        arguments: [
            (.daily, "2:00", 60, "UTC", "at \"2:00\": it must be a time of day from 00:00 to 23:59"),
            (.daily, "24:00", 60, "UTC", "at \"24:00\": it must be a time of day from 00:00 to 23:59"),
            (.daily, "02:00", 0, "UTC", "for 0s: it must be whole seconds, at least 1s and at most 22h"),
            (.daily, "02:00", 86_400, "UTC", "for 1d: it must be whole seconds, at least 1s and at most 22h"),
            (.monthly(day: 0), "02:00", 60, "UTC", "on 0: it must be a day of the month from 1 to 31"),
            (
                .daily, "02:00", 60, "Mars",
                "time_zone \"Mars\": it must be a name of the IANA time zone database, such as Europe/Berlin or UTC"
            ),
        ] as [(Recurrence.Rhythm, String, Int, String, String)])
    func `a recurrence that cannot work is refused`(
        rhythm: Recurrence.Rhythm, time: String, seconds: Int, zone: String, message: String
    ) {
        let error = #expect(throws: SLOError.self) {
            try Recurrence(rhythm, at: time, for: .seconds(seconds), timeZone: zone)
        }
        #expect(error?.description == message)
        #expect(message.hasPrefix(error?.key ?? "?"))
    }

    @Test func `a definition refuses a window that ends before it begins`() throws {
        let start = Timestamp(secondsSinceEpoch: 1_800_000_000)
        let error = #expect(throws: SLOError.self) {
            try SLODefinition(
                name: "a", service: "s", objective: Objective(ratio: 0.999), window: .days(30),
                maintenance: [.once(from: start, to: start)])
        }
        #expect(error?.description == "to 2027-01-15T08:00:00Z: it must be after from 2027-01-15T08:00:00Z")
    }
}
