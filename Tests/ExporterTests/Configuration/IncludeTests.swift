import Foundation
import Testing

@testable import nines

/// Configurations of several files.
@Suite struct IncludeTests {
    private static func write(_ files: [String: String], in folder: String) throws {
        for (name, text) in files {
            let path = "\(folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// What `nines config check` says about `nines.yml`, without the folder.
    private static func outcome(_ files: [String: String]) throws -> String {
        var outcome = ""
        try withFolder { folder in
            try write(files, in: folder)
            do {
                let configuration = try Configuration.load(file: "\(folder)/nines.yml", environment: [:])
                outcome = (["accepted"] + configuration.warnings).joined(separator: "\n")
            } catch {
                outcome = "\(error)"
            }
            outcome = outcome.replacing("\(folder)/", with: "")
        }
        return outcome
    }

    private static func target(_ name: String, _ more: String = "") -> String {
        "targets: [{name: \(name), url: http://\(name)/\(more)}]\n"
    }

    @Test func `targets, modules and SLOs of all files make one configuration`() throws {
        try withFolder { folder in
            try Self.write(
                [
                    "nines.yml": "include: [more.yml, 'teams/*.yml']\ndefaults: {job: all}\n" + Self.target("a"),
                    "more.yml": "modules: {m: {prober: http, timeout: 3s}}\ninclude: [deep/one.yml]\nx-mine: 1\n",
                    "deep/one.yml": Self.target("d", ", module: m"),
                    "teams/b.yml": Self.target("c"),
                    "teams/a.yml": Self.target("b") + """
                        slos:
                          - {name: up, service: s, objective: 0.99, window: 30d, indicator: {probe: {target: d}}}
                        """,
                    "teams/ignored.txt": "}",
                ], in: folder)
            let configuration = try Configuration.load(file: "\(folder)/nines.yml", environment: [:])
            #expect(configuration.targets.map(\.name) == ["a", "d", "b", "c"])
            #expect(configuration.targets.map(\.job) == ["all", "all", "all", "all"])
            #expect(configuration.targets[1].timeout == .seconds(3))
            #expect(configuration.slos.map(\.target) == ["d"])
            #expect(
                configuration.sources.map { $0.path.dropFirst(folder.count + 1) }
                    == ["nines.yml", "more.yml", "deep/one.yml", "teams/a.yml", "teams/b.yml"])
            let before = configuration.sources.map(\.contentHash)
            try Self.write(["teams/b.yml": Self.target("e")], in: folder)
            let after = try Configuration.load(file: "\(folder)/nines.yml", environment: [:]).sources.map(\.contentHash)
            #expect(zip(before, after).map(==) == [true, true, true, true, false])
        }
    }

    @Test func `a pattern without a file is a warning, a missing file a mistake`() throws {
        #expect(
            try Self.outcome(["nines.yml": "include: ['none/*.yml']\n" + Self.target("a")])
                == "accepted\nnines.yml:1: include[0]: no file is called like this")
        #expect(
            try Self.outcome(["nines.yml": "include:\n  - none.yml\n"])
                == "nines.yml:2: include[0]: \"none.yml\": cannot be read: No such file or directory")
    }

    @Test func `mistakes are said with the file they are in`() throws {
        let files = [
            "nines.yml": "include: [more.yml, broken.yml, late.yml]\nmodules: {m: {prober: http}}\n" + Self.target("a"),
            "more.yml": "modules: {m: {prober: http, timeout: soon}}\n\n" + Self.target("a", ", interval: 5"),
            "broken.yml": "a: }\n",
            "late.yml": "modules: {slow: {prober: http, timeout: 1m}}\nweb: {listen: ':1'}\n" + """
                targets:
                  - {name: b, url: http://b/, module: slow}
                slos:
                  - {name: up, service: s, objective: 0.99, window: 30d, indicator: {probe: {target: z}}}
                """,
        ]
        #expect(
            try Self.outcome(files) == """
                more.yml:1: modules.m.timeout: "soon" is not a duration (write 15s, 1m30s, 1d)
                more.yml:1: modules.m: is modules.m on line 2 of nines.yml too
                more.yml:3: targets[0].interval: "5" has no unit (write 15s, 1m30s, 1d)
                more.yml:3: targets[0].name: "a" is the name of targets[0] on line 3 of nines.yml too
                broken.yml:1: not YAML: while parsing a block node: did not find expected node content (column 4)
                late.yml:2: web: unknown key (known: include, modules, targets, discovery, slos, environment)
                late.yml:4: targets[0].interval: the default 15s is shorter than the timeout 1m of module "slow" on line 1
                """)
    }

    @Test func `circles and depths without end are refused`() throws {
        #expect(
            try Self.outcome(["nines.yml": "include: [b.yml]\n", "b.yml": "include: ['*.yml']\n"]) == """
                b.yml:1: include[0]: "b.yml" includes itself, maybe through other files
                b.yml:1: include[0]: "nines.yml" includes itself, maybe through other files
                """)
        var files = Dictionary(uniqueKeysWithValues: (1...8).map { ("\($0).yml", "include: [\($0 + 1).yml]\n") })
        files["nines.yml"] = "include: [1.yml]\n"
        files["9.yml"] = "modules: {}\n"
        #expect(try Self.outcome(files) == "7.yml:1: include[0]: files include each other more than 8 deep")
    }

    @Test
    func `paths are relative to the file that names them, those of a file with only modules to the working directory`()
        throws
    {
        let certificate = "-----BEGIN CERTIFICATE-----\n"
        let module = "modules: {m: {prober: http, http: {tls_config: {ca_file: ca.pem}}}}\n"
        #expect(
            try Self.outcome([
                "nines.yml": "include: [more/m.yml]\nstate: {path: state/nines.db}\n", "more/m.yml": module,
                "more/ca.pem": certificate, "state/x": "",
            ]) == "accepted")
        #expect(
            try Self.outcome(["nines.yml": module, "ca.pem": certificate])
                == "nines.yml:1: modules.m.http.tls_config.ca_file: \"ca.pem\" cannot be read: No such file or directory"
        )
    }

    @Test func `rules of a document say that they are not made of the files it includes`() throws {
        let set = try SLODocumentSet.parse([("nines.yml", "include: [more.yml]\nslos: []\n")])
        #expect(
            set.warnings.first?.description
                == "nines.yml:1: include: only the exporter reads these files (name them beside this one)")
    }
}
