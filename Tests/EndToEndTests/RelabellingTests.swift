import Foundation
import TestSupport
import Testing

@testable import nines

/// A real Prometheus, Debian's 2.42, and Nines publish the same labels after the same rules.
@Suite struct RelabellingTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    @Test(.timeLimit(.minutes(10))) func `the examples are what Prometheus does`() async throws {
        let jobs = RelabelCase.all.map { RelabelJob($0.discovered, $0.rules) }
        let published = try await published(by: jobs)
        for (index, example) in RelabelCase.all.enumerated() {
            let wanted = example.publishedByVersion2.map {
                let own = ["job": "job-\(index)", "instance": example.discovered["__address__", default: ""]]
                return own.merging($0) { _, rule in rule }
            }
            #expect(published[index] == wanted, "\(example)")
        }
    }

    @Test(.timeLimit(.minutes(10))) func `random rules do what they do in Prometheus`() async throws {
        let seed = ProcessInfo.processInfo.environment["NINES_RELABEL_SEED"].flatMap { UInt64($0) } ?? 1
        var numbers = SeededNumbers(seed: seed)
        let jobs = (0..<300).map { _ in RelabelJob.random(&numbers) }
        let published = try await published(by: jobs)
        for (index, job) in jobs.enumerated() {
            #expect(try job.published(as: "job-\(index)") == published[index], "seed \(seed): \(job)")
        }
        // Or the test would compare nothing with nothing.
        #expect(published.count { $0 == nil } > 20 && published.count { ($0 ?? [:]).count > 4 } > 100)
    }

    @Test(.timeLimit(.minutes(10))) func `target files are read as Prometheus reads them`() async throws {
        let json = """
            [\t{"targets": ["127.0.0.1:9", "127.0.0.2:9"], "labels": {"mood": "\\ud83d\\ude00 \\ud83d", "none": null, "path": "a\\/b"}},
            {"labels": {"__param_module": "icmp"}, "targets": []}, {"targets": null}, {}]
            """
        let yaml = """
            - targets: [127.0.0.3:9, '127.0.0.4:9']
              labels: {n: 1.10, yes: no, empty: "", none: ~, "quoted": 'it''s', __meta_a: b}
            - targets:
              - 127.0.0.5:9
            """
        _ = (try workplace.write("b.json", json), try workplace.write("a.yml", yaml))
        let rule = "{action: labelmap, regex: '__(meta|param)_(.*)', replacement: my_$2}"
        let folder = workplace.directory.path()
        let prometheus = try Prometheus(
            configuration: """
                scrape_configs:
                  - job_name: files
                    file_sd_configs: [{files: ["\(folder)/*.json", "\(folder)/?.yml"]}]
                    relabel_configs: [\(rule)]
                """, in: workplace)
        let targets = try await poll {
            try await prometheus.targets()?.labels["files"].flatMap { $0.count == 5 ? $0 : nil }
        }
        let paths = try ["*.json", "?.yml"].map { try #require(TargetPath("\(folder)/\($0)")) }
        var ours = TargetFiles()
        _ = ours.look(at: paths)
        let reading = ours.reading(of: paths)
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        let rules = try RelabelJob.rules([rule])
        let probes = TargetRelabelling(rules: rules, defaults: ["job": "files"]).probes(of: reading.targets).probes
        let labels = probes.map { probe in
            probe.labels.merging(["instance": probe.instance ?? probe.address, "job": probe.job ?? ""]) { $1 }
        }
        #expect(Set(labels) == Set(targets ?? []), "\(labels)\n\(targets ?? [])")
    }

    /// What becomes of a file's targets when it breaks, and when it is deleted.
    @Test(.timeLimit(.minutes(10)))
    func `a broken file keeps its targets, and one that a pattern finds no more has none`()
        async throws
    {
        func write(_ name: String, _ targets: String) throws {
            _ = try workplace.write(name, "- {targets: [\(targets)")
        }
        try write("a.yml", "127.0.0.1:9]}")
        try write("b.yml", "127.0.0.2:9]}")
        let pattern = "\(workplace.directory.path())/?.yml"
        let prometheus = try Prometheus(
            configuration: """
                scrape_configs:
                  - job_name: files
                    file_sd_configs: [{files: ["\(pattern)"], refresh_interval: 1s}]
                """, in: workplace)
        let path = try #require(TargetPath(pattern))
        var ours = TargetFiles()
        func check(_ wanted: [String]) async throws {
            _ = ours.look(at: [path])
            #expect(ours.reading(of: [path]).targets.compactMap { $0.labels["__address__"] } == wanted)
            let found = try await poll {
                let labels = try await prometheus.targets()?.labels["files"] ?? []
                return labels.compactMap { $0["instance"] }.sorted() == wanted ? true : nil
            }
            #expect(found == true, "Prometheus does otherwise")
        }
        try await check(["127.0.0.1:9", "127.0.0.2:9"])
        try write("a.yml", "127.0.0.1:9, ")
        // It was read by the time that the next file shows.
        try write("c.yml", "127.0.0.3:9]}")
        try await check(["127.0.0.1:9", "127.0.0.2:9", "127.0.0.3:9"])
        try FileManager.default.removeItem(at: workplace.path("b.yml"))
        try await check(["127.0.0.1:9", "127.0.0.3:9"])
    }

    /// What a Prometheus publishes of each job's one target; nil where there is none then.
    private func published(by jobs: [RelabelJob]) async throws -> [[String: String]?] {
        let texts = try jobs.enumerated().map { try $1.text(name: "job-\($0)") }
        let prometheus = try Prometheus(configuration: "scrape_configs:\n" + texts.joined(), in: workplace)
        let refused = try jobs.count { try $0.isRefused }
        let targets = try await poll { () -> [String: [[String: String]]]? in
            guard let targets = try await prometheus.targets() else { return nil }
            return targets.labels.count + targets.dropped == jobs.count - refused ? targets.labels : nil
        }
        return try jobs.indices.map { try #require(targets, "not all targets were there")["job-\($0)"]?.first }
    }
}
