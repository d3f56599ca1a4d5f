import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What a change of documents means.
@Suite struct SLODifferenceTests {
    private func document(objective: Double, factor: Double = 14.4) throws -> SLODocument {
        var document = try RuleFileTests.document()
        let tier = try BurnRateTier(
            severity: .page, factor: factor, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        document.definition = try SLODefinition(
            name: "availability", service: "shop", objective: try Objective(ratio: objective), window: .days(30),
            alerting: AlertPolicy(tiers: [tier]))
        return document
    }

    @Test func `the same documents differ in nothing`() throws {
        let document = try document(objective: 0.999)
        #expect(SLODifference(from: [document], to: [document]).lines == [])
    }

    @Test func `budgets and alerts are compared`() throws {
        let lines = SLODifference(
            from: [try document(objective: 0.999)], to: [try document(objective: 0.9995, factor: 10)]
        ).lines
        #expect(
            lines == [
                "shop/availability: 99.9 % over 30d -> 99.95 % over 30d: 0.5 times the budget; now 500 of a million "
                    + "events, or 21m36s of full outage",
                "shop/availability: no longer: page above 0.0144 bad over 1h and 5m (burn rate 14.4), in a full outage "
                    + "after 51.8 s, with 2 % of the budget spent",
                "shop/availability: now: page above 0.005 bad over 1h and 5m (burn rate 10), in a full outage after "
                    + "18 s, with 1.4 % of the budget spent",
            ])
    }

    @Test func `coming and going is said`() throws {
        let document = try document(objective: 0.99999)
        #expect(
            SLODifference(from: [document], to: []).lines
                == ["shop/availability: removed: its series end and its alerts go"])
        #expect(
            SLODifference(from: [], to: [document]).lines == [
                "shop/availability: added: 99.999 % over 30d; 10 of a million events, or 25.92 s of full outage"
            ])
    }

    @Test func `changed labels begin new series`() throws {
        let old = try document(objective: 0.999)
        var new = old
        new.labels = ["tier": "1"]
        new.alerts.name = "Other"
        #expect(
            SLODifference(from: [old], to: [new]).lines == [
                "shop/availability: labels change, and so the recorded series: windows longer than 6h begin anew",
                "shop/availability: alerts are called Other, no longer ShopBurn: routes and silences by name miss them",
            ])
    }

    @Test func `what decides which events count is compared`() throws {
        let old = try document(objective: 0.999)
        var new = old
        var alerting = old.definition.alerting
        alerting.confidence = try ConfidenceGuard(level: 0.95)
        new.definition = try SLODefinition(
            name: "availability", service: "shop", objective: old.definition.objective, window: old.definition.window,
            alerting: alerting, noData: .bad,
            maintenance: [.every(try Recurrence(.daily, at: "02:00", for: .seconds(3_600)))])
        #expect(
            SLODifference(from: [old], to: [new]).lines == [
                "shop/availability: time without events was ignore and is bad",
                "shop/availability: maintenance changes (0 -> 1 spans): what was counted stays",
                "shop/availability: confidence none -> 0.95 (jeffreys)",
            ])
    }
}
