import Testing

@testable import nines

@Suite struct DiscoveredProbeTests {
    private static let place = DiscoveredTarget.Place(file: "a.yml", line: 1, path: "[0].targets[0]")

    private func outcome(
        _ targets: [[String: String]], rules: [String] = [], defaults: [String: String] = [:]
    ) throws -> TargetRelabelling.Outcome {
        let targets = targets.enumerated().map { index, labels in
            DiscoveredTarget(
                labels: labels, place: .init(file: "a.yml", line: index + 1, path: "[0].targets[\(index)]"))
        }
        return TargetRelabelling(rules: try RelabelExample.rules(rules), defaults: defaults).probes(of: targets)
    }

    @Test func `rules for blackbox_exporter make a probe of its target`() throws {
        let outcome = try outcome(
            [["__address__": "https://shop.example/", "__meta_filepath": "a.yml", "team": "shop"]],
            rules: [
                "{source_labels: [__address__], target_label: __param_target}",
                "{source_labels: [__param_target], target_label: instance}",
                "{target_label: __address__, replacement: 'blackbox.example:9115'}",
            ], defaults: ["job": "web", "__param_module": "http_2xx", "__scrape_interval__": "1m"])
        #expect(
            outcome
                == .init(probes: [
                    DiscoveredProbe(
                        name: "https://shop.example/", address: "https://shop.example/", instance: nil,
                        module: "http_2xx", interval: .seconds(60), timeout: nil, job: "web", labels: ["team": "shop"],
                        place: Self.place)
                ]))
    }

    @Test func `labels say what a target asks for`() throws {
        let outcome = try outcome(
            [
                [
                    "__address__": "a.example:80", "__param_module": "tcp", "__scrape_interval__": "1m30s",
                    "__scrape_timeout__": "5s", "__scheme__": "http", "__name__": "x", "job": "own", "instance": "a",
                    "__nines_name__": "shop", "team": "shop",
                ]
            ], defaults: ["job": "web", "__param_module": "http_2xx"])
        #expect(
            outcome.probes == [
                DiscoveredProbe(
                    name: "shop", address: "a.example:80", instance: "a", module: "tcp", interval: .seconds(90),
                    timeout: .seconds(5), job: "own", labels: ["team": "shop"], place: Self.place)
            ])
    }

    @Test func `a name is the instance where there is no other`() throws {
        let outcome = try outcome([["__address__": "a:1"], ["__address__": "b:1", "instance": "b"]])
        #expect(outcome.probes.map(\.name) == ["a:1", "b"])
    }

    @Test func `dropped targets are counted`() throws {
        let outcome = try outcome(
            [["__address__": "a:1"], ["__address__": "b:1"]],
            rules: ["{source_labels: [__address__], regex: 'a.*', action: drop}"])
        #expect(outcome.dropped == 1 && outcome.probes.map(\.name) == ["b:1"])
    }

    @Test func `of two probes with one name the second is refused with both places`() throws {
        let outcome = try outcome([
            ["__address__": "a:1"], ["__address__": "a:1", "__param_module": "icmp"], ["__address__": "b:1"],
        ])
        #expect(outcome.probes.map(\.name) == ["a:1", "b:1"])
        #expect(
            outcome.problems.map(\.description) == [
                "a.yml:2: [0].targets[1]: \"a:1\" is the name of a.yml:1: [0].targets[0] too "
                    + "(__nines_name__ can tell them apart)"
            ])
    }

    @Test func `the same target twice is one`() throws {
        let outcome = try outcome([["__address__": "a:1", "x": "y"], ["__address__": "a:1", "x": "y"]])
        #expect(outcome.probes.count == 1 && outcome.problems.isEmpty)
    }

    @Test func `names that only look alike are two`() throws {
        let outcome = try outcome([["__address__": "caf\u{E9}:1"], ["__address__": "cafe\u{301}:1"]])
        #expect(outcome.probes.count == 2 && outcome.problems.isEmpty)
    }

    @Test(arguments: [
        (["a": "1"], "__address__ is missing after relabelling (and so is __param_target)"),
        (
            ["__address__": "a", "__nines_name__": "a\nb"],
            "the name \"a\\nb\" has a line break or another control character"
        ),
        (
            ["__address__": "a", "__scrape_interval__": "soon"],
            "__scrape_interval__: \"soon\" is not a duration (write 15s, 1m30s, 1d)"
        ),
        (["__address__": "a", "__scrape_timeout__": "0"], "__scrape_timeout__: \"0\" is not above zero"),
        (
            ["__address__": "a", "__scrape_interval__": "1s", "__scrape_timeout__": "2s"],
            "__scrape_timeout__ is longer than __scrape_interval__"
        ),
    ]) func `a target that cannot be probed leaves the others alone`(_ labels: [String: String], _ message: String)
        throws
    {
        let outcome = try outcome([labels, ["__address__": "b:1"]])
        #expect(outcome.problems.map(\.description) == ["a.yml:1: [0].targets[0]: " + message])
        #expect(outcome.probes.map(\.name) == ["b:1"])
    }
}
