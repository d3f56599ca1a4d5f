import Foundation
import Logging
import NIOPosix
import NinesMetrics
import NinesSLO
import NinesSLOTools
import TestSupport
import Testing

@testable import nines

/// Reloads as values, without sockets, by thousands: what a long-lived exporter loses or keeps over them.
@Suite struct ManyReloadTests {
    /// Reloads; a soak sets 10,000.
    private static let rounds = ProcessInfo.processInfo.environment["NINES_RELOAD_ROUNDS"].flatMap { Int($0) } ?? 300

    @Test(.timeLimit(.minutes(120))) func `no counter falls and no budget moves and nothing grows`() async throws {
        let stage = try Stage(seed: 7)
        let (exporter, reloader) = (stage.exporter, stage.reloader)
        // What nothing happens to after this.
        await stage.monitor("still")?.record(PublishedResults.refusal)
        for _ in 0..<99 { await stage.monitor("still")?.record(PublishedResults.success) }
        exporter.engine.advance(to: exporter.time.advanced(by: .seconds(1)))
        let budget = stage.budget("steady")
        #expect(budget.map { abs($0 - 0.9) < 1e-9 } == true)
        var (counted, refused) = (0, 0)
        var early: ProcessFootprint?
        for round in 1...Self.rounds {
            let isBad = try stage.next()
            await stage.monitor("kept")?.record(PublishedResults.success)
            counted += 1
            // A look at the target files, or all of the configuration.
            if round % 3 == 0 {
                await reloader.refresh()
            } else {
                let answer = await reloader.reload(round % 2 == 0 ? .signal : .request)
                #expect(answer.status == (isBad ? 500 : 200), "\(answer.text)")
                if isBad { refused += 1 }
            }
            #expect(stage.counted("kept") == UInt64(counted), "round \(round)")
            #expect(stage.counted("still") == 100, "round \(round)")
            #expect(stage.budget("steady") == budget, "round \(round)")
            if round == Self.rounds / 10 { early = ProcessFootprint() }
        }
        exporter.engine.advance(to: exporter.time.advanced(by: .seconds(2)))
        #expect(stage.events("changing") == EventCounts(good: UInt64(counted), bad: 0))
        #expect(refused > 0)
        guard let early, let late = ProcessFootprint() else { return }
        print("reloads: \(Self.rounds), after the first tenth \(early), after the last \(late)")
        #expect(late.descriptors == early.descriptors)
        // A few rounds say nothing of memory: pools and caches are still filling.
        guard Self.rounds >= 5_000 else { return }
        #expect(late.threads <= early.threads)
        #expect(late.anonymous <= early.anonymous + 3 << 20)
    }

    /// An exporter over files that change at random: labels, modules and intervals of targets, which targets there are,
    /// listed and discovered, and what SLOs promise.
    private final class Stage {
        let exporter: Exporter
        let reloader: Reloader
        private let folder: URL
        private var numbers: SeededNumbers

        init(seed: UInt64) throws {
            numbers = SeededNumbers(seed: seed)
            folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let file = folder.appending(path: "nines.yml").path()
            try Self.write(Self.text(&numbers), Self.targets(&numbers), in: folder)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            exporter = try Exporter(
                Configuration.load(file: file), group: MultiThreadedEventLoopGroup.singleton, logger: logger)
            reloader = Reloader(file: file, of: exporter, logger: logger)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        private static func write(_ text: String, _ targets: String, in folder: URL) throws {
            try Data(text.utf8).write(to: folder.appending(path: "nines.yml"), options: .atomic)
            try Data(targets.utf8).write(to: folder.appending(path: "t.json"), options: .atomic)
        }

        /// Writes other files.
        ///
        /// - Returns: whether the configuration cannot be used.
        func next() throws -> Bool {
            let isBad = Int.random(in: 0..<10, using: &numbers) == 0
            let text = Self.text(&numbers)
            try Self.write(isBad ? text + "wub: 1\n" : text, Self.targets(&numbers), in: folder)
            return isBad
        }

        private static func text(_ numbers: inout SeededNumbers) -> String {
            func pick(_ choices: [String]) -> String { choices.randomElement(using: &numbers) ?? "" }
            var lines = ["modules: {other: {prober: http, timeout: \(pick(["1s", "2s"]))}}", "targets:"]
            lines.append("  - {name: still, url: 'http://still.example/'}")
            lines.append(
                "  - {name: kept, url: 'http://kept.example/', module: \(pick(["http_2xx", "other"])), "
                    + "interval: \(pick(["5s", "10s"])), labels: {team: \(pick(["a", "b", "c"]))}}")
            for index in 0..<20 where Bool.random(using: &numbers) {
                lines.append(
                    "  - {name: t\(index), url: 'http://\(index).example/\(pick(["a", "b"]))', "
                        + "labels: {team: \(pick(["a", "b"]))}}")
            }
            lines.append("discovery: [{job: web, files: [t.json], labels: {zone: \(pick(["x", "y"]))}}]")
            lines.append("slos:")
            func slo(_ name: String, _ objective: String, _ target: String) -> String {
                "  - {name: \(name), service: s, objective: \(objective), window: 30d, "
                    + "indicator: {probe: {target: \(target)}}}"
            }
            lines += [slo("steady", "0.9", "still"), slo("changing", pick(["0.9", "0.99", "0.999"]), "kept")]
            for index in 0..<5 where Bool.random(using: &numbers) {
                lines.append(slo("s\(index)", pick(["0.9", "0.99"]), pick(["kept", "d1", "d2"])))
            }
            return lines.joined(separator: "\n") + "\n"
        }

        /// Some files are broken.
        private static func targets(_ numbers: inout SeededNumbers) -> String {
            let names = (0..<30).filter { _ in Bool.random(using: &numbers) }.map {
                "{\"targets\": [\"\($0).example\"], \"labels\": {\"instance\": \"d\($0)\", \"n\": \"\($0 % 3)\"}}"
            }
            let end = Int.random(in: 0..<10, using: &numbers) == 0 ? "" : "]"
            return "[" + names.joined(separator: ", ") + end
        }

        func monitor(_ name: String) -> Monitor? {
            exporter.fleet.monitors.first { $0.published.withLock(\.target.name) == name }
        }

        /// Successes and failures.
        func counted(_ name: String) -> UInt64 {
            monitor(name).map { $0.published.withLock { $0.tally.successes + $0.tally.failures } } ?? 0
        }

        private func status(_ slo: String) -> SLOStatus? {
            exporter.engine.statuses.first { $0.definition.name == slo }
        }

        func budget(_ slo: String) -> Double? { status(slo)?.budgetRemaining }

        func events(_ slo: String) -> EventCounts? { status(slo)?.events }
    }
}
