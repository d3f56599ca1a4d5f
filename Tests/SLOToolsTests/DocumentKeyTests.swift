import Foundation
import NinesSLO
import Testing

/// What documents write for the parts of a definition.
@Suite struct DocumentKeyTests {
    private func definition(_ parts: String) throws -> SLODefinition {
        let text = #"{"name": "a", "service": "s", "objective": 0.99, \#(parts)}"#
        return try JSONDecoder().decode(SLODefinition.self, from: Data(text.utf8))
    }

    private func roundTrip(_ definition: SLODefinition) throws -> SLODefinition {
        try JSONDecoder().decode(SLODefinition.self, from: JSONEncoder().encode(definition))
    }

    private func message(_ parts: String) -> String? {
        do {
            _ = try definition(parts)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        } catch {
            return "\(error)"
        }
    }

    @Test func `windows, budgeting, policies and maintenance have keys`() throws {
        let read = try definition(
            """
            "window": {"calendar": "month", "time_zone": "Europe/Berlin"},
            "budgeting": {"timeslices": {"length": "1m", "objective": 0.95}}, "no_data": "hold",
            "maintenance": [
                {"from": "2026-11-21T22:00:00Z", "to": "2026-11-22T00:00:00.5+01:00"},
                {"every": "week", "on": "sunday", "at": "02:00", "for": "2h", "time_zone": "Europe/Berlin"},
                {"every": "month", "on": 31, "at": "02:00", "for": "2h"}, {"every": "day", "at": "23:59", "for": "1s"}
            ]
            """)
        let expected = try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.99),
            window: .calendar(CalendarWindow(.month, timeZone: "Europe/Berlin")),
            budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95)), noData: .hold,
            maintenance: [
                .once(
                    from: Timestamp(secondsSinceEpoch: 1_795_298_400),
                    to: Timestamp(secondsSinceEpoch: 1_795_302_000.5)),
                .every(Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Europe/Berlin")),
                .every(Recurrence(.monthly(day: 31), at: "02:00", for: .seconds(7_200))),
                .every(Recurrence(.daily, at: "23:59", for: .seconds(1))),
            ])
        #expect(read == expected)
        #expect(try roundTrip(read) == read)
        let ratio = try definition(#""window": "30d", "budgeting": {"ratio_timeslices": {"length": "5m"}}"#)
        #expect(ratio.budgeting == .ratioTimeslices(length: .seconds(300)))
        #expect(try roundTrip(ratio) == ratio)
        #expect(try definition(#""window": "30d", "budgeting": "occurrences""#) == definition(#""window": "30d""#))
    }

    @Test(arguments: [
        (
            #""window": {"calendar": "month", "time_zone": "Mars"}"#,
            "time_zone \"Mars\": it must be a name of the IANA time zone database, such as Europe/Berlin or UTC"
        ),
        (
            #""window": "30d", "budgeting": "Timeslices""#,
            "budgeting \"Timeslices\": it must be occurrences, {timeslices: {length: 1m, objective: 0.95}} or "
                + "{ratio_timeslices: {length: 1m}}"
        ),
        (
            #""window": "30d", "budgeting": {"timeslices": {"length": "1m"}}"#,
            "timeslices: they need an objective, such as 0.95"
        ),
        (
            #""window": "30d", "budgeting": {"ratio_timeslices": {"length": "2h"}}"#,
            "length 2h: a timeslice must be whole seconds, at least 1s and at most 1h"
        ),
        (
            #""window": "30d", "maintenance": [{"from": "today", "to": "2026-11-22T00:00:00Z"}]"#,
            "instant \"today\": it must be as in 2026-11-21T22:00:00Z"
        ),
    ])
    func `decoding names the value and the rule`(parts: String, expected: String) {
        #expect(message(parts) == expected)
    }

    @Test func `tiers are switched off by name, of the default ones too`() throws {
        func factors(_ alerting: String) throws -> [Double] {
            try definition(#""window": "30d", "alerting": \#(alerting)"#).alerting.tiers.map(\.factor)
        }
        #expect(try factors(#"{"disable": ["ticket"]}"#) == [14.4, 6])
        #expect(try factors(#"{"disable": ["page 14.4", "ticket 1"], "min_failures": 3}"#) == [6, 3])
        #expect(try factors(#"{"disable": ["page", "ticket"]}"#) == [])
        #expect(
            message(#""window": "30d", "alerting": {"disable": ["page 14"]}"#)
                == "disable \"page 14\": there is no such tier; there are \"page 14.4\", \"page 6\", \"ticket 3\", "
                + "\"ticket 1\"")
        #expect(
            message(#""window": "30d", "alerting": {"disable": ["pages"]}"#)
                == "disable \"pages\": it must be page or ticket, or one of them and a factor: page 14.4")
        // At 90 % no burn rate exceeds 10: without that tier the others can be had.
        let workbook = AlertPolicy.workbook(for: .seconds(2_592_000))
        #expect(throws: SLOError.self) { try lowObjective(workbook) }
        #expect(try lowObjective(workbook.without(.init(.page, factor: 14.4))).alerting.tiers.count == 3)
    }

    private func lowObjective(_ policy: AlertPolicy) throws -> SLODefinition {
        try SLODefinition(
            name: "a", service: "s", objective: Objective(ratio: 0.9), window: .days(30), alerting: policy)
    }

    @Test func `a missing alerting is the default, and so are missing tiers`() throws {
        #expect(try definition(#""window": "30d""#).alerting == .workbook(for: .seconds(2_592_000)))
        #expect(try definition(#""window": "30d", "alerting": null"#) == definition(#""window": "30d""#))
        let confident = try definition(#""window": "30d", "alerting": {"confidence": 0.99}"#).alerting
        #expect(try confident.confidence == ConfidenceGuard(level: 0.99))
        #expect(confident.tiers.count == 4)
    }

    @Test func `short windows hold at least two timeslices`() throws {
        let slices = Budgeting.ratioTimeslices(length: .seconds(300))
        let objective = try Objective(ratio: 0.999)
        let byDefault = try SLODefinition(
            name: "a", service: "s", objective: objective, window: .days(30), budgeting: slices)
        #expect(byDefault.alerting.tiers.map(\.shortWindow.components.seconds) == [600, 1_800, 7_200, 21_600])
        let error = #expect(throws: SLOError.self) {
            try SLODefinition(
                name: "a", service: "s", objective: objective, window: .days(30), budgeting: slices,
                alerting: .workbook(for: .seconds(2_592_000)))
        }
        #expect(error?.key == "short")
        #expect(error?.description == "short 5m: it must hold at least two timeslices of 5m")
    }

    @Test(
        arguments: [
            ("2026-11-21T22:00:00Z", "2026-11-21T22:00:00Z"), ("1969-12-31t23:59:59.25z", "1969-12-31T23:59:59.25Z"),
            ("2024-02-29 00:00:00+05:30", "2024-02-28T18:30:00Z"), ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z"),
            ("2026-02-29T00:00:00Z", nil), ("2026-11-21", nil), ("2026-11-21T22:00:00", nil),
            ("2026-11-21T24:00:00Z", nil), ("2026-11-21T22:00:00.Z", nil), ("2026-11-21T22:00:00Z ", nil), ("", nil),
            ("2026-13-21T22:00:00Z", nil),
        ] as [(String, String?)])
    func `instants are RFC 3339's`(text: String, expected: String?) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == expected)
    }
}
