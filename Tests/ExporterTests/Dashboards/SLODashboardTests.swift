import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Dashboards of given SLOs.
@Suite struct SLODashboardTests {
    private func definition(
        _ name: String, of service: String = "shop", alerting: AlertPolicy? = nil, description: String? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: service, objective: Objective(ratio: 0.999), window: .days(30), alerting: alerting,
            description: description)
    }

    @Test func `each SLO has a dashboard beside the two of all`() throws {
        let set = DashboardSet([try definition("writes"), try definition("reads")])
        #expect(set.files.map(\.name) == ["slo-detail", "slo-overview", "slo-shop--reads", "slo-shop--writes"])
    }

    @Test func `a dashboard says what the SLO promises`() throws {
        let board = SLODetailBoard.dashboard(of: try definition("reads", description: "Pages load."))
        #expect(board.title == "shop: reads")
        #expect(board.description == "Pages load.")
        #expect(board.templating.list.map(\.name) == ["datasource", "lookback", "ahead"])
    }

    @Test func `each tier has a panel with its windows and its factor`() throws {
        let board = SLODetailBoard.dashboard(of: try definition("reads"))
        let panels = board.panels.filter { $0.title.hasPrefix("Burn rate: ") }
        #expect(
            panels.map(\.title) == [
                "Burn rate: page over 1h", "Burn rate: page over 6h", "Burn rate: ticket over 1d",
                "Burn rate: ticket over 3d",
            ])
        #expect(panels.map { $0.fieldConfig?.defaults.thresholds?.steps.last?.value } == [14.4, 6, 3, 1])
        #expect(panels.first?.targets?.map(\.legendFormat) == ["1h", "5m"])
        #expect(
            panels.first?.targets?.first?.expr
                == #"max(nines_slo_burn_rate{service="shop",slo="reads",window="1h"}) or "#
                + #"max({__name__=~"slo:sli_error:ratio_rate.+",sloth_service="shop",sloth_slo="reads","#
                + #"sloth_window="1h"}) / max(slo:error_budget:ratio{sloth_service="shop",sloth_slo="reads"})"#)
    }

    @Test func `an SLO that never alerts shows all its windows`() throws {
        let board = SLODetailBoard.dashboard(of: try definition("reads", alerting: AlertPolicy(tiers: [])))
        #expect(board.panels.contains { $0.title == "Burn rate by window" })
    }

    @Test func `names that PromQL would misread are escaped`() throws {
        let board = SLODetailBoard.dashboard(of: try definition(#"a"b\c"#))
        let objective = try #require(board.panels.first { $0.title == "Objective" }?.targets?.first)
        #expect(
            objective.expr
                == #"max(nines_slo_objective_ratio{service="shop",slo="a\"b\\c"}) or "#
                + #"max(slo:objective:ratio{sloth_service="shop",sloth_slo="a\"b\\c"})"#)
    }

    @Test func `different SLOs have different names whatever characters they have`() throws {
        let names = try [
            ("a", "b-c"), ("a-b", "c"), ("a/b", "c"), ("a", "b/c"), ("A", "b-c"), ("Ä", "Ö"), ("ä", "ö"),
            (String(repeating: "x", count: 300), "y"),
        ].map { BoardName(try definition($0.1, of: $0.0)) }
        #expect(Set(names.map(\.uid)).count == names.count)
        #expect(Set(names.map(\.file)).count == names.count)
        #expect(names[0].file == "slo-a--b-c")
        for name in names {
            #expect(name.uid.wholeMatch(of: /[a-z0-9-]{1,40}/) != nil, "\(name.uid)")
            #expect(name.file.wholeMatch(of: /[a-z0-9-]{1,120}/) != nil, "\(name.file)")
        }
    }

    @Test func `a name is the same forever`() throws {
        #expect(BoardName(try definition("reads")).uid == "nines-slo-6588e9c376e91ec4")
    }

    @Test func `panels that may be empty say when`() {
        let panel = Panel.stat("A", .plain, about: "About A.", PanelQuery("up")).empty("while nothing is up")
        #expect(panel.description == "About A. Empty while nothing is up.")
    }
}
