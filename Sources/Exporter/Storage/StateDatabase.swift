import Foundation
import GRDB
import NinesSLO

/// The SQLite database of what SLOs have counted.
///
/// Each SLO has a row with its whole state as of some moment, and the log has a row for each SLO and interval with what
/// changed in it. A state is its row and its rows of the log, merged; so writing an interval appends little, whatever
/// the windows, and a transaction that is not finished leaves the interval before it.
struct StateDatabase: Sendable {
    let path: String
    let queue: DatabaseQueue
    /// The name under which merged states have this file's counts. It is made with the file: a file that was lost and
    /// begun again is another instance, and its counts add to those of the lost one.
    let instance: String

    /// "NINE", so that another program's database is not taken for a state: https://www.sqlite.org/pragma.html
    private static let applicationID = 0x4E49_4E45
    /// Step `n` makes version `n + 1` of the schema out of version `n`.
    static let migrations = [
        """
        CREATE TABLE instance (name TEXT NOT NULL);
        CREATE TABLE slo (
            id INTEGER PRIMARY KEY, service TEXT NOT NULL, slo TEXT NOT NULL, state BLOB, UNIQUE (service, slo)
        );
        CREATE TABLE change (
            interval INTEGER NOT NULL, slo INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (interval, slo)
        ) WITHOUT ROWID;
        """,
        // The same tables. States may be of format 3 from here on, which has what silence weighs and the alerts: a
        // Nines that does not read it refuses the file, and not a state in the middle of it.
        "",
    ]

    /// Opens the file, or makes it. A file of an earlier version is brought to this one, in the same transaction as all
    /// of its steps: it is migrated or as it was. The caller holds its `StateLock`. Blocks.
    ///
    /// - Parameters:
    ///   - instance: for a file that is made here.
    ///   - migrations: for tests of one that fails.
    /// - Throws: `StateFileError`.
    init(path: String, instance: String, migrations: [String] = Self.migrations) throws(StateFileError) {
        self.path = path
        do {
            var configuration = GRDB.Configuration()
            configuration.journalMode = .wal
            // A reader or a backup may be at it.
            configuration.busyMode = .timeout(2)
            configuration.prepareDatabase { database in
                // Safe against the end of the process; the machine's may take the last intervals, and nothing more.
                try database.execute(sql: "PRAGMA synchronous = NORMAL")
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            self.instance = try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try Self.migrate(database, path: path, instance: instance, by: migrations)
                    return .commit
                }
                return try String.fetchOne(database, sql: "SELECT name FROM instance") ?? instance
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// Opens a file that is there to read it, beside whoever writes it, and changes nothing: it is read in the version
    /// that it has. Blocks.
    ///
    /// - Throws: `StateFileError`.
    init(reading path: String) throws(StateFileError) {
        self.path = path
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(2)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            instance = try queue.read { database in
                _ = try Self.version(of: database, path: path, newest: Self.migrations.count)
                return try String.fetchOne(database, sql: "SELECT name FROM instance") ?? ""
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// - Throws: `StateFileError` for another program's file and for one of a newer version.
    private static func version(of database: Database, path: String, newest: Int) throws -> Int {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isEmpty || owner == applicationID else {
            throw StateFileError(path: path, kind: .foreign, reason: "the file is the database of another program")
        }
        guard version <= newest else {
            throw StateFileError(
                path: path, kind: .foreign,
                reason:
                    "the file has version \(version), which is newer than \(newest), the newest this version of Nines reads"
            )
        }
        return max(version, 0)
    }

    private static func migrate(
        _ database: Database, path: String, instance: String, by migrations: [String]
    ) throws {
        let version = try version(of: database, path: path, newest: migrations.count)
        guard version < migrations.count else { return }
        do {
            for step in migrations[version...] { try database.execute(sql: step) }
        } catch {
            guard version > 0 else { throw error }
            throw StateFileError(
                path: path, kind: .unusable,
                reason: "the file cannot be brought from version \(version) to \(migrations.count), and is as it was: "
                    + StateFileError(path: path, error).reason)
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(migrations.count)")
        if version == 0 {
            try database.execute(sql: "INSERT INTO instance (name) VALUES (?)", arguments: [instance])
        }
    }

    /// Lets go of the file. What is still read or written then ends with an error.
    func close() { try? queue.close() }

    /// A name for a new file that no other has.
    static func newInstance() -> String { UUID().uuidString.lowercased() }
}
