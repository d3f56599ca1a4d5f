import Foundation
import GRDB
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What the writer promises to several parts.
@Suite struct StoredPartTests {
    private let folder: StateFolder
    private let persistence: Persistence

    init() throws {
        folder = try StateFolder()
        persistence = try folder.persistence()
    }

    /// A room with one number, and a table of its own.
    private final class Tally: StoredPart {
        struct Refused: Error {}

        private let table: String
        private let state = Lock((number: 0, refuses: false, written: [Int]()))

        init(_ table: String) { self.table = table }

        var noun: String { table }
        /// The numbers of the files that it was told its changes are in.
        var written: [Int] { state.withLock { $0.written } }

        func set(_ number: Int, refuses: Bool = false) {
            state.withLock {
                $0.number = number
                $0.refuses = refuses
            }
        }

        func restore(from connection: SQLConnection, file: Int, at now: Timestamp) throws -> Restored { Restored() }

        func changes(for file: Int) -> Changes {
            let (number, refuses, _) = state.withLock { $0 }
            return Changes(
                write: { [table] connection in
                    try connection.execute(sql: "CREATE TABLE IF NOT EXISTS \(table) (number INTEGER)")
                    try connection.execute(sql: "INSERT INTO \(table) VALUES (?)", arguments: [number])
                    if refuses { throw Refused() }
                },
                wereWritten: { [self] in state.withLock { $0.written.append(file) } })
        }

        func damages(in connection: SQLConnection) throws -> [String] { [] }
    }

    private func numbers(of table: String) throws -> [Int] {
        try nines.Database(reading: folder.path).read { connection in
            guard try connection.tableExists(table) else { return [] }
            return try Int.fetchAll(connection, sql: "SELECT number FROM \(table)")
        }
    }

    @Test func `an interval has the changes of all parts or of none`() throws {
        let (a, b) = (Tally("a"), Tally("b"))
        a.set(1)
        b.set(1, refuses: true)
        persistence.write([a, b])
        #expect(try numbers(of: "a") == [] && numbers(of: "b") == [])
        #expect(a.written == [] && b.written == [])
        a.set(2)
        b.set(2)
        persistence.write([a, b])
        #expect(try numbers(of: "a") == [2] && numbers(of: "b") == [2])
        #expect(a.written == [1] && b.written == [1])
    }

    @Test func `a new file that one part began is told to the others by its number`() throws {
        let (a, b) = (Tally("a"), Tally("b"))
        persistence.write([a, b])
        try FileManager.default.removeItem(atPath: folder.path)
        a.set(1)
        persistence.write([a])
        b.set(2)
        persistence.write([a, b])
        #expect(a.written == [1, 2, 2] && b.written == [1, 2])
        #expect(try numbers(of: "a") == [1, 1] && numbers(of: "b") == [2])
    }

    @Test func `what SLOs counted is whole in a file that another part began`() throws {
        var process = try CountingProcess(StateFolder(), slos: ["a"])
        let slos = StoredSLOs(process.engine, metrics: persistence.metrics)
        process.step(good: 3, bad: 1)
        persistence.write([slos])
        try FileManager.default.removeItem(atPath: folder.path)
        persistence.write([Tally("a")])
        process.step(good: 1, bad: 0)
        persistence.write([slos])
        let counts = try nines.Database(reading: folder.path).read { connection in
            var counts: [EventCounts] = []
            let damages = try SLOTable(connection: connection).readAll { counts.append($0.events) }
            #expect(damages == [])
            return counts
        }
        #expect(counts == [EventCounts(good: 4, bad: 1)])
    }
}
