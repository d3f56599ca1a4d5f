import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What holds for every dashboard.
@Suite struct DashboardTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    /// The general ones, and those of two SLOs: one with the usual tiers, one that never alerts.
    private static let all: [(name: String, dashboard: Dashboard)] = {
        let usual = try? SLODefinition(
            name: "reads", service: "shop", objective: Objective(ratio: 0.999), window: .days(30))
        let silent = try? SLODefinition(
            name: "writes", service: "shop", objective: Objective(ratio: 0.99), window: .days(7),
            alerting: AlertPolicy(tiers: []))
        let own = DashboardSet([usual, silent].compactMap { $0 })
        return DashboardSet.general.files + own.files.filter { $0.name.hasPrefix("slo-shop") }
    }()

    @Test func `the files in Grafana are what the code writes`() throws {
        let folder = Self.root.appending(path: "grafana/dashboards")
        let written = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        #expect(written == DashboardSet.general.files.map { "\($0.name).json" })
        for (name, dashboard) in DashboardSet.general.files {
            let text = try String(contentsOf: folder.appending(path: "\(name).json"), encoding: .utf8)
            let isFresh = try dashboard.text() == text
            #expect(isFresh, "\(name).json is stale: nines slo dashboards --out grafana/dashboards writes it anew")
        }
    }

    @Test func `there are six`() { #expect(Self.all.count == 6) }

    @Test(arguments: all) func `reads back as it was written`(name: String, dashboard: Dashboard) throws {
        let read = try JSONDecoder().decode(Dashboard.self, from: Data(dashboard.text().utf8))
        #expect(try read.text() == dashboard.text())
    }

    @Test(arguments: all) func `panels fill the grid and never overlap`(name: String, dashboard: Dashboard) {
        var taken: Set<[Int]> = []
        for panel in dashboard.panels {
            let place = panel.gridPos
            #expect(place.x >= 0 && place.x + place.w <= 24 && place.w > 0 && place.h > 0, "\(panel.title)")
            for x in place.x..<place.x + place.w {
                for y in place.y..<place.y + place.h {
                    #expect(taken.insert([x, y]).inserted, "\(panel.title) overlaps at \(x), \(y)")
                }
            }
        }
        // No line with holes: a panel further down would be pulled up into one.
        let height = dashboard.panels.map { $0.gridPos.y + $0.gridPos.h }.max() ?? 0
        #expect(taken.count == 24 * height)
    }

    @Test(arguments: all) func `panels have ids titles and descriptions`(name: String, dashboard: Dashboard) {
        #expect(dashboard.panels.map(\.id) == Array(1...dashboard.panels.count))
        for panel in dashboard.panels {
            #expect(!panel.title.isEmpty)
            guard panel.type != "row" else { continue }
            #expect(panel.description?.hasSuffix(".") == true, "\(panel.title)")
            #expect(panel.targets?.isEmpty == false, "\(panel.title)")
            #expect(Set(panel.targets?.map(\.refId) ?? []).count == panel.targets?.count)
        }
    }

    @Test(arguments: all) func `nothing is tied to one data source or one interval`(name: String, dashboard: Dashboard)
        throws
    {
        #expect(dashboard.templating.list.first == .datasource)
        for panel in dashboard.panels where panel.type != "row" {
            #expect(panel.datasource == .prometheus)
            for target in panel.targets ?? [] {
                #expect(target.datasource == .prometheus)
                #expect(target.expr.firstMatch(of: /\[[0-9]/) == nil, "\(panel.title): \(target.expr)")
            }
        }
    }

    @Test(arguments: all) func `variables are declared before they are used`(name: String, dashboard: Dashboard) {
        var declared: Set<Substring> = ["__rate_interval", "__interval", "1"]
        func check(_ text: String, _ place: String) {
            for use in text.matches(of: /\$\{?(\w+)/) {
                #expect(declared.contains(use.1), "\(place): $\(use.1)")
            }
        }
        for variable in dashboard.templating.list {
            if case .object(let query) = variable.query, case .string(let text)? = query["query"] {
                check(text, variable.name)
            }
            declared.insert(Substring(variable.name))
        }
        for panel in dashboard.panels {
            for target in panel.targets ?? [] { check(target.expr, panel.title) }
        }
    }

    @Test func `uids are unique and made of what Grafana takes`() {
        let uids = Self.all.map(\.dashboard.uid)
        #expect(Set(uids).count == uids.count)
        for uid in uids { #expect(uid.wholeMatch(of: /[a-zA-Z0-9_-]{1,40}/) != nil, "\(uid)") }
    }
}
