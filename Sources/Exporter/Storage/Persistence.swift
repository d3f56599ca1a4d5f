import Foundation
import Logging
import NinesMetrics
import NinesSLO

/// The one owner and the one writer of the state file.
///
/// Rooms hand out what changed (`StoredPart`), and each interval is one transaction of all of them. A write that fails
/// loses nothing: the next one writes what it would have written too. A file that is damaged, or that somebody removed
/// or replaced, is begun again from what is in memory; when not even that can be done, it is tried again at each
/// interval.
final class Persistence: Sendable {
    struct Contents {
        /// Nil as long as a disk without room has none.
        var lock: StateLock?
        var holding: Holding
        /// The name under which the engine counts; that of the file, and of each that takes its place.
        var instance: String
        /// Files that this process gave another name, oldest first.
        var setAside: [String] = []
        /// Counts the files that parts have written to.
        var file = 1
        /// Whether the last write failed.
        var isFailing = false
        /// The connection to a file that is lost and still has its name. Closing it would copy the log into whatever
        /// that is by now; once the file has no name any more it does not.
        var discarded: Database?

        var isLost: Bool { if case .missing = holding { true } else { false } }
    }

    enum Holding {
        /// The file is open.
        case open(Database)
        /// It is whole, and its parts know what is in it, but it cannot be opened to be written. Which file it is
        /// tells whether it is still the one.
        case shut(FileIdentity)
        /// There is none. What stands in its place, if anything, is damaged or of others; the next write makes another.
        case missing
    }

    let path: String
    let metrics: StateMetrics
    let logger: Logger
    /// What each connection that writes begins with.
    let preparing: @Sendable (SQLConnection) throws -> Void
    /// Held for as long as a write takes: one at a time.
    private let contents: Lock<Contents>
    /// What a check found, of the file with that number. The next write acts on it.
    let finding = Lock<(file: Int, damage: String)?>(nil)

    /// Opens the file, or makes it. A damaged one is left for the first write to set aside: until then a restart can
    /// read what is good in it. With a disk that is full, or fails, it goes on without a file that it can write until
    /// there is room. Blocks.
    ///
    /// - Parameter preparing: for tests, of a disk without room.
    /// - Throws: `StateFileError` when it is locked or not Nines', when it cannot be written for another reason than a
    ///   full disk, and when it can neither be written nor read.
    init(
        path: String, metrics: StateMetrics, logger: Logger,
        preparing: @escaping @Sendable (SQLConnection) throws -> Void = { _ in }
    ) throws(StateFileError) {
        // SQLite's other files are beside the one that a link leads to, and so is what locks it.
        let path = Self.followingLinks(path)
        let (contents, problem) = try Self.start(path, preparing: preparing)
        self.path = path
        self.metrics = metrics
        self.logger = logger
        self.preparing = preparing
        self.contents = Lock(contents)
        guard let problem else { return }
        self.contents.withLock { contents in
            if problem.kind == .damaged { notice(problem.reason) } else { fail(problem, &contents) }
        }
    }

    /// The name under which the engine counts.
    var instance: String { contents.withLock(\.instance) }

    /// Makes the rooms go on from the file. Blocks.
    ///
    /// - Throws: `StateFileError` when the file cannot be read although it is whole.
    func restore(_ parts: [any StoredPart], at now: Timestamp) throws(StateFileError) {
        try contents.withLock { contents throws(StateFileError) in
            var damages: [String] = []
            var details: Logger.Metadata = ["path": "\(path)"]
            do throws(StateFileError) {
                try reading(contents) { connection in
                    for part in parts {
                        let restored = try part.restore(from: connection, file: contents.file, at: now)
                        damages += restored.damages
                        details[part.noun] = "\(restored.count)"
                    }
                }
            } catch  where error.kind == .damaged {
                damages.append(error.reason)
            }
            if !damages.isEmpty { lose(&contents, because: damages.joined(separator: "; ")) }
            // There is nothing yet that a restart would lose.
            metrics.recordPersisted(until: now)
            metrics.recordSize(bytes: bytes)
            logger.info("state restored", metadata: details)
        }
    }

    /// Writes what the parts have that the file has not, all of it or nothing. Blocks, for seconds when another
    /// process is at the file. An error is logged, once for a row of them: the next call writes more.
    func write(_ parts: [any StoredPart]) {
        let clock = ContinuousClock()
        let start = clock.now
        contents.withLock { contents in
            do throws(StateFileError) {
                try inspect(&contents)
                try write(parts, &contents)
                metrics.recordSize(bytes: bytes)
                if contents.isFailing { logger.notice("state is written again", metadata: ["path": "\(path)"]) }
                contents.isFailing = false
            } catch {
                fail(error, &contents)
            }
        }
        metrics.recordDuration(start.duration(to: clock.now))
    }

    /// Reads the file to its end, beside whoever writes it: damage is found while what the file had is still in
    /// memory, and the next write makes another. Blocks, for some 20 ms per megabyte.
    func check(_ parts: [any StoredPart]) {
        let file = contents.withLock { contents -> Int? in
            guard case .open = contents.holding else { return nil }
            return contents.file
        }
        guard let file else { return }
        do throws(StateFileError) {
            guard let damage = try Database.damage(of: path, holding: parts) else { return }
            finding.withLock { $0 = (file, damage) }
        } catch {
            // Whether it is there, and ours, is looked at with each write.
            logger.warning("state cannot be checked", metadata: ["path": "\(path)", "error": "\(error.reason)"])
        }
    }

    /// The file as it is open now.
    var database: Database? {
        contents.withLock { contents in
            guard case .open(let database) = contents.holding else { return nil }
            return database
        }
    }

    /// Of the file and its write-ahead log.
    private var bytes: Int { OpenFile.size(of: path) + OpenFile.size(of: path + "-wal") }

    private func write(_ parts: [any StoredPart], _ contents: inout Contents) throws(StateFileError) {
        switch contents.holding {
        case .open(let database):
            let changes = parts.map { $0.changes(for: contents.file) }
            do throws(StateFileError) {
                try database.write(changes)
            } catch  where error.kind == .damaged {
                lose(&contents, because: error.reason)
                return try begin(parts, &contents)
            }
            for change in changes { change.wereWritten() }
        case .shut(let identity):
            try open(identity, &contents)
            try write(parts, &contents)
        case .missing:
            try begin(parts, &contents)
        }
    }
}
