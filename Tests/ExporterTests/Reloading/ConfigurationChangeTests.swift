import Testing

@testable import nines

@Suite struct ConfigurationChangeTests {
    private static func configuration(_ text: String) throws -> Configuration {
        try Configuration.parse(text, file: "nines.yml")
    }

    private static let old = """
        targets:
          - {name: a, url: "http://a.example/", labels: {team: x}}
          - {name: b, url: "http://b.example/"}
          - {name: c, url: "http://c.example/"}
        slos:
          - {name: up, service: s, objective: 0.9, window: 30d, indicator: {probe: {target: a}}}
          - {name: quick, service: s, objective: 0.9, window: 30d, indicator: {probe: {target: a, faster_than: 1s}}}
        web: {listen: "127.0.0.1:1"}
        """

    @Test func `tells what is kept, added, changed and removed by name`() throws {
        let new = Self.old.replacing("team: x", with: "team: y").replacing("name: b", with: "name: d")
            .replacing("faster_than: 1s", with: "faster_than: 2s")
        let change = ConfigurationChange(from: try Self.configuration(Self.old), to: try Self.configuration(new))
        #expect(change.targets.kept == ["c"])
        #expect(change.targets.added == ["d"])
        #expect(change.targets.changed == ["a"])
        #expect(change.targets.removed == ["b"])
        #expect(change.slos.kept == ["s/up"])
        #expect(change.slos.changed == ["s/quick"])
        #expect(change.restartNeeded.isEmpty)
        #expect(
            change.text
                == "targets: 1 added, 1 changed, 1 removed, 1 as they were; SLOs: 1 changed, 1 as they were")
    }

    @Test func `the order of the file is no change`() throws {
        let configuration = try Self.configuration(Self.old)
        var turned = configuration
        turned.targets.reverse()
        let change = ConfigurationChange(from: configuration, to: turned)
        #expect(change.targets.kept == ["c", "b", "a"])
        #expect(change.targets.changed.isEmpty)
    }

    @Test func `names what only a start can change`() throws {
        let old = try Self.configuration(Self.old)
        var new = try Self.configuration(Self.old.replacing("127.0.0.1:1", with: "127.0.0.1:2"))
        #expect(ConfigurationChange(from: old, to: new).restartNeeded == ["web.listen"])
        #expect(ConfigurationChange(from: old, to: new, listensElsewhere: true).restartNeeded == [])
        new.web.allowedHosts = try Self.configuration("web: {allowed_hosts: [nines.example]}").web.allowedHosts
        #expect(new.web.allowedHosts == ["nines.example"])
        #expect(ConfigurationChange(from: old, to: new).restartNeeded == ["web.listen", "web.allowed_hosts"])
        new.web.allowedHosts = []
        new.state = Configuration.State(path: "a.db", setting: "")
        #expect(ConfigurationChange(from: old, to: new).restartNeeded == ["web.listen", "state.path"])
        var other = new
        other.state?.interval = .seconds(1)
        #expect(ConfigurationChange(from: new, to: other).restartNeeded == ["state.interval"])
        other = new
        other.state?.checkInterval = .seconds(1)
        #expect(ConfigurationChange(from: new, to: other).restartNeeded == ["state.check_interval"])
    }
}
