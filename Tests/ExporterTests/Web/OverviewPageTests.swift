import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct OverviewPageTests {
    private static func at(_ second: Int) -> Timestamp { Timestamp(secondsSinceEpoch: 1_790_000_000 + second) }

    private static func model(
        targets: [OverviewModel.TargetRow] = [], slos: [OverviewModel.SLORow] = [],
        demo: OverviewModel.DemoNote? = nil
    ) -> OverviewModel {
        OverviewModel(
            version: "1.2.3", startedAt: at(0), now: at(600), demo: demo, targets: targets, slos: slos)
    }

    private static func target(_ name: String, failure: ProbeFailure? = nil) -> OverviewModel.TargetRow {
        OverviewModel.TargetRow(
            name: name, url: "http://\(name)/", job: "nines", state: failure == nil ? .up : .down, since: at(0),
            note: failure == nil ? nil : "the probe failed",
            last: .init(
                startedAt: at(598), duration: .milliseconds(12), statusCode: failure == nil ? 200 : 503,
                failure: failure),
            successes: 599, failures: failure == nil ? 0 : 1)
    }

    private static let refused = ProbeFailure(reason: .connectRefused, message: "127.0.0.1:1 refused the connection")

    private static func slo(
        _ name: String, budgetRemaining: Double, alerts: [OverviewModel.AlertRow] = []
    ) -> OverviewModel.SLORow {
        OverviewModel.SLORow(
            service: "shop", name: name, objective: 0.999, window: .seconds(2_592_000),
            source: .probes(target: "a", fasterThan: nil),
            counts: EventCounts(good: 1_234_567, bad: 8), budgetRemaining: budgetRemaining,
            burnRate: 1 - budgetRemaining, coverage: 0.25, alerts: alerts)
    }

    private static func alert(_ severity: Severity, _ state: AlertState) -> OverviewModel.AlertRow {
        OverviewModel.AlertRow(
            severity: severity, factor: 14.4, long: .init(window: .seconds(3_600), value: 20.5),
            short: .init(window: .seconds(300), value: 1_000), state: state)
    }

    /// What stands between two markers, each once on the page.
    private func part(of page: String, from start: String, upTo end: String) throws -> String {
        let first = try #require(page.firstRange(of: start))
        let rest = page[first.lowerBound...]
        return String(rest[..<(try #require(rest.firstRange(of: end))).lowerBound])
    }

    @Test func `the document of an empty configuration`() throws {
        let page = OverviewPage.render(Self.model())
        let style = try part(of: page, from: "<style>", upTo: "</style>")
        #expect(page.replacing(style, with: "<style>") == Golden.empty)
        // Nothing is fetched from anywhere, and nothing runs.
        for word in ["url(", "@import", "<script", "src="] { #expect(!page.contains(word)) }
    }

    @Test func `targets that are up down and pending`() throws {
        let page = OverviewPage.render(
            Self.model(targets: [
                Self.target("a"), Self.target("b", failure: Self.refused),
                OverviewModel.TargetRow(name: "c", url: "http://c/", job: "shop"),
            ]))
        #expect(try part(of: page, from: "<ul", upTo: "<p class") == Golden.targetSummary)
        #expect(try part(of: page, from: "<tbody", upTo: "</table>") == Golden.targetRows)
        #expect(page.contains("<title>1 down · Nines</title>"))
    }

    @Test func `targets that are degraded suppressed in maintenance and unknown`() throws {
        func target(_ name: String, _ state: OverviewModel.TargetRow.State, _ note: String?) -> OverviewModel.TargetRow
        {
            var target = Self.target(name)
            (target.state, target.since, target.note) = (state, Self.at(540), note)
            return target
        }
        let page = OverviewPage.render(
            Self.model(targets: [
                target("a", .degraded, "slow: the last success took 2 s, more than 1 s"),
                target("b", .suppressed, "because gateway is down"),
                target("c", .maintenance, "the probes say up"), target("d", .unknown, nil),
                target("e", .up, "1 of 3 failures in a row before it counts as down"),
            ]))
        #expect(try part(of: page, from: "<ul", upTo: "<p class") == Golden.stateSummary)
        #expect(try part(of: page, from: "<tbody", upTo: "</table>") == Golden.stateRows)
        #expect(page.contains("<title>1 degraded · Nines</title>"))
    }

    @Test func `an SLO with its budget and alerts`() throws {
        var slo = Self.slo(
            "latency", budgetRemaining: 0.436,
            alerts: [Self.alert(.page, .firing(since: Self.at(480))), Self.alert(.ticket, .inactive)])
        slo.source = .probes(target: "a", fasterThan: .milliseconds(200))
        slo.description = "Nobody waits."
        let page = OverviewPage.render(Self.model(slos: [slo]))
        #expect(try part(of: page, from: "<article", upTo: "</div>\n</section>") == Golden.slo)
        #expect(page.contains("<title>1 firing · Nines</title>"))
        #expect(page.contains("firing: page for shop/latency"))
    }

    @Test func `an overspent budget is told in words and by a pattern of its own`() {
        let page = OverviewPage.render(Self.model(slos: [Self.slo("availability", budgetRemaining: -1.5)]))
        #expect(page.contains("<span aria-hidden=\"true\">✕</span> overspent</span>"))
        #expect(page.contains("<strong class=\"bad\">overspent by 150 %</strong>"))
        #expect(page.contains("<span class=\"bad\" style=\"width: 100%\"></span>"))
        #expect(!page.contains("<table>"))
    }

    @Test func `pending alerts and firing tickets are warnings`() {
        let alerts = [
            Self.alert(.page, .pending(since: Self.at(599))), Self.alert(.ticket, .firing(since: Self.at(0))),
        ]
        let page = OverviewPage.render(Self.model(slos: [Self.slo("a", budgetRemaining: 1, alerts: alerts)]))
        #expect(
            page.contains(
                "<span class=\"mark warning\"><span aria-hidden=\"true\">!</span> pending</span>\n <small>1 s</small>"))
        #expect(
            page.contains(
                "<span class=\"mark warning\"><span aria-hidden=\"true\">!</span> firing</span>\n <small>10 min</small>"
            ))
    }

    @Test func `the demo says its phase its timetable and how to switch`() throws {
        let phases = PhaseSwitch(elapsed: { .seconds(78) })
        func page() -> String {
            OverviewPage.render(
                Self.model(
                    demo: .init(
                        timetable: phases.timetable, state: phases.state, switchURL: "http://127.0.0.1:9920/demo")))
        }
        let section = try part(of: page(), from: "<section class=\"card\"", upTo: "<section aria-labelledby=\"slos")
        #expect(section == Golden.demo)
        phases.use(.forced(.outage))
        #expect(page().contains("Now: <strong>outage</strong>, until another mode is chosen."))
        #expect(page().contains("<button aria-pressed=\"true\">outage</button>"))
        #expect(page().contains("<button aria-pressed=\"false\">timetable</button>"))
        #expect(!OverviewPage.render(Self.model()).contains("demo"))
    }

    /// A page on which everything that a configuration or a target can say is `text`.
    private func page(saying text: String) -> String {
        var target = Self.target("a", failure: ProbeFailure(reason: .body, message: text))
        target.name = text
        target.url = text
        target.job = text
        target.note = text
        var slo = Self.slo(text, budgetRemaining: 1)
        slo.service = text
        slo.description = text
        slo.source = .probes(target: text, fasterThan: nil)
        slo.alerts = [Self.alert(.page, .firing(since: Self.at(0)))]
        let phases = PhaseSwitch(elapsed: { .zero })
        let demo = OverviewModel.DemoNote(timetable: phases.timetable, state: phases.state, switchURL: text)
        return OverviewPage.render(Self.model(targets: [target], slos: [slo], demo: demo))
    }

    /// The second has a combining mark after each special character: to Swift other characters, to a browser the same.
    @Test(arguments: [
        "<script>alert(1)</script>&\"'", "<\u{301}script>\u{301}&\u{301}\"\u{301} onclick='\u{301}alert(1)",
    ])
    func `what targets and configurations say is text`(_ hostile: String) {
        let page = page(saying: hostile)
        let plain = self.page(saying: "x")
        for mark in ["<", ">", "\"", "'"] as [Unicode.Scalar] {
            #expect(
                page.unicodeScalars.count { $0 == mark } == plain.unicodeScalars.count { $0 == mark },
                "a \(mark) of the data reached the markup")
        }
    }

    @Test func `a thousand failures are summed up`() {
        let page = OverviewPage.render(
            Self.model(targets: (1...1_000).map { Self.target("t\($0)", failure: Self.refused) }))
        #expect(page.contains("</span> down: t1, t2, t3, t4, t5 and 995 more</span>"))
        #expect(page.contains("<title>1000 down · Nines</title>"))
    }
}
