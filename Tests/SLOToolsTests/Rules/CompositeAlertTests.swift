import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// What alerts of composites tell people.
@Suite struct CompositeAlertTests {
    private static func alerts(_ names: [String]) throws -> [Rule] {
        let whole = CompositeIndicator(rule: .serial, parts: names.map { .init(service: "s", slo: $0) })
        let rules = try RuleGenerator(IndicatorQueryTests.document(.composite(whole), name: "w")).group().rules
        return rules.filter { $0.kind != .record }
    }

    @Test func `alerts of a composite name its parts`() throws {
        let alerts = try Self.alerts(["a", "b"])
        let texts = Dictionary(
            alerts.map { ($0.name + ($0.labels["sloth_severity"].map { "/\($0)" } ?? ""), $0.annotations) }
        ) { first, _ in first }
        #expect(
            texts["ErrorBudgetBurn/page"]?["action"]
                == "Act now: find what fails and since when, and roll back or relieve what changed then. It is made of s/a "
                + "and s/b: begin with the one that burns fastest.")
        let missing = try #require(texts["ErrorBudgetBurnNoData/ticket"])
        #expect(
            missing["summary"]
                == "None of the SLOs that {{ $labels.sloth_service }}/{{ $labels.sloth_slo }} is made of has returned data "
                + "for 15 minutes; its error budget and its alerts cannot be evaluated.")
        #expect(missing["action"] == "Begin with the alerts about missing data of its parts, s/a and s/b.")
    }

    @Test func `names of parts are no templates`() throws {
        let alerts = try Self.alerts(["{{ foo }}", "b", "c"])
        #expect(alerts.allSatisfy { $0.annotations["action"]?.contains("s/{{`{{`}} foo }}, s/b, s/c") == true })
        #expect(try Promtool.refused(alerts) == [])
    }
}
