import Foundation
import GRDB
import NinesSLO

extension StateDatabase {
    /// Intervals of the log that are kept: in so many intervals every SLO's whole state is written once, a share of
    /// them in each, and what the log says of before that is superfluous.
    static let keptIntervals: Int64 = 60

    /// One interval's writing.
    struct Interval: Sendable {
        /// What changed, in the engine's order.
        var changes: [SLOState]
        /// Whether they are whole states: then there is nothing to append to.
        var areWhole: Bool
        /// Makes the whole state of the SLO at this position; nil for one that has gone.
        var whole: @Sendable (Int) -> SLOState?
    }

    /// Appends an interval in one transaction: all of it is written or nothing. Blocks.
    ///
    /// - Throws: `StateFileError`.
    func append(_ interval: Interval) throws(StateFileError) {
        do {
            try queue.write { try write(interval, to: $0) }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    private func write(_ interval: Interval, to database: Database) throws {
        let number = (try Int64.fetchOne(database, sql: "SELECT max(interval) FROM change") ?? 0) + 1
        let ids = try rows(of: interval.changes, in: database)
        let setWhole = try database.cachedStatement(sql: "UPDATE slo SET state = ? WHERE id = ?")
        if interval.areWhole {
            for (state, id) in zip(interval.changes, ids) {
                try setWhole.execute(arguments: [Data(state.encoded()), id])
            }
            return
        }
        let append = try database.cachedStatement(sql: "INSERT INTO change (interval, slo, state) VALUES (?, ?, ?)")
        for (state, id) in zip(interval.changes, ids) {
            try append.execute(arguments: [number, id, Data(state.encoded())])
        }
        // By the row, which outlives restarts: any 60 intervals in a row have every SLO, whichever processes wrote them
        // and in whatever order the configuration has the SLOs.
        for (position, id) in ids.enumerated() where id % Self.keptIntervals == number % Self.keptIntervals {
            guard let state = interval.whole(position) else { continue }
            try setWhole.execute(arguments: [Data(state.encoded()), id])
        }
        try database.execute(
            sql: "DELETE FROM change WHERE interval <= ?", arguments: [number - Self.keptIntervals])
    }

    /// The rows of SLOs, made where there are none.
    private func rows(of states: [SLOState], in database: Database) throws -> [Int64] {
        let find = try database.cachedStatement(sql: "SELECT id FROM slo WHERE service = ? AND slo = ?")
        return try states.map { state in
            if let id = try Int64.fetchOne(find, arguments: [state.service, state.slo]) { return id }
            let insert = try database.cachedStatement(sql: "INSERT INTO slo (service, slo) VALUES (?, ?)")
            try insert.execute(arguments: [state.service, state.slo])
            return database.lastInsertedRowID
        }
    }

    /// Writes the whole state of an SLO that the engine does not have, so that the log need not be kept for it.
    ///
    /// - Throws: `StateFileError`.
    func settle(_ states: [SLOState]) throws(StateFileError) {
        guard !states.isEmpty else { return }
        do {
            try queue.write { database in
                for state in states {
                    try database.execute(
                        sql: "UPDATE slo SET state = ? WHERE service = ? AND slo = ?",
                        arguments: [Data(state.encoded()), state.service, state.slo])
                }
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }

    /// Forgets SLOs that the engine does not have.
    ///
    /// - Throws: `StateFileError`.
    func forget(_ states: [SLOState]) throws(StateFileError) {
        guard !states.isEmpty else { return }
        do {
            try queue.write { database in
                for state in states {
                    let id = try Int64.fetchOne(
                        database, sql: "SELECT id FROM slo WHERE service = ? AND slo = ?",
                        arguments: [state.service, state.slo])
                    try database.execute(sql: "DELETE FROM change WHERE slo = ?", arguments: [id])
                    try database.execute(sql: "DELETE FROM slo WHERE id = ?", arguments: [id])
                }
            }
        } catch {
            throw StateFileError(path: path, error)
        }
    }
}
