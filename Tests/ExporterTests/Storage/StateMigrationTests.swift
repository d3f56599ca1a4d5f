import Foundation
import GRDB
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// `state-of-version-1.sqlite` was written by `nines serve` of commit 34576a4, built and run for it: it probed a server
/// for two minutes; every answer of the one target was good, every fourth of the other an error.
@Suite struct StateMigrationTests {
    private let folder: StateFolder
    /// When the exporter that wrote the file had just stopped.
    private let stopped = Timestamp(secondsSinceEpoch: 1_795_905_692)

    init() throws {
        folder = try StateFolder()
        let saved = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "state-of-version-1.sqlite")
        try FileManager.default.copyItem(at: saved, to: URL(filePath: folder.path))
    }

    private func version() throws -> Int? {
        try DatabaseQueue(path: folder.path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    }

    private func content() throws -> Data { try Data(contentsOf: URL(filePath: folder.path)) }

    private func engine(_ persistence: Persistence) throws -> SLOEngine {
        try counting(persistence).engine
    }

    private func counting(_ persistence: Persistence) throws -> (engine: SLOEngine, slos: StoredSLOs) {
        let engine = SLOEngine(instance: persistence.instance, now: nil)
        _ = try engine.add(
            SLODefinition(name: "steady", service: "shop", objective: Objective(ratio: 0.99), window: .days(30)))
        _ = try engine.add(
            SLODefinition(
                name: "flaky", service: "shop", objective: Objective(ratio: 0.9), window: .days(7),
                budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95))))
        let slos = StoredSLOs(engine, metrics: persistence.metrics)
        try persistence.restore([slos], at: stopped)
        engine.advance(to: stopped)
        return (engine, slos)
    }

    @Test func `a file of version 1 is migrated once, and has the same instance, counts and budgets`() throws {
        #expect(try version() == 1)
        for _ in 0..<2 {
            let persistence = try folder.persistence()
            #expect(persistence.instance == "8687bb1b-3731-45fa-98f7-d02c8104b761")
            let statuses = try engine(persistence).statuses
            // As `nines slo report` of that version had them.
            #expect(
                statuses.map(\.budgetWindow.counts) == [EventCounts(good: 129, bad: 0), EventCounts(good: 0, bad: 2)])
            #expect(statuses.map(\.budgetRemaining) == [1, -9])
            #expect(try version() == 2)
        }
        #expect(try folder.names.filter { $0.contains("damaged") } == [])
    }

    @Test func `what it goes on to write is read by the next start`() throws {
        do {
            let persistence = try folder.persistence()
            let (engine, slos) = try counting(persistence)
            engine.recorder(of: "steady", service: "shop")?.record(EventCounts(good: 0, bad: 30))
            engine.advance(to: stopped.advanced(by: .seconds(10)))
            persistence.write([slos])
        }
        let next = try engine(folder.persistence())
        next.advance(to: stopped.advanced(by: .seconds(20)))
        let status = try #require(next.status(of: "steady", service: "shop"))
        #expect(status.budgetWindow.counts == EventCounts(good: 129, bad: 30))
        // Fired before the restart, and still does.
        #expect(status.alerts.first?.state == .firing(since: stopped.advanced(by: .seconds(10))))
    }

    @Test func `a command-line tool reads it in the version that it has, and changes nothing`() throws {
        let before = try content()
        var seen: [String: EventCounts] = [:]
        let database = try nines.Database(reading: folder.path)
        let damages = try database.read { connection in
            try SLOTable(connection: connection).readAll { seen[$0.slo] = $0.history.counts }
        }
        #expect(damages == [])
        #expect(seen == ["steady": EventCounts(good: 129, bad: 0), "flaky": EventCounts(good: 0, bad: 2)])
        #expect(database.instance == "8687bb1b-3731-45fa-98f7-d02c8104b761")
        database.close()
        #expect(try content() == before)
        #expect(try version() == 1)
    }

    @Test func `a file that is not there is named, and none is made`() throws {
        let path = folder.path + ".other"
        let error = #expect(throws: StateFileError.self) { try nines.Database(reading: path) }
        #expect(error?.description == "\(path): there is no such file yet; nines serve makes it")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `an empty file is called so, and stays empty`() throws {
        let path = folder.path + ".other"
        try Data().write(to: URL(filePath: path))
        let error = #expect(throws: StateFileError.self) { try nines.Database(reading: path) }
        #expect(error?.description == "\(path): the file is empty: nines serve has written nothing to it")
        #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
    }

    @Test func `a newer file is refused by its name, to read and to write`() throws {
        try DatabaseQueue(path: folder.path).write { try $0.execute(sql: "PRAGMA user_version = 3") }
        let expected =
            "\(folder.path): the file has version 3, which is newer than 2, the newest this version of Nines reads"
        let attempts: [() throws -> Void] = [
            { _ = try folder.persistence() }, { _ = try nines.Database(reading: folder.path) },
        ]
        for open in attempts {
            let error = #expect(throws: StateFileError.self) { try open() }
            #expect(error?.description == expected)
            #expect(error?.kind == .foreign)
        }
        #expect(try version() == 3)
    }

    @Test func `a migration that fails leaves the file as it was`() throws {
        let failing = Schema.steps.prefix(1) + ["CREATE TABLE half (x); CREATE TABLE slo (x)"]
        let error = #expect(throws: StateFileError.self) {
            try nines.Database(path: folder.path, instance: "other", steps: Array(failing))
        }
        #expect(error?.kind == .unusable)
        #expect(
            error?.reason
                == "the file cannot be brought from version 1 to 2, and is as it was: table slo already exists")
        #expect(try version() == 1)
        let tables = try DatabaseQueue(path: folder.path).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        }
        #expect(tables == ["change", "instance", "slo"])
        #expect(try engine(folder.persistence()).statuses.map(\.budgetRemaining) == [1, -9])
    }

    @Test func `nobody migrates it while another has it locked`() throws {
        let lock = try StateLock(path: folder.path)
        let error = #expect(throws: StateFileError.self) { try folder.persistence() }
        #expect(error?.kind == .locked)
        #expect(try version() == 1)
        withExtendedLifetime(lock) {}
    }
}
