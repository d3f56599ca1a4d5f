import Foundation
import GRDB

/// What a table reads or writes through, within one reading or one transaction.
typealias SQLConnection = GRDB.Database

/// The SQLite file of what outlives the process, and the connection to it. It knows no table but that of its own name.
///
/// A `Persistence` owns the one that is written. Others open it to read, and change nothing.
struct Database: Sendable {
    enum Journal {
        /// Readers do not wait for the writer, nor it for them.
        case ahead
        /// The file alone has everything after each transaction, so that it can be renamed. Nobody else knows it.
        case none
    }

    let path: String
    let queue: DatabaseQueue
    /// The name under which merged states have this file's counts. It is made with the file: a file that was lost and
    /// begun again without them is another instance, and its counts add to those of the lost one.
    let instance: String
    /// The same file once more, to look at. Closing it lets go of SQLite's locks on it too, which are the process':
    /// so it is closed with the connection and not before.
    let file: OpenFile?
    /// Which files SQLite keeps beside it: its log, and what readers and the writer share.
    let companions: [FileIdentity?]

    /// Opens the file, or makes it. A file of an earlier version is brought to this one, in the same transaction as all
    /// of its steps: it is migrated or as it was. The caller holds its `StateLock`. Blocks.
    ///
    /// - Parameters:
    ///   - instance: for a file that is made here.
    ///   - steps: for tests of one that fails.
    ///   - preparing: what else each connection begins with: for tests, of a disk without room.
    /// - Throws: `StateFileError`.
    init(
        path: String, instance: String, journal: Journal = .ahead, steps: [String] = Schema.steps,
        preparing: @escaping @Sendable (SQLConnection) throws -> Void = { _ in }
    ) throws(StateFileError) {
        self.path = path
        do {
            var configuration = GRDB.Configuration()
            configuration.journalMode = journal == .ahead ? .wal : .default
            // A reader or a backup may be at it.
            configuration.busyMode = .timeout(2)
            configuration.prepareDatabase { connection in
                // Safe against the end of the process; the machine's may take the last intervals, and nothing more.
                try connection.execute(sql: "PRAGMA synchronous = NORMAL")
                try preparing(connection)
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            self.instance = try queue.writeWithoutTransaction { connection in
                try connection.inTransaction(.immediate) {
                    try Self.migrate(connection, path: path, instance: instance, by: steps)
                    return .commit
                }
                return try String.fetchOne(connection, sql: "SELECT name FROM instance") ?? instance
            }
            file = try OpenFile.at(path, O_RDONLY)
            companions = Self.companions(of: path)
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// Opens a file that is there to read it, beside whoever writes it, and changes nothing: it is read in the version
    /// that it has. Blocks.
    ///
    /// - Throws: `StateFileError`; also for a file in which nobody has written anything.
    init(reading path: String) throws(StateFileError) {
        guard FileIdentity(path: path) != nil else {
            throw StateFileError(
                path: path, kind: .unusable, reason: "there is no such file yet; nines serve makes it")
        }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        try self.init(path, reading: configuration)
    }

    /// Opens a file that is there to read it alone, where a disk without room does not let it be written: readers that
    /// others might be need a file of 32 kB beside it. The caller holds its `StateLock`. Blocks.
    ///
    /// - Throws: `StateFileError`.
    init(readingAlone path: String) throws(StateFileError) {
        var configuration = GRDB.Configuration()
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = 1")
        }
        try self.init(path, reading: configuration)
    }

    private init(_ path: String, reading configuration: GRDB.Configuration) throws(StateFileError) {
        self.path = path
        (file, companions) = (nil, [])
        do {
            var configuration = configuration
            configuration.busyMode = .timeout(2)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            instance = try queue.read { connection in
                guard try Self.version(of: connection, path: path, newest: Schema.steps.count) > 0 else {
                    throw StateFileError(
                        path: path, kind: .unusable, reason: "the file is empty: nines serve has written nothing to it")
                }
                return try String.fetchOne(connection, sql: "SELECT name FROM instance") ?? ""
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// Blocks.
    ///
    /// - Throws: `StateFileError`.
    func read<Value>(_ body: (SQLConnection) throws -> Value) throws(StateFileError) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// Writes all of them in one transaction, or nothing. Blocks.
    ///
    /// - Throws: `StateFileError`.
    func write(_ changes: [Changes]) throws(StateFileError) {
        do {
            try queue.write { connection in
                for change in changes { try change.write(connection) }
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    static func companions(of path: String) -> [FileIdentity?] {
        ["-wal", "-shm"].map { FileIdentity(path: path + $0) }
    }

    /// Lets go of the file. What is still read or written then ends with an error.
    func close() { try? queue.close() }

    /// A name for a new file that no other has.
    static func newInstance() -> String { UUID().uuidString.lowercased() }
}

extension Database {
    /// 0 for a file that is empty.
    ///
    /// - Throws: `StateFileError` for another program's file and for one of a newer version.
    private static func version(of connection: SQLConnection, path: String, newest: Int) throws -> Int {
        let version = try Int.fetchOne(connection, sql: "PRAGMA user_version") ?? 0
        let owner = try Int.fetchOne(connection, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(connection, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isEmpty || owner == Schema.applicationID else {
            throw StateFileError(path: path, kind: .foreign, reason: "the file is the database of another program")
        }
        guard version <= newest else {
            throw StateFileError(
                path: path, kind: .foreign,
                reason:
                    "the file has version \(version), which is newer than \(newest), the newest this version of Nines reads"
            )
        }
        return isEmpty ? 0 : max(version, 0)
    }

    private static func migrate(
        _ connection: SQLConnection, path: String, instance: String, by steps: [String]
    ) throws {
        let version = try version(of: connection, path: path, newest: steps.count)
        guard version < steps.count else { return }
        do {
            for step in steps[version...] { try connection.execute(sql: step) }
        } catch {
            guard version > 0 else { throw error }
            let cause = StateFileError(path: path, error)
            throw StateFileError(
                path: path, kind: cause.kind == .failing ? .failing : .unusable,
                reason: "the file cannot be brought from version \(version) to \(steps.count), and is as it was: "
                    + cause.reason)
        }
        try connection.execute(
            sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(steps.count)")
        if version == 0 {
            try connection.execute(sql: "INSERT INTO instance (name) VALUES (?)", arguments: [instance])
        }
    }
}
