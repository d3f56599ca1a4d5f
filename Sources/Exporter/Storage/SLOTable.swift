import Foundation
import GRDB
import NinesSLO

/// The rows of what SLOs have counted.
///
/// Each SLO has a row with its whole state as of some moment, and the log has a row for each SLO and interval with what
/// changed in it. A state is its row and its rows of the log, merged; so writing an interval appends little, whatever
/// the windows, and a transaction that is not finished leaves the interval before it.
struct SLOTable {
    static let tables = """
        CREATE TABLE slo (
            id INTEGER PRIMARY KEY, service TEXT NOT NULL, slo TEXT NOT NULL, state BLOB, UNIQUE (service, slo)
        );
        CREATE TABLE change (
            interval INTEGER NOT NULL, slo INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (interval, slo)
        ) WITHOUT ROWID;
        """

    /// Intervals of the log that are kept: in so many intervals every SLO's whole state is written once, a share of
    /// them in each, and what the log says of before that is superfluous.
    static let keptIntervals: Int64 = 60

    let connection: SQLConnection

    /// One interval's writing.
    struct Interval: Sendable {
        /// What changed, in the engine's order.
        var changes: [SLOState]
        /// Whether they are whole states: then there is nothing to append to.
        var areWhole: Bool
        /// Makes the whole state of the SLO at this position; nil for one that has gone.
        var whole: @Sendable (Int) -> SLOState?
    }

    /// Appends an interval.
    func append(_ interval: Interval) throws {
        let number = (try Int64.fetchOne(connection, sql: "SELECT max(interval) FROM change") ?? 0) + 1
        let ids = try rows(of: interval.changes)
        let setWhole = try connection.cachedStatement(sql: "UPDATE slo SET state = ? WHERE id = ?")
        if interval.areWhole {
            for (state, id) in zip(interval.changes, ids) {
                try setWhole.execute(arguments: [Data(state.encoded()), id])
            }
            return
        }
        let append = try connection.cachedStatement(sql: "INSERT INTO change (interval, slo, state) VALUES (?, ?, ?)")
        for (state, id) in zip(interval.changes, ids) {
            try append.execute(arguments: [number, id, Data(state.encoded())])
        }
        // By the row, which outlives restarts: any 60 intervals in a row have every SLO, whichever processes wrote them
        // and in whatever order the configuration has the SLOs.
        for (position, id) in ids.enumerated() where id % Self.keptIntervals == number % Self.keptIntervals {
            guard let state = interval.whole(position) else { continue }
            try setWhole.execute(arguments: [Data(state.encoded()), id])
        }
        try connection.execute(
            sql: "DELETE FROM change WHERE interval <= ?", arguments: [number - Self.keptIntervals])
    }

    /// The rows of SLOs, made where there are none.
    private func rows(of states: [SLOState]) throws -> [Int64] {
        let find = try connection.cachedStatement(sql: "SELECT id FROM slo WHERE service = ? AND slo = ?")
        return try states.map { state in
            if let id = try Int64.fetchOne(find, arguments: [state.service, state.slo]) { return id }
            let insert = try connection.cachedStatement(sql: "INSERT INTO slo (service, slo) VALUES (?, ?)")
            try insert.execute(arguments: [state.service, state.slo])
            return connection.lastInsertedRowID
        }
    }

    /// Writes the whole state of SLOs that the engine does not have, so that the log need not be kept for them.
    func settle(_ states: [SLOState]) throws {
        let setWhole = try connection.cachedStatement(sql: "UPDATE slo SET state = ? WHERE id = ?")
        for (state, id) in zip(states, try rows(of: states)) {
            try setWhole.execute(arguments: [Data(state.encoded()), id])
        }
    }

    /// Removes the rows of SLOs.
    func forget(_ states: [SLOState]) throws {
        for state in states {
            let id = try Int64.fetchOne(
                connection, sql: "SELECT id FROM slo WHERE service = ? AND slo = ?",
                arguments: [state.service, state.slo])
            try connection.execute(sql: "DELETE FROM change WHERE slo = ?", arguments: [id])
            try connection.execute(sql: "DELETE FROM slo WHERE id = ?", arguments: [id])
        }
    }
}
