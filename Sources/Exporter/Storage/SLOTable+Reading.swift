import Foundation
import GRDB
import NinesSLO

extension SLOTable {
    /// Gives `body` every state of the file, one after the other: all of them at once would take more memory than the
    /// engine.
    ///
    /// - Returns: what cannot be read, by SLO; those that can be have gone to `body` all the same.
    /// - Throws: `NewerRows` for a state of a newer version, before which nothing may be written.
    func readAll(_ body: (SLOState) throws -> Void) throws -> [String] {
        var changes: [Int64: [Data]] = [:]
        let log = try Row.fetchCursor(connection, sql: "SELECT slo, state FROM change ORDER BY interval, slo")
        while let row = try log.next() { changes[row[0], default: []].append(row[1]) }
        var damages: [String] = []
        let slos = try Row.fetchCursor(connection, sql: "SELECT id, service, slo, state FROM slo ORDER BY id")
        while let row = try slos.next() {
            let whole: Data? = row[3]
            let encoded = (whole.map { [$0] } ?? []) + (changes[row[0]] ?? [])
            let (service, slo): (String, String) = (row[1], row[2])
            let name = "SLO \(Quoted.value(slo)) of service \(Quoted.value(service))"
            let states = try encoded.compactMap { data in
                do throws(SLOStateError) {
                    return try SLOState(decoding: data)
                } catch {
                    if error.rule == .newerVersion { throw NewerRows(reason: "\(name): \(error)") }
                    damages.append("\(name): \(error)")
                    return nil
                }
            }
            if let state = Self.merged(states[...]) { try body(state) }
        }
        return damages
    }

    /// By halves: a merge costs as much as both states are long, and one of them is far longer than the others.
    private static func merged(_ states: ArraySlice<SLOState>) -> SLOState? {
        guard states.count > 1 else { return states.first }
        if states.count > 2, let whole = states.first, let changes = merged(states.dropFirst()) {
            return whole.merging(changes)
        }
        let middle = states.startIndex + states.count / 2
        guard let left = merged(states[..<middle]), let right = merged(states[middle...]) else { return nil }
        return left.merging(right)
    }

    /// What cannot be read, by SLO. Costs less than reading it: nothing is merged.
    func damages() throws -> [String] {
        var damages: [String] = []
        let rows = try Row.fetchCursor(
            connection,
            sql: """
                SELECT service, slo, state FROM slo WHERE state IS NOT NULL
                UNION ALL SELECT service, slo.slo, change.state FROM change JOIN slo ON slo.id = change.slo
                """)
        while let row = try rows.next() {
            do throws(SLOStateError) {
                _ = try SLOState(decoding: row[2] as Data)
            } catch {
                let (service, slo): (String, String) = (row[0], row[1])
                damages.append("SLO \(Quoted.value(slo)) of service \(Quoted.value(service)): \(error)")
            }
        }
        return damages
    }
}
