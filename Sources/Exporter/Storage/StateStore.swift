import Foundation
import Logging
import NinesMetrics
import NinesSLO

/// Keeps what SLOs have counted in a file, so that budgets outlive the process.
///
/// A damaged file is set aside and begun again; whatever could be read of it goes on. A write that fails loses nothing:
/// the next one writes what it would have written too.
final class StateStore: Sendable {
    private struct Contents {
        var database: StateDatabase
        /// How far the file has what the engine counted; nil when it has nothing.
        var cursor: Timestamp?
        var isFailing = false
    }

    let path: String
    /// Held for as long as the store.
    private let lock: StateLock
    private let contents: Lock<Contents>
    private let metrics: StateMetrics
    private let logger: Logger

    /// Opens the file, makes it, or sets it aside and makes another. Blocks.
    ///
    /// - Throws: `StateFileError` when it is locked, not Nines', or cannot be written.
    init(path: String, metrics: StateMetrics, logger: Logger) throws(StateFileError) {
        self.path = path
        self.metrics = metrics
        self.logger = logger
        lock = try StateLock(path: path)
        var database: StateDatabase
        do throws(StateFileError) {
            database = try StateDatabase(path: path, instance: StateDatabase.newInstance())
        } catch  where error.kind == .damaged {
            try Self.setAside(path, because: error.reason, metrics: metrics, logger: logger)
            database = try StateDatabase(path: path, instance: StateDatabase.newInstance())
        }
        contents = Lock(Contents(database: database))
    }

    /// The name under which the engine counts.
    var instance: String { database.instance }

    /// The file as it is open now.
    var database: StateDatabase { contents.withLock(\.database) }

    /// Of the file and its write-ahead log; 0 for one that cannot be looked at.
    private var bytes: Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.intValue ?? 0)
        }
    }

    /// Makes the engine, all of whose SLOs have been added, go on from the file. Blocks.
    ///
    /// - Throws: `StateFileError` when the file cannot be read although it is whole.
    func restore(into engine: SLOEngine, at now: Timestamp) throws(StateFileError) {
        let database = database
        var restored = 0
        var others: [SLOState] = []
        var damages: [String]
        do throws(StateFileError) {
            damages = try database.readAll { state in
                do throws(SLOStateError) {
                    try engine.restore(state, at: now)
                    restored += 1
                } catch {
                    // Not in this configuration; it may be in the next.
                    others.append(state)
                }
            }
        } catch  where error.kind == .damaged {
            damages = [error.reason]
        }
        if damages.isEmpty {
            let isOld = others.filter { $0.isOutdated(at: now) }
            try database.forget(isOld)
            try database.settle(others.filter { !$0.isOutdated(at: now) })
            contents.withLock { $0.cursor = now }
        } else {
            try replace(database, because: damages.joined(separator: "; "))
        }
        // There is nothing yet that a restart would lose.
        metrics.recordPersisted(until: now, bytes: bytes)
        logger.info("state restored", metadata: ["path": "\(path)", "slos": "\(restored)"])
    }

    /// Writes what the engine counted since the last call. Blocks; one call at a time. An error is logged, once for a
    /// row of them: counting goes on, and the next call writes more.
    func persist(_ engine: SLOEngine) {
        let (database, cursor) = contents.withLock { ($0.database, $0.cursor) }
        let (states, until) = engine.changes(since: cursor)
        let clock = ContinuousClock()
        let start = clock.now
        defer { metrics.recordDuration(start.duration(to: clock.now)) }
        do throws(StateFileError) {
            try database.append(
                StateDatabase.Interval(
                    changes: states, areWhole: cursor == nil,
                    whole: { index in
                        states.indices.contains(index)
                            ? engine.state(of: states[index].slo, service: states[index].service) : nil
                    }))
            let wasFailing = contents.withLock { contents in
                defer { contents.isFailing = false }
                contents.cursor = until
                return contents.isFailing
            }
            if let until { metrics.recordPersisted(until: until, bytes: bytes) }
            if wasFailing { logger.notice("state is written again", metadata: ["path": "\(path)"]) }
        } catch {
            recover(from: error, database)
        }
    }

    private func recover(from error: StateFileError, _ database: StateDatabase) {
        metrics.recordFailure()
        let isNew = contents.withLock { contents in
            defer { contents.isFailing = true }
            return !contents.isFailing
        }
        if isNew {
            logger.error(
                "state cannot be written; counting goes on, and a restart would lose what is not written",
                metadata: ["path": "\(path)", "error": "\(error.reason)"])
        }
        guard error.kind == .damaged else { return }
        do throws(StateFileError) {
            try replace(database, because: error.reason)
        } catch {
            logger.error("state cannot be begun again", metadata: ["path": "\(path)", "error": "\(error.reason)"])
        }
    }

    /// Begins the file again. The engine's counts go into it whole, under the same name: they are the same counts.
    private func replace(_ database: StateDatabase, because reason: String) throws(StateFileError) {
        database.close()
        try Self.setAside(path, because: reason, metrics: metrics, logger: logger)
        let fresh = try StateDatabase(path: path, instance: database.instance)
        contents.withLock { contents in
            contents.database = fresh
            contents.cursor = nil
        }
    }

    /// Renames the file and what SQLite keeps beside it.
    private static func setAside(
        _ path: String, because reason: String, metrics: StateMetrics, logger: Logger
    ) throws(StateFileError) {
        let time = Date().formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
        var aside = "\(path).damaged-\(time)"
        var number = 1
        while FileManager.default.fileExists(atPath: aside) {
            number += 1
            aside = "\(path).damaged-\(time)-\(number)"
        }
        do {
            try FileManager.default.moveItem(atPath: path, toPath: aside)
            for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.moveItem(atPath: path + suffix, toPath: aside + suffix)
            }
        } catch {
            throw StateFileError(
                path: path, kind: .unusable, reason: "\(reason), and it cannot be set aside: \(error)")
        }
        metrics.recordDamagedFile()
        logger.error(
            "state is damaged; it is set aside and begun again",
            metadata: ["path": "\(path)", "aside": "\(aside)", "error": "\(reason)"])
    }
}

extension SLOState {
    /// Whether no window that an SLO may have reaches back to it.
    fileprivate func isOutdated(at now: Timestamp) -> Bool {
        guard let last = lastSample else { return true }
        return now.duration(since: last) > .seconds(366 * 86_400)
    }
}
