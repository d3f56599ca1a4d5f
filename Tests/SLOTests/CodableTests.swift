import Foundation
import NinesSLO
import Testing

@Suite struct CodableTests {
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
