import Foundation
import GRDB
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

    /// - Parameters:
    ///   - registry: for what it says about itself.
    ///   - disk: that may be full.
    ///   - wall: what the wall clock shows; far ahead unless a test is about it.
    func persistence(
        registry: Registry = Registry(), disk: Disk = Disk(),
        wall: @escaping @Sendable () -> Timestamp = { Timestamp(nanosecondsSinceEpoch: .max) }
    ) throws -> Persistence {
        try Persistence(
            path: path, metrics: StateMetrics(in: registry, wall: wall), logger: log.logger,
            preparing: { try disk.prepare($0) })
    }

    /// Names of the files that were set aside.
    var aside: [String] {
        get throws {
            try names.filter { $0.contains(".damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
        }
    }
}

/// A disk that can be full, for what is opened meanwhile.
final class Disk: Sendable {
    private let full = Lock(false)

    var isFull: Bool {
        get { full.withLock { $0 } }
        set { full.withLock { $0 = newValue } }
    }

    func prepare(_ connection: SQLConnection) throws {
        if isFull { throw DatabaseError(resultCode: .SQLITE_FULL) }
    }
}

/// A process that counts: an engine with some SLOs of one service, restored from a file.
struct CountingProcess {
    let persistence: Persistence
    let slos: StoredSLOs
    let engine: SLOEngine
    let recorders: [SLORecorder]
    private(set) var now: Timestamp

    init(
        _ folder: StateFolder, slos: [String], at now: Timestamp = StateFolder.start,
        window: Duration = .seconds(86_400), registry: Registry = Registry(), disk: Disk = Disk(),
        wall: @escaping @Sendable () -> Timestamp = { Timestamp(nanosecondsSinceEpoch: .max) }
    ) throws {
        persistence = try folder.persistence(registry: registry, disk: disk, wall: wall)
        let engine = SLOEngine(instance: persistence.instance, now: nil)
        self.engine = engine
        self.now = now
        recorders = try slos.map { name in
            try engine.add(
                SLODefinition(
                    name: name, service: "shop", objective: Objective(ratio: 0.99), window: .rolling(window)))
        }
        self.slos = StoredSLOs(engine, metrics: persistence.metrics)
        try persistence.restore([self.slos], at: now)
        engine.advance(to: now)
    }

    /// Ten seconds, or as many as are said, with these events for each SLO.
    mutating func step(good: UInt64, bad: UInt64, seconds: Int = 10) {
        for recorder in recorders { recorder.record(EventCounts(good: good, bad: bad)) }
        now = now.advanced(by: .seconds(seconds))
        engine.advance(to: now)
    }

    func persist() { persistence.write([slos]) }

    /// As each hour.
    func check() { persistence.check([slos]) }

    /// The events in the window of each SLO.
    var counts: [EventCounts] { engine.statuses.compactMap(\.windows.last?.counts) }
}
