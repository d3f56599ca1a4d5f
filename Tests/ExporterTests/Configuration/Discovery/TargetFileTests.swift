import Testing

@testable import nines

@Suite struct TargetFileTests {
    @Test func `each target has its group's labels and its place`() throws {
        let text = """
            - targets: [a.example:80, "https://b.example/"]
              labels: {team: shop, empty: "", __param_module: icmp}
            - {}
            - labels:
                zone: yes
              targets:
                - 10
            """
        let file = "targets/some.yml"
        #expect(
            try TargetFile.parse(text, file: file) == [
                target("a.example:80", ["team": "shop", "__param_module": "icmp"], file, 1, "[0].targets[0]"),
                target("https://b.example/", ["team": "shop", "__param_module": "icmp"], file, 1, "[0].targets[1]"),
                target("10", ["zone": "yes"], file, 7, "[2].targets[0]"),
            ])
    }

    @Test func `JSON is read as JSON`() throws {
        let text = "[\n\t{\"targets\"\n:[\"a\\/b:80\"],\"labels\":{\"mood\":\"\\ud83d\\ude00\"}}\n]"
        for file in ["some.json", "some.JSON"] {
            #expect(
                try TargetFile.parse(text, file: file) == [target("a/b:80", ["mood": "😀"], file, 3, "[0].targets[0]")])
        }
    }

    @Test(arguments: ["", "# none yet\n", "---\n", "[]", "- targets: []\n", "- {targets: }"])
    func `a file without targets has none`(_ text: String) throws {
        #expect(try TargetFile.parse(text, file: "f.yaml") == [])
    }

    @Test func `the label of the file cannot be set`() throws {
        let text = "[{targets: [a], labels: {__meta_filepath: b, __address__: c}}]"
        #expect(
            try TargetFile.parse(text, file: "f.yml").map(\.labels) == [
                ["__address__": "a", "__meta_filepath": "f.yml"]
            ])
    }

    @Test(arguments: [
        ("{}", "f.yml:1: must be a list, not a mapping"),
        ("- a.example", "f.yml:1: [0]: must be a mapping, not a scalar"),
        ("-\n- {targets: [a]}", "f.yml:1: [0]: is empty (a group is {targets: [...], labels: {...}})"),
        ("- {target: [a]}", "f.yml:1: [0].target: unknown key (did you mean targets?)"),
        ("- {source: a}", "f.yml:1: [0].source: unknown key (known: targets, labels)"),
        ("- {targets: a}", "f.yml:1: [0].targets: must be a list, not a scalar"),
        ("- {targets: [[a]]}", "f.yml:1: [0].targets[0]: must be text, not a list"),
        ("- {targets: [\"\"]}", "f.yml:1: [0].targets[0]: must not be empty"),
        ("- {targets: [a], labels: [b]}", "f.yml:1: [0].labels: must be a mapping, not a list"),
        ("- targets: [a]\n  labels:\n    b: {}", "f.yml:3: [0].labels.b: must be text, not a mapping"),
        ("- {labels: {a-b: c, 1: d}}", "f.yml:1: [0].labels.a-b: \(name)\nf.yml:1: [0].labels.1: \(name)"),
        ("- {targets: [a]}\n---\n- {targets: [b]}", "f.yml:3: a second document begins here (target files are one)"),
        (
            "- {targets: [a}",
            "f.yml:1: not YAML: while parsing a flow sequence: did not find expected ',' or ']' (column 15)"
        ),
    ]) func `what is no target file is refused`(_ text: String, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try TargetFile.parse(text, file: "f.yml") }
        #expect(error?.description == message)
    }

    @Test func `null is no value`() throws {
        let labels = "[{\"targets\": [\"a\"], \"labels\": {\"b\": null}}]"
        for file in ["f.json", "f.yml"] {
            #expect(try TargetFile.parse(labels, file: file) == [target("a", [:], file, 1, "[0].targets[0]")])
            let error = #expect(throws: ConfigurationError.self) {
                try TargetFile.parse("[{\"targets\": [null]}]", file: file)
            }
            #expect(error?.description == "\(file):1: [0].targets[0]: must not be empty")
        }
    }

    @Test func `ten thousand targets are read, each with its line`() throws {
        let lines = (0..<10_000).map { "- {targets: ['host-\($0):80'], labels: {n: '\($0)'}}\n" }
        let yaml = try TargetFile.parse(lines.joined(), file: "f.yml")
        #expect(yaml.count == 10_000 && yaml.allSatisfy { $0.labels["n"] == "\($0.place.line - 1)" })
        let groups = (0..<10_000).map { "{\"targets\": [\"host-\($0):80\"], \"labels\": {\"n\": \"\($0)\"}}" }
        let json = try TargetFile.parse(
            "[" + groups.joined(separator: ",\n") + "]", file: "f.json")
        #expect(
            json.map(\.place.line) == Array(1...10_000) && json.map { $0.labels["n"] } == yaml.map { $0.labels["n"] })
    }

    private func target(
        _ address: String, _ labels: [String: String], _ file: String, _ line: Int, _ path: String
    ) -> DiscoveredTarget {
        let own = ["__address__": address, "__meta_filepath": file]
        return DiscoveredTarget(
            labels: own.merging(labels) { own, _ in own }, place: .init(file: file, line: line, path: path))
    }

    private static let name = "not a label name (letters, digits and _, beginning with a letter or _)"
}
