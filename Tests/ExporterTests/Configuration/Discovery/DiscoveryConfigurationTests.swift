import Foundation
import Testing

@testable import nines

/// The section `discovery`.
@Suite struct DiscoveryConfigurationTests {
    /// What `nines config check` says of a configuration beside target files, without the folder.
    private static func outcome(
        _ text: String, _ files: [String: String] = [:], leavingOut: Bool = false
    ) throws -> String {
        var outcome = ""
        try withFolder { folder in
            do {
                let configuration = try configuration(text, files, in: folder, leavingOut: leavingOut)
                let found = configuration.discovery.findings.map(\.text)
                outcome = (found + configuration.warnings + configuration.discovery.problems.map(\.description))
                    .joined(separator: "\n")
            } catch {
                outcome = "\(error)"
            }
            outcome = outcome.replacing("\(folder)/", with: "")
        }
        return outcome
    }

    private static func configuration(
        _ text: String, _ files: [String: String], in folder: String, environment: [String: String] = [:],
        leavingOut: Bool = false
    ) throws -> Configuration {
        for (name, text) in files.merging(["nines.yml": text], uniquingKeysWith: { first, _ in first }) {
            let path = "\(folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        return try Configuration.load(
            file: "\(folder)/nines.yml", environment: environment, leavingOutUnsupported: leavingOut)
    }

    @Test func `a job of Prometheus for blackbox_exporter is one of Nines`() throws {
        let text = """
            modules: {post: {prober: http, timeout: 3s}}
            defaults: {labels: {region: eu}}
            targets:
              - {name: front, url: http://front.example/}
            discovery:
              - job: web
                interval: 30s
                files: [targets/*.json]
                labels: {team: nobody}
                relabel_configs:
                  - {source_labels: [env], regex: test, action: drop}
                  - {source_labels: [__address__], target_label: __param_target}
                  - {source_labels: [host], target_label: instance}
                  - {target_label: __address__, replacement: "blackbox.example:9115"}
            """
        let targets = """
            [{"targets": ["https://shop.example/health"], "labels": {"host": "shop", "team": "payments",
              "__param_module": "post"}},
             {"targets": ["pay.example:8080"], "labels": {"__scrape_interval__": "1m", "__scrape_timeout__": "4s"}},
             {"targets": ["t.example"], "labels": {"env": "test"}}]
            """
        try withFolder { folder in
            let configuration = try Self.configuration(text, ["targets/a.json": targets], in: folder)
            #expect(configuration.discovery.findings.map(\.text) == ["web: 2 targets, 1 dropped"])
            #expect(configuration.discovery.problems == [])
            let module = Module(name: "post")
            var quick = module
            quick.timeout = .seconds(3)
            var http = Module.http2xx
            http.timeout = .seconds(4)
            #expect(configuration.targets.map(\.name) == ["front", "shop", "pay.example:8080"])
            #expect(
                Array(configuration.targets.dropFirst()) == [
                    Target(
                        name: "shop", url: "https://shop.example/health", instance: "shop", module: quick,
                        interval: .seconds(30), job: "web",
                        labels: [("host", "shop"), ("region", "eu"), ("team", "payments")], timeout: .seconds(3)),
                    Target(
                        name: "pay.example:8080", url: "http://pay.example:8080", instance: "pay.example:8080",
                        module: http, interval: .seconds(60), job: "web",
                        labels: [("region", "eu"), ("team", "nobody")],
                        timeout: .seconds(4)),
                ])
        }
    }

    @Test func `one bad entry is left out and told and the others are probed`() throws {
        let targets = """
            - targets: [a.example]
            - targets: [b.example, "http://u:secret@c.example"]
              labels: {version: "7"}
            - targets: [http://u:secret@d.example, 127.1, "http://"]
            - targets: [e.example, e.example]
              labels: {__param_module: http_2x}
            - targets: [f.example]
              labels: {__scrape_interval__: 10ms}
            - targets: [g.example]
              labels: {__param_module: slow}
            - targets: [h.example]
              labels: {__nines_name__: front}
            - targets: [i.example]
              labels: {instance: a.example, __nines_name__: i}
            - targets: [j.example]
              labels: {job: "a\\tb"}
            """
        #expect(
            try Self.outcome(
                """
                modules: {slow: {prober: http, timeout: 40s}}
                targets: [{name: front, url: http://front.example/}]
                discovery:
                  - {job: web, interval: 30s, files: [t.yml]}
                """, ["t.yml": targets]) == """
                    web: 1 target, 11 refused
                    t.yml:2: [1].targets[0]: the label version is reserved (Nines sets it; a rule can give it another name)
                    t.yml:2: [1].targets[1]: credentials in a URL (not shown) would be published as its instance label (write \
                    them as a header of a module)
                    t.yml:4: [2].targets[0]: credentials in a URL (not shown) would be published as its instance label (write \
                    them as a header of a module)
                    t.yml:4: [2].targets[1]: "127.1" is not a URL that can be probed: 127.1 is a number that some programs \
                    take for 127.0.0.1 (write 127.0.0.1 if that is meant)
                    t.yml:4: [2].targets[2]: "http://" is not a URL that can be probed: the host has no name, or one above 253 \
                    bytes
                    t.yml:5: [3].targets[0]: "http_2x" is not a module of the configuration (did you mean http_2xx?)
                    t.yml:7: [4].targets[0]: the interval 10ms is shorter than 100ms
                    t.yml:9: [5].targets[0]: the interval 30s is shorter than the timeout 40s of module "slow"
                    t.yml:11: [6].targets[0]: "front" is the name of a target of the configuration too (__nines_name__ can \
                    tell them apart)
                    t.yml:13: [7].targets[0]: it has the same job, instance and labels as t.yml:1: [0].targets[0] (a label \
                    must tell them apart)
                    t.yml:15: [8].targets[0]: the job "a\\tb" has a line break or another control character
                    """)
    }

    @Test func `a discovered target whose module is left out is left out with it`() throws {
        let targets = """
            - targets: [a.example, b.example]
            - targets: [c.example]
              labels: {__param_module: ping}
            """
        #expect(
            try Self.outcome(
                """
                modules: {ping: {prober: icmp}}
                discovery: [{job: web, files: [t.yml]}]
                """, ["t.yml": targets], leavingOut: true) == """
                    web: 2 targets, 1 refused
                    nines.yml:1: modules.ping: left out, as it needs what is not supported yet: icmp
                    t.yml:2: [1].targets[0]: module "ping" is left out, as it needs what is not supported yet: icmp
                    """)
        #expect(
            try Self.outcome(
                """
                modules: {ping: {prober: icmp}}
                discovery: [{job: web, module: ping, files: [t.yml]}]
                """, leavingOut: true) == """
                    nines.yml:2: discovery[0].module: module "ping" is left out, as it needs what is not supported yet: icmp
                    """)
    }

    @Test func `of two jobs that find one name the first has it`() throws {
        #expect(
            try Self.outcome(
                """
                discovery:
                  - {job: one, files: [t.yml]}
                  - {job: two, files: [t.yml]}
                  - job: three
                    files: [t.yml]
                    relabel_configs:
                      - {source_labels: [__address__], target_label: __nines_name__, replacement: three $1}
                """, ["t.yml": "- {targets: [a.example]}"]) == """
                    one: 1 target
                    two: 0 targets, 1 refused
                    three: 1 target
                    t.yml:1: [0].targets[0]: "a.example" is the name of t.yml:1: [0].targets[0] too (__nines_name__ can tell \
                    them apart)
                    """)
    }

    @Test func `without a file there are no targets and a warning`() throws {
        #expect(
            try Self.outcome(
                """
                discovery:
                  - job: web
                    files: [t.yml, none/*.json]
                  - job: other
                    files: ["*.json"]
                """) == """
                    web: 0 targets, 2 files unusable
                    other: 0 targets
                    t.yml: no such file
                    none/*.json: no such folder
                    nines.yml:5: discovery[1].files: no file is called like this yet
                    """)
    }

    @Test func `what several targets share is told once and the rest is counted`() throws {
        let names = (0..<60).map { "a\($0).example" }.joined(separator: ", ")
        let outcome = try Self.outcome(
            "discovery: [{job: web, files: [t.yml]}]",
            ["t.yml": "- {targets: [\(names)], labels: {__param_module: no}}"])
        let lines = outcome.split(separator: "\n")
        #expect(lines.count == 52)
        #expect(lines.first == "web: 0 targets, 60 refused")
        #expect(lines.last == "nines.yml:1: discovery[0].files: and 10 more targets are refused")
    }

    @Test func `mistakes are told with their places`() throws {
        #expect(
            try Self.outcome(
                """
                discovery:
                  - job: web
                    files: []
                    module: http_2x
                    timeout: 20s
                    relabel_configs: [{action: hashmod, target_label: a}]
                  - {job: web, files: ["*/a.yml", b.txt], labels: {job: x}, interval: 1ms}
                  - {files: [a.yml], scrape_interval: 5s}
                """) == """
                    nines.yml:3: discovery[0].files: at least one is needed
                    nines.yml:4: discovery[0].module: "http_2x" is not a module of this file (did you mean http_2xx?)
                    nines.yml:5: discovery[0].timeout: 20s is longer than the interval 15s
                    nines.yml:6: discovery[0].relabel_configs[0]: modulus is missing (hashmod needs it)
                    nines.yml:7: discovery[1].files[0]: "*/a.yml" is not a path of target files (they end in .json, .yml or \
                    .yaml; * stands in the last part only)
                    nines.yml:7: discovery[1].files[1]: "b.txt" is not a path of target files (they end in .json, .yml or \
                    .yaml; * stands in the last part only)
                    nines.yml:7: discovery[1].labels.job: this label is reserved (Nines or Prometheus sets it)
                    nines.yml:7: discovery[1].interval: "1ms" is shorter than 100ms
                    nines.yml:7: discovery[1].job: "web" is the job of discovery[0] on line 2 too
                    nines.yml:8: discovery[2].scrape_interval: unknown key (known: job, files, module, interval, timeout, labels, \
                    failure_threshold, success_threshold, retries, retry_pause, degraded_after, certificate_expires_within, \
                    maintenance, relabel_configs)
                    nines.yml:8: discovery[2]: job is missing
                    """)
    }

    @Test(arguments: ["", "environment: true\n"])
    func `nothing in a rule is a variable of the environment`(_ first: String) throws {
        let text = """
            discovery:
              - job: ${JOB}
                files: ["${FILE}.yml"]
                relabel_configs:
                  - {source_labels: [__address__], regex: '(?P<host>[^.]*)(.*)', target_label: a, replacement: "${host}$2"}
                  - {source_labels: [__address__], regex: '([^.]*).*', target_label: b, replacement: "${1}"}
                  - {source_labels: [__address__], regex: '(.*)${HOST}', target_label: c, replacement: "$1"}
            """
        try withFolder { folder in
            let configuration = try Self.configuration(
                first + text, ["t.yml": "- {targets: [shop.example]}"], in: folder,
                environment: ["JOB": "web", "FILE": "t", "HOST": "example", "host": "wrong", "1": "wrong"])
            let target = try #require(configuration.targets.first)
            #expect(target.job == "web")
            #expect(target.labels.map { "\($0.name)=\($0.value)" } == ["a=shop.example", "b=shop"])
        }
    }

    @Test func `files that are included may discover too`() throws {
        #expect(
            try Self.outcome(
                "include: [teams/a.yml]\ndiscovery: [{job: one, files: [t.yml]}]",
                [
                    "t.yml": "- {targets: [a.example]}",
                    "teams/a.yml": "discovery: [{job: two, files: [t.yml]}]",
                    "teams/t.yml": "- {targets: [b.example]}",
                ]) == "one: 1 target\ntwo: 1 target")
    }

    @Test func `an SLO may name a target that discovery has found or may find`() throws {
        func slo(_ target: String) -> String {
            """
            slos:
              - {name: up, service: s, objective: 0.999, window: 30d, indicator: {probe: {target: \(target)}}}
            """
        }
        let discovery = "discovery: [{job: web, interval: 10s, files: [t.yml]}]\n"
        let files = ["t.yml": "- {targets: [shop.example]}"]
        #expect(try Self.outcome(discovery + slo("shop.example"), files) == "web: 1 target")
        #expect(
            try Self.outcome(discovery + slo("shop.exampel"), files) == """
                web: 1 target
                nines.yml:3: slos[0].indicator.probe.target: "shop.exampel" is not the name of a target now (did you mean \
                shop.example?, or discovery may find it)
                """)
        #expect(
            try Self.outcome(slo("shop.example"))
                == "nines.yml:2: slos[0].indicator.probe.target: \"shop.example\" is not the name of a target")
    }

    @Test func `what was found stands among the targets that are printed`() throws {
        try withFolder { folder in
            let text = "discovery: [{job: web, files: [t.yml]}]"
            _ = try Self.configuration(
                text, ["t.yml": "- {targets: [shop.example], labels: {instance: shop, team: payments}}"], in: folder)
            let resolved = try Configuration.resolved(file: "\(folder)/nines.yml")
            #expect(
                resolved == """
                    targets:
                      - name: shop
                        url: http://shop.example
                        instance: shop
                        module: http_2xx
                        interval: 15s
                        timeout: 10s
                        job: web
                        labels:
                          team: payments

                    """)
            #expect(try Configuration.parse(resolved, file: "again.yml").targets.map(\.instance) == ["shop"])
        }
    }
}
