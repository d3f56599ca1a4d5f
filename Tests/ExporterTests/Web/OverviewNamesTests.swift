import Mustache
import NinesSLO
import Testing

@testable import nines

@Suite struct OverviewNamesTests {
    @Test func `the template finds everything that a row has`() {
        let now = Timestamp(secondsSinceEpoch: 1_790_000_000)
        var row = OverviewModel.TargetRow(
            name: "shop", url: "http://shop.example/", job: "web", note: "the probe failed")
        row.last = OverviewModel.TargetRow.Probe(
            startedAt: now, duration: .seconds(1), failure: ProbeFailure(reason: .status, message: "status 503"))
        let model = OverviewModel(
            version: "1.0", startedAt: now, now: now,
            demo: OverviewModel.DemoNote(
                phase: "good", isGood: true, outlook: "bad in 7 s", timetable: "good 10 s", modes: [], currentMode: "",
                switchURL: "/"),
            targets: [row])
        let text = OverviewText(model)
        var parts: [any MustacheParent] = [text, text.targets[0], text.targets[0].targetState]
        if let failure = text.targets[0].failure { parts.append(failure) }
        #expect(parts.count == 4)
        for part in parts {
            for child in Mirror(reflecting: part).children {
                let name = child.label ?? ""
                #expect(part.child(named: name) != nil, "\(type(of: part)).\(name)")
            }
            #expect(part.child(named: "nobody's") == nil)
        }
    }
}
