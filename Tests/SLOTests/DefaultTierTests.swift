import Foundation
import NinesSLO
import Testing

@Suite struct DefaultTierTests {
    private func definition(_ objective: Double, alerting: AlertPolicy? = nil) throws -> SLODefinition {
        try SLODefinition(
            name: "p50", service: "shop", objective: Objective(ratio: objective), window: .days(30), alerting: alerting)
    }

    @Test(arguments: [
        (0.999, [14.4, 6, 3, 1]), (0.94, [14.4, 6, 3, 1]), (0.9, [6, 3, 1]), (0.8, [3, 1]), (0.5, [1]),
    ])
    func `default tiers that the objective cannot reach are left out`(objective: Double, factors: [Double]) throws {
        let definition = try definition(objective)
        #expect(definition.alerting.tiers.map(\.factor) == factors)
        #expect(definition.warnings.count == 4 - factors.count)
    }

    @Test func `and a warning says which and why`() throws {
        #expect(
            try definition(0.9).warnings == [
                "SLO \"p50\" of service \"shop\": the default page tier of factor 14.4 is left out: at objective 0.9 the "
                    + "highest burn rate is 10, so it could never fire (alerting: {disable: [page 14.4]} says so too, "
                    + "without a warning)"
            ])
    }

    @Test func `tiers that the definition names are refused`() {
        #expect(throws: SLOError.self) { try definition(0.9, alerting: .workbook(for: .seconds(30 * 86_400))) }
    }

    @Test func `in a document too, whatever it switches off`() throws {
        func read(_ alerting: String) throws -> SLODefinition {
            let text = #"{"name": "p50", "service": "shop", "objective": 0.9, "window": "30d"\#(alerting)}"#
            return try JSONDecoder().decode(SLODefinition.self, from: Data(text.utf8))
        }
        #expect(try read("") == definition(0.9))
        #expect(try read(#", "alerting": {"min_failures": 5}"#).alerting.tiers.map(\.factor) == [6, 3, 1])
        #expect(
            try read(#", "alerting": {"disable": ["page 14.4", "page 6"]}"#).alerting.tiers.map(\.factor) == [3, 1])
        #expect(throws: DecodingError.self) {
            try read(#", "alerting": {"tiers": [{"severity": "page", "factor": 14.4, "long": "1h", "short": "5m"}]}"#)
        }
        // What was left out once is not missed when the definition is read back.
        let again = try JSONDecoder().decode(SLODefinition.self, from: JSONEncoder().encode(definition(0.9)))
        #expect(try again == definition(0.9))
        #expect(again.warnings.count == 1)
    }

    /// Two tiers of the workbook would have the same windows there: whenever the one of the larger factor fires, the
    /// other does.
    @Test(
        arguments: [
            (60, nil), (300, nil), (540, nil), (3_600, 60), (86_400, 300), (3_600, 3_600), (7_200, 3_600),
        ] as [(Int, Int?)])
    func `default tiers that do not fit into a short window are left out`(window: Int, timeslice: Int?) throws {
        let objective = try Objective(ratio: 0.999)
        let definition = try SLODefinition(
            name: "short", service: "shop", objective: objective, window: .rolling(.seconds(window)),
            budgeting: timeslice.map { .timeslices(length: .seconds($0), objective: objective) } ?? .occurrences)
        let tiers = definition.alerting.tiers
        #expect(tiers.count < 4 || window == 540)
        #expect(definition.warnings.count == 4 - tiers.count)
        #expect(Set(tiers.map { [$0.severity.rawValue, "\($0.longWindow)"] }).count == tiers.count)
    }
}
