import Foundation
import Logging
import NinesMetrics
import NinesSLO
import NinesSLOTools

@testable import nines

/// A folder with a state file in it, removed with the value, and engines that count into it.
final class StateFolder {
    let folder: URL
    /// Of what the stores log, one line each.
    let log = LogLines()
    static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "nines-state-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var path: String { folder.appending(path: "nines.db").path() }
    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted() } }

    /// - Parameter registry: for what the store says about itself.
    func store(registry: Registry = Registry()) throws -> StateStore {
        try StateStore(path: path, metrics: StateMetrics(in: registry), logger: log.logger)
    }
}

/// A process that counts: an engine with some SLOs of one service, restored from a store.
struct CountingProcess {
    let store: StateStore
    let engine: SLOEngine
    let recorders: [SLORecorder]
    private(set) var now: Timestamp

    init(
        _ folder: StateFolder, slos: [String], at now: Timestamp = StateFolder.start,
        window: Duration = .seconds(86_400), registry: Registry = Registry()
    ) throws {
        store = try folder.store(registry: registry)
        let engine = SLOEngine(instance: store.instance, now: nil)
        self.engine = engine
        self.now = now
        recorders = try slos.map { name in
            try engine.add(
                SLODefinition(
                    name: name, service: "shop", objective: Objective(ratio: 0.99), window: .rolling(window)))
        }
        try store.restore(into: engine, at: now)
        engine.advance(to: now)
    }

    /// Ten seconds, or as many as are said, with these events for each SLO.
    mutating func step(good: UInt64, bad: UInt64, seconds: Int = 10) {
        for recorder in recorders { recorder.record(EventCounts(good: good, bad: bad)) }
        now = now.advanced(by: .seconds(seconds))
        engine.advance(to: now)
    }

    func persist() { store.persist(engine) }

    /// The events in the window of each SLO.
    var counts: [EventCounts] { engine.statuses.compactMap(\.windows.last?.counts) }
}

/// Keeps what is logged.
final class LogLines: Sendable {
    private let lines = Lock([String]())

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .notice

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).filter { $0.key == "error" }.map { " \($0.value)" }.joined()
            lines.lines.withLock { $0.append("\(event.level): \(event.message)\(details)") }
        }
    }
}
