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
    private static let migrations = [
        """
        CREATE TABLE instance (name TEXT NOT NULL);
        CREATE TABLE slo (
            id INTEGER PRIMARY KEY, service TEXT NOT NULL, slo TEXT NOT NULL, state BLOB, UNIQUE (service, slo)
        );
        CREATE TABLE change (
            interval INTEGER NOT NULL, slo INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (interval, slo)
        ) WITHOUT ROWID;
        """
    ]

    /// Opens the file, or makes it. Blocks.
    ///
    /// - Parameter instance: for a file that is made here.
    /// - Throws: `StateFileError`.
    init(path: String, instance: String) throws(StateFileError) {
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
                    try Self.migrate(database, path: path, instance: instance)
                    return .commit
                }
                return try String.fetchOne(database, sql: "SELECT name FROM instance") ?? instance
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    private static func migrate(_ database: Database, path: String, instance: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        guard isEmpty || owner == applicationID else {
            throw StateFileError(path: path, kind: .foreign, reason: "the file is the database of another program")
        }
        guard version <= migrations.count else {
            throw StateFileError(
                path: path, kind: .foreign,
                reason:
                    "the file has version \(version), which is newer than \(migrations.count), the newest this version "
                    + "of Nines reads")
        }
        for step in migrations[max(version, 0)...] { try database.execute(sql: step) }
        guard version < migrations.count else { return }
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
