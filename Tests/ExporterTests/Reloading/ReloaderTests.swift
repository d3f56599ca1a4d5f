import Foundation
import Logging
import NIOCore
import NIOPosix
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Over an exporter that has not begun to probe.
@Suite struct ReloaderTests {
    private static func text(_ targets: [String], objective: String = "0.9", more: String = "") -> String {
        """
        targets:
        \(targets.map { "  - {name: \($0), url: \"http://\($0).example/\", interval: 10s}" }.joined(separator: "\n"))
        slos:
          - {name: up, service: s, objective: \(objective), window: 30d, indicator: {probe: {target: a}}}
        \(more)
        """
    }

    /// A reloader whose file holds what a test says.
    private final class Stage: Sendable {
        let exporter: Exporter
        let reloader: Reloader
        private let text: Lock<String>
        private let loads: Lock<Int>

        init(_ first: String) throws {
            let text = Lock(first)
            let loads = Lock(0)
            (self.text, self.loads) = (text, loads)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            exporter = try Exporter(
                Configuration.parse(first, file: "nines.yml"), group: MultiThreadedEventLoopGroup.singleton,
                logger: logger)
            reloader = Reloader(file: "nines.yml", of: exporter, logger: logger) {
                file, known throws(ConfigurationError) in
                loads.withLock { $0 += 1 }
                return try Configuration.parse(text.withLock { $0 }, file: file, after: known)
            }
        }

        var loaded: Int { loads.withLock { $0 } }

        func reload(_ text: String) async -> ReloadAnswer {
            self.text.withLock { $0 = text }
            return await reloader.reload(.request)
        }

        func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
            exporter.registry.collect().value(of: name, labels: labels)
        }
    }

    @Test func `applies a file that can be used`() async throws {
        let stage = try Stage(Self.text(["a", "b"]))
        let monitor = stage.exporter.fleet.monitors[0]
        let answer = await stage.reload(Self.text(["a", "c"], objective: "0.99"))
        #expect(
            answer
                == ReloadAnswer(
                    status: 200, text: "reloaded; targets: 1 added, 1 removed, 1 as they were; SLOs: 1 changed"))
        #expect(stage.exporter.configuration.targets.map(\.name) == ["a", "c"])
        #expect(stage.exporter.fleet.monitors.map { $0.published.withLock(\.target.name) } == ["a", "c"])
        #expect(stage.exporter.fleet.monitors[0] === monitor)
        #expect(stage.exporter.engine.statuses.map(\.definition.objective) == [try Objective(ratio: 0.99)])
        #expect(stage.value("nines_config_last_reload_successful") == 1)
    }

    @Test func `a file that cannot be used changes nothing and is told with every mistake`() async throws {
        let stage = try Stage(Self.text(["a"]))
        let answer = await stage.reload(Self.text(["a", "b"], objective: "2", more: "wub: 1"))
        #expect(answer.status == 500)
        #expect(answer.text.split(separator: "\n").count == 2)
        #expect(answer.text.contains("nines.yml:5: slos[0].objective: "))
        #expect(stage.exporter.configuration.targets.map(\.name) == ["a"])
        #expect(stage.exporter.fleet.monitors.count == 1)
        #expect(stage.value("nines_config_last_reload_successful") == 0)
        #expect(await stage.reload(Self.text(["a"])).status == 200)
        #expect(stage.value("nines_config_last_reload_successful") == 1)
    }

    @Test func `what needs a restart is refused by name, and nothing is half applied`() async throws {
        let stage = try Stage(Self.text(["a"]))
        let answer = await stage.reload(Self.text(["a", "b"], more: "web: {listen: \"127.0.0.1:7\"}"))
        #expect(
            answer
                == ReloadAnswer(
                    status: 500, text: "nines.yml: web.listen changed, which needs a restart; nothing was changed"))
        #expect(stage.exporter.fleet.monitors.count == 1)
        #expect(stage.value("nines_config_last_reload_successful") == 0)
    }

    @Test func `an SLO keeps its counts under another definition, and its target's probes go on counting`() async throws
    {
        let stage = try Stage(Self.text(["a"]))
        let engine = stage.exporter.engine
        func hear(_ report: ProbeReport) async { await stage.exporter.fleet.monitors[0].record(report) }
        await hear(PublishedResults.success)
        await hear(PublishedResults.refusal)
        #expect(await stage.reload(Self.text(["b", "a"], objective: "0.95")).status == 200)
        await stage.exporter.fleet.monitors[1].record(PublishedResults.refusal)
        engine.advance(to: stage.exporter.time.advanced(by: .seconds(1)))
        #expect(engine.statuses.map(\.events) == [EventCounts(good: 1, bad: 2)])
        let labels = ["job": "nines", "instance": "http://a.example/", "outcome": "failure"]
        #expect(stage.value("nines_probes_total", labels) == 2)
    }

    @Test func `those who ask while one runs share the next`() async throws {
        let stage = try Stage(Self.text(["a"]))
        await withTaskGroup(of: ReloadAnswer.self) { group in
            for _ in 0..<50 { group.addTask { await stage.reloader.reload(.file) } }
            for await answer in group { #expect(answer.status == 200) }
        }
        #expect(stage.loaded >= 1 && stage.loaded < 50)
    }

    /// Its target file changes at the end of the first reload, while another waits for it.
    @Test func `a look at the target files between two reloads is left to the second`() async throws {
        let targets = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).yml").path
        defer { try? FileManager.default.removeItem(atPath: targets) }
        try Data("[]".utf8).write(to: URL(filePath: targets))
        let text = "discovery: [{job: web, files: ['\(targets)']}]"
        let subject = SlowSubject(try Configuration.parse(text, file: "nines.yml"))
        let reloader = Reloader(
            file: "nines.yml", of: subject, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { file, known throws(ConfigurationError) in
            try Configuration.parse(text, file: file, after: known)
        }
        let others = Lock<[Task<Void, Never>]>([])
        subject.onFirst.withLock {
            $0 = SlowSubject.Hooks(
                applying: {
                    others.withLock { $0.append(Task { _ = await reloader.reload(.request) }) }
                },
                applied: {
                    try? Data("- {targets: [a]}".utf8).write(to: URL(filePath: targets))
                    // Its turn comes before that of the reload that waits: this runs on the reloader.
                    let look = reloader.assumeIsolated { reloader in Task { await reloader.refresh() } }
                    others.withLock { $0.append(look) }
                })
        }
        #expect(await reloader.reload(.request).status == 200)
        for task in others.withLock({ $0 }) { await task.value }
        #expect(subject.most == 1)
        #expect(subject.configuration.targets.map(\.name) == ["a"])
    }

    /// Takes its time to go over to another configuration.
    private final class SlowSubject: Reloadable {
        struct Hooks: Sendable {
            var applying: @Sendable () -> Void = {}
            var applied: @Sendable () -> Void = {}
        }

        private struct State {
            var configuration: Configuration
            var running = 0
            var most = 0
        }

        let onFirst = Lock<Hooks?>(nil)
        private let applied = Lock<Hooks?>(nil)
        private let state: Lock<State>

        init(_ configuration: Configuration) { state = Lock(State(configuration: configuration)) }

        var configuration: Configuration { state.withLock(\.configuration) }
        /// How many calls there were at once.
        var most: Int { state.withLock(\.most) }

        func apply(_ next: Configuration) async throws {
            state.withLock { state in
                state.running += 1
                state.most = max(state.most, state.running)
            }
            let hooks = onFirst.withLock { $0.take() }
            hooks?.applying()
            for _ in 0..<2_000 { await Task.yield() }
            applied.withLock { $0 = hooks }
            state.withLock { state in
                state.running -= 1
                state.configuration = next
            }
        }

        func recordReload(isSuccess: Bool) { applied.withLock { $0.take() }?.applied() }
    }
}
