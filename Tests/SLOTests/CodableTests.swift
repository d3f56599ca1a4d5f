import Foundation
import NinesSLO
import Testing

@Suite struct CodableTests {
    @Test func `a day in a week cannot stand beside every day`() throws {
        let daily = #"{"every": "day", "at": "02:00", "for": "2h"}"#
        _ = try JSONDecoder().decode(Recurrence.self, from: Data(daily.utf8))
        let both = daily.replacing(#""at""#, with: #""on": "sunday", "at""#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Recurrence.self, from: Data(both.utf8)) }
    }

    private let document = """
        {
          "alerting" : {
            "min_events" : 100,
            "min_failures" : 3,
            "tiers" : [
              {
                "factor" : 14.4,
                "long" : "1h",
                "severity" : "page",
                "short" : "5m"
              },
              {
                "factor" : 1,
                "for" : "15m",
                "long" : "3d",
                "severity" : "ticket",
                "short" : "6h"
              }
            ]
          },
          "description" : "Checkout answers.",
          "name" : "availability",
          "objective" : 0.999,
          "service" : "shop",
          "window" : "30d"
        }
        """

    private func definition() throws -> SLODefinition {
        let page = try BurnRateTier(
            severity: .page, factor: 14.4, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        let ticket = try BurnRateTier(
            severity: .ticket, factor: 1, longWindow: .seconds(259_200), shortWindow: .seconds(21_600),
            pending: .seconds(900))
        return try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(30),
            alerting: AlertPolicy(tiers: [page, ticket], minFailures: 3, minEvents: 100),
            description: "Checkout answers.")
    }

    @Test func `a definition reads back as it was written`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = try encoder.encode(definition())
        #expect(String(decoding: data, as: UTF8.self) == document)
        #expect(try JSONDecoder().decode(SLODefinition.self, from: data) == definition())
    }

    @Test func `what has defaults may be left out`() throws {
        let short = #"{"name": "a", "service": "s", "objective": 0.99, "window": "7d"}"#
        let decoded = try JSONDecoder().decode(SLODefinition.self, from: Data(short.utf8))
        #expect(decoded.alerting == .workbook(for: .seconds(7 * 86_400)))
        #expect(decoded.description == nil)
        let guards = try JSONDecoder().decode(AlertPolicy.self, from: Data(#"{"tiers": []}"#.utf8))
        #expect(guards == AlertPolicy(tiers: [], minFailures: 2, minEvents: 0))
    }

    @Test(arguments: [
        (
            #""window" : "30d""#, #""window" : "30 days""#,
            "window \"30 days\": it must be a duration such as 30d, or a calendar period: "
                + "{calendar: month, time_zone: Europe/Berlin}"
        ),
        (#""window" : "30d""#, #""window" : "1d""#, "long 3d: it must not be longer than the SLO's window 1d"),
        (
            #""objective" : 0.999"#, #""objective" : 1"#,
            "objective 1: it must be a ratio above 0 and below 1, such as 0.999"
        ),
        (
            #""short" : "5m""#, #""short" : "2h""#,
            "short 2h: it must be shorter than long 1h"
        ),
    ])
    func `decoding checks as the initializers do`(part: String, replacement: String, message: String) {
        let data = Data(document.replacingOccurrences(of: part, with: replacement).utf8)
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode(SLODefinition.self, from: data) }
        guard case .dataCorrupted(let context)? = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(context.debugDescription == message)
    }
}

@Suite struct UnknownKeyTests {
    private static let definition = #"{"name": "a", "service": "s", "objective": 0.99, "window": "30d""#

    @Test(arguments: [
        (
            #", "no_dta": "bad"}"#, "no_dta",
            "name, service, objective, window, budgeting, alerting, maintenance, description, no_data"
        ),
        (#", "alerting": {"min_failure": 3}}"#, "min_failure", "tiers, disable, confidence, min_failures, min_events"),
        (
            #", "alerting": {"tiers": [{"severity": "page", "factor": 2, "long": "1h", "short": "5m", "pending": "1m"}]}}"#,
            "pending", "severity, factor, long, short, for"
        ),
        (#", "alerting": {"confidence": {"level": 0.95, "methd": "jeffreys"}}}"#, "methd", "level, method"),
        (#", "budgeting": {"timeslice": {"length": "1m"}}}"#, "timeslice", "timeslices, ratio_timeslices"),
        (#", "budgeting": {"ratio_timeslices": {"length": "1m", "target": 1}}}"#, "target", "length, objective"),
        (
            #", "maintenance": [{"from": "2026-11-21T22:00:00Z", "to": "2026-11-21T23:00:00Z", "why": "x"}]}"#, "why",
            "from, to"
        ),
        (
            #", "maintenance": [{"every": "day", "at": "02:00", "for": "1h", "zone": "UTC"}]}"#, "zone",
            "every, on, at, for, time_zone"
        ),
    ])
    func `a key that a definition does not have is refused wherever it stands`(
        part: String, key: String, known: String
    ) {
        let data = Data((Self.definition + part).utf8)
        #expect(
            message { try JSONDecoder().decode(SLODefinition.self, from: data) }
                == "\(key): there is no such key here; there are \(known)")
    }

    @Test func `a calendar and a composite refuse them too`() {
        let window = Data(
            #"{"name": "a", "service": "s", "objective": 0.99, "window": {"calendar": "month", "zone": "UTC"}}"#.utf8)
        #expect(
            message { try JSONDecoder().decode(SLODefinition.self, from: window) }
                == "zone: there is no such key here; there are calendar, time_zone")
        for (text, expected) in [
            (#"{"rule": "serial", "parts": []}"#, "parts: there is no such key here; there are rule, of"),
            (
                #"{"rule": "serial", "of": [{"service": "s", "slo": "a", "wieght": 2}]}"#,
                "wieght: there is no such key here; there are service, slo, weight"
            ),
        ] {
            #expect(message { try JSONDecoder().decode(CompositeIndicator.self, from: Data(text.utf8)) } == expected)
        }
    }

    @Test func `a composite reads back as it was written, and a weight may be left out`() throws {
        let text =
            #"{"rule": "weighted", "of": [{"service": "s", "slo": "a"}, {"service": "s", "slo": "b", "weight": 3}]}"#
        let read = try JSONDecoder().decode(CompositeIndicator.self, from: Data(text.utf8))
        #expect(
            read
                == CompositeIndicator(
                    rule: .weighted, parts: [.init(service: "s", slo: "a"), .init(service: "s", slo: "b", weight: 3)]))
        #expect(try JSONDecoder().decode(CompositeIndicator.self, from: JSONEncoder().encode(read)) == read)
    }

    private func message(_ decode: () throws -> some Any) -> String? {
        do {
            _ = try decode()
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        } catch {
            return "\(error)"
        }
    }
}
