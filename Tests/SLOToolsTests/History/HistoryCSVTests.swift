import NinesSLO
import NinesSLOTools
import Testing

@Suite struct HistoryCSVTests {
    private static func history(_ text: String) throws -> History { try HistoryCSV.history(Array(text.utf8)) }

    @Test(arguments: [
        "timestamp,good,bad\n1800000000,9,1\n1800000060,8,2\n",
        "timestamp,good,total\n2027-01-15T08:00:00Z,9,10\r\n2027-01-15T08:01:00Z,8,10\r\n",
        "# from the data base\n\"bad\", \"total\", \"region\", \"time\"\n1,10,eu,1800000000\n\n2.0,10,eu,1800000060.0",
        "timestamp,good,bad,total\n2027-01-15T10:00:00+02:00,9,1,10\n2027-01-15 02:46:00-05:15,8,2,10\n",
    ])
    func `a slice a line, in any of these forms`(text: String) throws {
        let start = Timestamp(secondsSinceEpoch: 1_800_000_000)
        let slices = [
            HistorySlice(from: start, to: start.advanced(by: .seconds(60)), counts: EventCounts(good: 9, bad: 1)),
            HistorySlice(
                from: start.advanced(by: .seconds(60)), to: start.advanced(by: .seconds(120)),
                counts: EventCounts(good: 8, bad: 2)),
        ]
        #expect(try Self.history(text).slices == slices)
    }

    @Test func `a longer distance is a gap`() throws {
        let history = try Self.history("timestamp,good,bad\n0,1,0\n10,1,0\n70,1,0\n")
        #expect(history.watched == .seconds(30))
        #expect(history.slices.map { $0.end.rfc3339 }.last == "1970-01-01T00:01:20Z")
    }

    @Test(
        arguments: [
            ("", "1: no header: it must be a line such as timestamp,good,bad"),
            ("good,bad\n1,2\n", "1: header good,bad: it must name a column timestamp"),
            ("timestamp,good\n1,2\n", "1: header timestamp,good: it must name two of the columns good, bad and total"),
            (
                "timestamp,good,bad\n0,1,0\n",
                "2: 1 slices: there must be at least two, whose distance is a slice's length"
            ),
            ("timestamp,good,bad\n0,1\n", "2: 2 values: the header names 3 columns"),
            (
                "timestamp,good,bad\nyesterday,1,0\n",
                "2: timestamp \"yesterday\": it must be RFC 3339, such as 2026-11-01T00:00:00Z, or seconds since 1970"
            ),
            (
                "timestamp,good,bad\n2026-02-30T00:00:00Z,1,0\n",
                "2: timestamp \"2026-02-30T00:00:00Z\": it must be RFC 3339, such as 2026-11-01T00:00:00Z, or seconds "
                    + "since 1970"
            ),
            (
                "timestamp,good,bad\n0,1,0\n10,-1,0\n",
                "3: good \"-1\": it must be a whole number of events, 0 or more"
            ),
            ("timestamp,good,bad\n0,1,1.5\n", "2: bad \"1.5\": it must be a whole number of events, 0 or more"),
            ("timestamp,good,bad\n0,1,nan\n", "2: bad \"nan\": it must be a whole number of events, 0 or more"),
            (
                "timestamp,good,bad\n0,1,99999999999999999999\n",
                "2: bad \"99999999999999999999\": it must be a whole number of events, 0 or more"
            ),
            ("timestamp,good,total\n0,11,10\n", "2: good 11: it must not be above total 10"),
            ("timestamp,bad,total\n0,11,10\n", "2: bad 11: it must not be above total 10"),
            (
                "timestamp,good,bad,total\n0,1,1,3\n",
                "2: total 3: good 1 and bad 1 are not as many together"
            ),
            (
                "timestamp,good,bad\n10,1,0\n\n10,1,0\n",
                "4: timestamp 10: it must be after line 2's, 1970-01-01T00:00:10Z"
            ),
            ("timestamp,good,bad\n0,1,0\n0.5,1,0\n", "3: slices 500ms long: they must be at least 1s"),
        ])
    func `a line that breaks a rule is named with it`(text: String, message: String) {
        #expect {
            try Self.history(text)
        } throws: {
            "\($0)" == message
        }
    }

    @Test func `slices that overlap or are empty are no history`() throws {
        let start = Timestamp(secondsSinceEpoch: 0)
        let slice = HistorySlice(from: start, to: start.advanced(by: .seconds(10)), counts: .zero)
        #expect(throws: SLOError.self) { try History([slice, slice]) }
        #expect(throws: SLOError.self) { try History([HistorySlice(from: start, to: start, counts: .zero)]) }
        #expect(try History([]).start == nil)
    }
}

@Suite struct InstantTextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00+01:00", 951_822_000), ("1969-12-31T23:59:59Z", -1),
        ("2026-11-21t02:40:05.999z", 1_795_228_805), ("1795228805", 1_795_228_805), ("1795228805.9", 1_795_228_805),
    ])
    func `reads RFC 3339 and seconds`(text: String, second: Int) throws {
        let instant = try #require(InstantText.instant(text))
        #expect(Int((Double(instant.nanosecondsSinceEpoch) / 1e9).rounded(.down)) == second)
        #expect(InstantText.instant(instant.rfc3339) == instant)
    }

    @Test(arguments: [
        "", "now", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", "1e9", "-5",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00+1", "99999999999999999999", "1.", ".5",
        "2026-01-01T00:00:00.Z",
    ])
    func `anything else is no instant`(text: String) {
        #expect(InstantText.instant(text) == nil)
    }
}
