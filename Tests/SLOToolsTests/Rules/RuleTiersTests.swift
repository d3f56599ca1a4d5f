import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Tiers as rules have them.
@Suite struct RuleTiersTests {
    private func definition(
        objective: Double = 0.999, window: SLOWindow, alerting: AlertPolicy? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: "n", service: "s", objective: try Objective(ratio: objective), window: window, alerting: alerting)
    }

    @Test func `no tier is below a burn rate of one`() throws {
        let (policy, notes) = try BudgetShareTiers.workbook.policy(
            window: .seconds(28 * 86_400), objective: try Objective(ratio: 0.999))
        #expect(notes == [])
        #expect(policy.tiers.map(\.factor) == [13.44, 5.6, 2.8, 0.933333])
        let tiers = RuleTiers(try definition(window: .days(28), alerting: policy))
        #expect(tiers.tiers.map(\.factor) == [13.44, 5.6, 2.8, 1])
        #expect(
            tiers.warnings == [
                "the ticket tier over 3d gets the factor 1 instead of 0.933333: below 1 the objective is met"
            ])
    }

    @Test func `a tier out of reach is left out and named`() throws {
        let (policy, notes) = try BudgetShareTiers.workbook.policy(
            window: .seconds(30 * 86_400), objective: try Objective(ratio: 0.9))
        #expect(policy.tiers.map(\.factor) == [6, 3, 1])
        #expect(
            notes == [
                "the page tier over 1h is left out: no burn rate exceeds its factor 14.4 at objective 0.9, where the "
                    + "highest is 10"
            ])
    }

    @Test func `short windows keep ranges that have scrapes`() throws {
        let tiers = RuleTiers(try definition(window: .rolling(.seconds(3_600))))
        #expect(tiers.tiers.map(\.shortWindow) == Array(repeating: .seconds(60), count: 4))
        #expect(tiers.tiers.map(\.longWindow) == [.seconds(120), .seconds(120), .seconds(120), .seconds(360)])
        #expect(tiers.warnings.count == 4)
    }

    @Test(arguments: [
        (0.999, 14.4, "0.0144"), (0.9999, 14.4, "0.00144"), (0.95, 1.0, "0.05"), (0.999999999, 13.44, "0.00000001344"),
    ])
    func `thresholds are exact decimals`(_ objective: Double, _ factor: Double, _ text: String) throws {
        let tier = try BurnRateTier(
            severity: .page, factor: factor, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        #expect(DecimalText.threshold(tier, try Objective(ratio: objective)) == text)
    }
}
