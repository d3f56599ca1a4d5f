import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What writing OpenSLO loses, and says.
@Suite struct OpenSLOLossTests {
    @Test func `everything that decides which events count is named`() throws {
        var document = try RuleFileTests.document()
        var alerting = document.definition.alerting
        alerting.confidence = try ConfidenceGuard(level: 0.95)
        alerting.minEvents = 10
        document.definition = try SLODefinition(
            name: "availability", service: "shop", objective: document.definition.objective, window: .days(30),
            alerting: alerting, noData: .hold,
            maintenance: [.every(try Recurrence(.daily, at: "02:00", for: .seconds(3_600)))])
        #expect(
            try OpenSLOWriter.yaml([document]).losses == [
                "shop/availability: maintenance is not written", "shop/availability: no_data is not written",
                "shop/availability: min_failures and min_events are not written",
                "shop/availability: confidence is not written",
                "shop/availability: the alerts' names, labels and annotations are not written",
            ])
    }
}
