import Foundation
import Logging
import NIOPosix
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Target files that change under an exporter, which has not begun to probe.
@Suite struct DiscoveryReloadTests {
    private final class Stage {
        let exporter: Exporter
        let reloader: Reloader
        private let folder: URL

        init(_ files: [String: String], more: String = "") throws {
            folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.write(files, in: folder)
            let text = "discovery: [{job: web, interval: 10s, files: ['*.json', named.yml]}]\n\(more)"
            try Self.write(["nines.yml": text], in: folder)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let file = folder.appending(path: "nines.yml").path()
            exporter = try Exporter(
                Configuration.load(file: file), group: MultiThreadedEventLoopGroup.singleton, logger: logger)
            reloader = Reloader(file: file, of: exporter, logger: logger)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        private static func write(_ files: [String: String], in folder: URL) throws {
            for (name, text) in files {
                try Data(text.utf8).write(to: folder.appending(path: name), options: .atomic)
            }
        }

        func write(_ name: String, _ text: String) throws { try Self.write([name: text], in: folder) }

        func remove(_ name: String) throws { try FileManager.default.removeItem(at: folder.appending(path: name)) }

        /// The names of what is watched, after a look at the target files.
        func refreshed() async -> [String] {
            await reloader.refresh()
            return names
        }

        var names: [String] { exporter.fleet.monitors.map { $0.published.withLock(\.target.name) } }

        func monitor(_ name: String) -> Monitor? {
            exporter.fleet.monitors.first { $0.published.withLock(\.target.name) == name }
        }

        func value(_ name: String, _ labels: [String: String]) -> Double? {
            exporter.registry.collect().value(of: name, labels: labels)
        }

        func probes(of instance: String) -> Double? {
            value("nines_probes_total", ["job": "web", "instance": instance, "outcome": "success"])
        }
    }

    private static func group(_ targets: String...) -> String {
        "[{\"targets\": [\(targets.map { "\"\($0)\"" }.joined(separator: ", "))]}]"
    }

    @Test func `a target that appears is watched and the others go on with their counters`() async throws {
        let stage = try Stage(["a.json": Self.group("a"), "named.yml": "[]"])
        await stage.monitor("a")?.record(PublishedResults.success)
        let kept = stage.monitor("a")
        #expect(await stage.refreshed() == ["a"])
        try stage.write("a.json", Self.group("b", "a"))
        #expect(await stage.refreshed() == ["b", "a"])
        #expect(stage.monitor("a") === kept)
        #expect(stage.probes(of: "a") == 1 && stage.probes(of: "b") == 0)
        // A file that comes later.
        try stage.write("c.json", Self.group("c"))
        #expect(await stage.refreshed() == ["b", "a", "c"])
        try stage.remove("a.json")
        #expect(await stage.refreshed() == ["c"])
        #expect(stage.probes(of: "a") == nil)
    }

    @Test(arguments: [true, false])
    func `a broken file keeps its targets, at a look and at a reload`(_ isReload: Bool) async throws {
        let stage = try Stage(["a.json": Self.group("a"), "named.yml": "- {targets: [n]}"])
        func look() async -> [String] {
            if isReload { #expect(await stage.reloader.reload(.signal).status == 200) }
            return await stage.refreshed()
        }
        #expect(await look() == ["a", "n"])
        #expect(stage.value("nines_discovery_unusable_files", ["job": "web"]) == 0)
        try stage.write("a.json", "[{\"targets\": [")
        try stage.remove("named.yml")
        #expect(await look() == ["a", "n"])
        #expect(stage.value("nines_discovery_unusable_files", ["job": "web"]) == 2)
        #expect(stage.exporter.configuration.discovery.problems.count == 4)
        try stage.write("a.json", Self.group("b"))
        #expect(await look() == ["b", "n"])
        #expect(stage.value("nines_discovery_unusable_files", ["job": "web"]) == 1)
        #expect(stage.value("nines_discovery_targets", ["job": "web", "outcome": "probed"]) == 2)
    }

    @Test func `a mistake in the configuration keeps no target file from being read`() async throws {
        let stage = try Stage(["a.json": Self.group("a"), "named.yml": "[]"])
        try stage.write("nines.yml", "discovery: [")
        #expect(await stage.reloader.reload(.file).status == 500)
        try stage.write("a.json", Self.group("b"))
        #expect(await stage.refreshed() == ["b"])
    }

    @Test func `an SLO over a target that is gone keeps its counts, and goes on when the target is back`() async throws
    {
        let stage = try Stage(
            ["a.json": Self.group("a"), "named.yml": "[]"],
            more: """
                slos: [{name: up, service: s, objective: 0.99, window: 30d, indicator: {probe: {target: a}}}]
                """)
        let engine = stage.exporter.engine
        func events() -> [EventCounts] {
            engine.advance(to: stage.exporter.time.advanced(by: .seconds(1)))
            return engine.statuses.map(\.events)
        }
        await stage.monitor("a")?.record(PublishedResults.success)
        await stage.monitor("a")?.record(PublishedResults.refusal)
        #expect(events() == [EventCounts(good: 1, bad: 1)])
        try stage.write("a.json", "[]")
        #expect(await stage.refreshed() == [])
        #expect(events() == [EventCounts(good: 1, bad: 1)])
        try stage.write("a.json", Self.group("a"))
        #expect(await stage.refreshed() == ["a"])
        await stage.monitor("a")?.record(PublishedResults.success)
        #expect(events() == [EventCounts(good: 2, bad: 1)])
    }

    @Test func `what was told is not told again until it changes`() async throws {
        let lines = Lock<[String]>([])
        let registry = Registry.ofExporter()
        let news = try DiscoveryNews(in: registry, logger: Logger(label: "test") { _ in LineLog(lines: lines) })
        func problem(_ text: String) -> ConfigurationProblem { ConfigurationProblem(file: "t.yml", message: text) }
        var discovery = Discovery()
        discovery.findings = [DiscoveryFinding(job: "web", problems: [problem("one")])]
        news.tell(discovery)
        news.tell(discovery)
        discovery.findings[0].problems.append(problem("two"))
        news.tell(discovery)
        discovery.findings[0].problems = []
        news.tell(discovery)
        news.tell(discovery)
        #expect(
            lines.withLock { $0 } == [
                "warning t.yml: one", "warning t.yml: two",
                "notice discovery: nothing is wrong with the targets any more",
            ])
    }

    private struct LineLog: LogHandler {
        let lines: Lock<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let text = event.metadata?["problem"].map { "\($0)" } ?? "\(event.message)"
            lines.withLock { $0.append("\(event.level) \(text)") }
        }
    }
}
