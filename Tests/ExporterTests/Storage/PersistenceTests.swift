import Foundation
import GRDB
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct PersistenceTests {
    private let folder: StateFolder

    init() throws { folder = try StateFolder() }

    private func query<Value: DatabaseValueConvertible>(_ sql: String) throws -> Value? {
        try DatabaseQueue(path: folder.path).read { try Value.fetchOne($0, sql: sql) }
    }

    private func execute(_ sql: String) throws {
        try DatabaseQueue(path: folder.path).writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    @Test func `a restart goes on with what was written`() throws {
        var process: CountingProcess? = try CountingProcess(folder, slos: ["a", "b"])
        for _ in 0..<5 {
            process?.step(good: 9, bad: 1)
            process?.persist()
        }
        // Not written.
        process?.step(good: 100, bad: 100)
        process = nil
        let next = try CountingProcess(folder, slos: ["a", "b"], at: StateFolder.start.advanced(by: .seconds(3_600)))
        #expect(next.counts == Array(repeating: EventCounts(good: 45, bad: 5), count: 2))
        #expect(next.engine.statuses.map(\.events) == [.zero, .zero])
        #expect(try folder.names == ["nines.db", "nines.db-shm", "nines.db-wal", "nines.db.lock"])
        #expect(folder.log.all == [])
    }

    @Test func `the log needs only sixty intervals however long the process runs`() throws {
        let names = (0..<61).map { "slo-\($0)" }
        var process: CountingProcess? = try CountingProcess(folder, slos: names)
        for step in 0..<75 {
            process?.step(good: UInt64(step), bad: 1)
            process?.persist()
        }
        let counts = try #require(process?.counts)
        process = nil
        #expect(try query("SELECT count(DISTINCT interval) FROM change") == 60)
        #expect(try query("SELECT count(*) FROM change") == 60 * 61)
        #expect(try query("SELECT count(*) FROM slo WHERE state IS NULL") == 0)
        let next = try CountingProcess(folder, slos: names, at: StateFolder.start.advanced(by: .seconds(750)))
        #expect(next.counts == counts)
    }

    @Test func `many restarts count nothing twice`() throws {
        var expected = EventCounts.zero
        var now = StateFolder.start
        for restart in 0..<20 {
            // Every third restart with another window, whose slices are wider or narrower.
            var process = try CountingProcess(
                folder, slos: ["a"], at: now, window: .seconds(restart % 3 == 0 ? 86_400 : 7 * 86_400))
            #expect(process.counts == [expected])
            for step in 0..<restart {
                process.step(good: UInt64(step), bad: 2)
                expected.good += UInt64(step)
                expected.bad += 2
                process.persist()
            }
            now = process.now.advanced(by: .seconds(restart * 7))
        }
    }

    @Test func `a second process is refused`() throws {
        let first = try folder.persistence()
        let error = #expect(throws: StateFileError.self) { try folder.persistence() }
        #expect(error?.kind == .locked)
        #expect(error?.description == "\(folder.path): another process has locked the file")
        withExtendedLifetime(first) {}
    }

    @Test func `a folder that is not there is named`() throws {
        let path = folder.path + "/missing/nines.db"
        let error = #expect(throws: StateFileError.self) {
            try Persistence(path: path, metrics: StateMetrics(in: Registry()), logger: folder.log.logger)
        }
        #expect(error?.kind == .unusable)
        #expect(error?.description.hasPrefix("\(path): ") == true)
    }

    @Test func `a SLO that leaves the configuration is kept for a year`() throws {
        var process: CountingProcess? = try CountingProcess(folder, slos: ["a", "b"])
        process?.step(good: 3, bad: 0)
        process?.persist()
        process = nil
        process = try CountingProcess(folder, slos: ["a"], at: StateFolder.start.advanced(by: .seconds(60)))
        for _ in 0..<70 {
            process?.step(good: 0, bad: 0)
            process?.persist()
        }
        process = nil
        let later = StateFolder.start.advanced(by: .seconds(3_600))
        process = try CountingProcess(folder, slos: ["a", "b"], at: later)
        #expect(process?.counts == [EventCounts(good: 3, bad: 0), EventCounts(good: 3, bad: 0)])
        process = nil
        try CountingProcess(folder, slos: ["a"], at: later.advanced(by: .seconds(367 * 86_400))).persist()
        #expect(try query("SELECT group_concat(slo) FROM slo") == "a")
    }

    @Test func `a full disk loses nothing once there is room`() throws {
        var process: CountingProcess? = try CountingProcess(folder, slos: (0..<40).map { "slo-\($0)" })
        process?.step(good: 1, bad: 0)
        process?.persist()
        try process?.persistence.limitPages(to: 1)
        for _ in 0..<5 {
            process?.step(good: 1, bad: 0)
            process?.persist()
        }
        #expect(
            folder.log.all == [
                "error: state cannot be written; counting goes on, and a restart would lose what is not written the disk is full"
            ])
        try process?.persistence.limitPages(to: 1_000_000)
        process?.persist()
        #expect(folder.log.all.last == "notice: state is written again")
        let counts = process?.counts
        process = nil
        let next = try CountingProcess(
            folder, slos: (0..<40).map { "slo-\($0)" }, at: StateFolder.start.advanced(by: .seconds(100)))
        #expect(next.counts == counts)
    }
}

extension Persistence {
    /// A disk that is full: SQLite has no room for another page.
    func limitPages(to count: Int) throws {
        try database?.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(count)") }
    }
}
