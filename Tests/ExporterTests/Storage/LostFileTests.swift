import Foundation
import GRDB
import NinesExposition
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What becomes of a file that somebody touches while an exporter has it open: its counts are in memory, and the next
/// write makes another of them.
@Suite struct LostFileTests {
    private let folder: StateFolder
    private let names = ["a", "b"]

    init() throws { folder = try StateFolder() }

    /// A process that has written three intervals.
    private func running() throws -> CountingProcess {
        var process = try CountingProcess(folder, slos: names)
        for _ in 0..<3 {
            process.step(good: 9, bad: 1)
            process.persist()
        }
        return process
    }

    /// Another interval; then a process that begins where this one is killed has all of its counts.
    private func expectWhole(_ process: inout CountingProcess?, after reason: String) throws {
        process?.step(good: 5, bad: 0)
        process?.persist()
        #expect(
            folder.log.all == [
                "error: the state file cannot be used any more; a new one takes its place \(reason)",
                "notice: state is begun again with everything that is in memory",
            ])
        let (counts, now) = (try #require(process?.counts), try #require(process?.now))
        // And the new file is one to go on with.
        process?.persist()
        #expect(folder.log.all.count == 2)
        process = nil
        let next = try CountingProcess(folder, slos: names, at: now)
        #expect(next.counts == counts)
        #expect(counts == Array(repeating: EventCounts(good: 32, bad: 3), count: 2))
        #expect(try folder.names.filter { $0.contains(".new") } == [])
    }

    @Test func `a file that was removed is written anew`() throws {
        var process: CountingProcess? = try running()
        try FileManager.default.removeItem(atPath: folder.path)
        try expectWhole(&process, after: "the file was removed")
        #expect(try folder.aside == [])
    }

    @Test func `a file that was removed with all that is beside it is written anew`() throws {
        var process: CountingProcess? = try running()
        for name in try folder.names { try FileManager.default.removeItem(at: folder.folder.appending(path: name)) }
        try expectWhole(&process, after: "the file was removed")
    }

    /// The last intervals are in the log only.
    @Test(arguments: ["-wal", "-shm"]) func `a file whose log was removed is written anew`(suffix: String) throws {
        var process: CountingProcess? = try running()
        try FileManager.default.removeItem(atPath: folder.path + suffix)
        try expectWhole(&process, after: "what SQLite keeps beside it was removed")
    }

    @Test func `a file in whose place another came is set aside`() throws {
        let other = try StateFolder()
        try CountingProcess(other, slos: ["c"]).persist()
        var process: CountingProcess? = try running()
        try FileManager.default.removeItem(atPath: folder.path)
        try FileManager.default.copyItem(atPath: other.path, toPath: folder.path)
        let content = try Data(contentsOf: URL(filePath: folder.path))
        try expectWhole(&process, after: "another file has taken its place")
        let aside = try #require(try folder.aside.first)
        #expect(try Data(contentsOf: folder.folder.appending(path: aside)) == content)
    }

    @Test func `a file that was overwritten is set aside as it was`() throws {
        var process: CountingProcess? = try running()
        let content = Data(repeating: 0x78, count: 5_000)
        try content.write(to: URL(filePath: folder.path))
        try expectWhole(&process, after: "the file was overwritten")
        let aside = try #require(try folder.aside.first)
        #expect(try Data(contentsOf: folder.folder.appending(path: aside)) == content)
    }

    @Test func `a file that was cut short is noticed with the next write`() throws {
        var process: CountingProcess? = try running()
        // What the log has is in the file itself now.
        try process?.persistence.database?.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        #expect(truncate(folder.path, 8_192) == 0)
        try expectWhole(&process, after: "the file was cut short")
    }

    @Test func `a file without a byte is noticed with the next write`() throws {
        var process: CountingProcess? = try running()
        #expect(truncate(folder.path, 0) == 0)
        try expectWhole(&process, after: "the file was overwritten")
        #expect(try folder.aside == [])
    }

    @Test func `a folder that was removed is waited for`() throws {
        var process = try running()
        try FileManager.default.removeItem(at: folder.folder)
        for _ in 0..<3 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        #expect(folder.log.all.count == 1)
        let line = try #require(folder.log.all.first)
        #expect(
            line.hasPrefix(
                "error: state cannot be written; counting goes on, and a restart would lose what is not written its lock"
            ), "\(line)")
        try FileManager.default.createDirectory(at: folder.folder, withIntermediateDirectories: true)
        process.persist()
        #expect(
            folder.log.all.dropFirst() == [
                "error: the state file cannot be used any more; a new one takes its place the file was removed",
                "notice: state is begun again with everything that is in memory", "notice: state is written again",
            ])
        let counts = process.counts
        _ = consume process
        let next = try CountingProcess(folder, slos: names, at: StateFolder.start.advanced(by: .seconds(100)))
        #expect(next.counts == counts)
    }

    @Test func `another program's database that came in its place is left alone until it is gone`() throws {
        var process = try running()
        try FileManager.default.removeItem(atPath: folder.path)
        let theirs = try DatabaseQueue(path: folder.path)
        try theirs.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE customer (name TEXT)") }
        try theirs.close()
        let content = try Data(contentsOf: URL(filePath: folder.path))
        for _ in 0..<3 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        #expect(try Data(contentsOf: URL(filePath: folder.path)) == content)
        #expect(
            folder.log.all == [
                "error: the state file cannot be used any more; a new one takes its place another file has taken its place",
                "error: state cannot be written; counting goes on, and a restart would lose what is not written "
                    + "the file is the database of another program",
            ])
        #expect(try folder.aside == [])
        try FileManager.default.moveItem(atPath: folder.path, toPath: folder.path + ".theirs")
        process.persist()
        #expect(folder.log.all.last == "notice: state is written again")
        let counts = process.counts
        _ = consume process
        #expect(
            try CountingProcess(folder, slos: names, at: StateFolder.start.advanced(by: .seconds(100))).counts == counts
        )
    }

    @Test func `a lock that was removed is taken again`() throws {
        let process = try running()
        try FileManager.default.removeItem(atPath: folder.path + ".lock")
        process.persist()
        let error = #expect(throws: StateFileError.self) { try folder.persistence() }
        #expect(error?.kind == .locked)
        #expect(folder.log.all == [])
    }

    @Test func `nothing is written while another process has the lock that was removed`() throws {
        var process = try running()
        try FileManager.default.removeItem(atPath: folder.path + ".lock")
        var other: StateLock? = try StateLock(path: folder.path)
        let before = try Data(contentsOf: URL(filePath: folder.path + "-wal"))
        for _ in 0..<3 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        #expect(try Data(contentsOf: URL(filePath: folder.path + "-wal")) == before)
        #expect(folder.log.all.count == 2)
        withExtendedLifetime(other) {}
        other = nil
        process.persist()
        let counts = process.counts
        _ = consume process
        #expect(
            try CountingProcess(folder, slos: names, at: StateFolder.start.advanced(by: .seconds(100))).counts == counts
        )
    }

    @Test func `SLOs that left the configuration are in the new file too`() throws {
        _ = try running()
        let later = StateFolder.start.advanced(by: .seconds(60))
        var process: CountingProcess? = try CountingProcess(folder, slos: ["a"], at: later)
        process?.persist()
        try FileManager.default.removeItem(atPath: folder.path)
        process?.step(good: 1, bad: 0)
        process?.persist()
        process = nil
        let next = try CountingProcess(folder, slos: names, at: later.advanced(by: .seconds(60)))
        #expect(next.counts == [EventCounts(good: 28, bad: 3), EventCounts(good: 27, bad: 3)])
    }

    @Test func `each loss is counted, and the time of the last write goes on`() throws {
        let registry = Registry()
        var process = try CountingProcess(folder, slos: names, registry: registry)
        for _ in 0..<2 {
            process.step(good: 1, bad: 0)
            process.persist()
            try FileManager.default.removeItem(atPath: folder.path)
            process.step(good: 1, bad: 0)
            process.persist()
        }
        let body = Exposition.response(from: registry, accept: nil).body
        let page = String(decoding: body.reduce(into: [UInt8]()) { $0 += $1 }, as: UTF8.self)
        #expect(
            page.contains("\nnines_state_damaged_files_total 2.0\n")
                || page.contains("\nnines_state_damaged_files_total 2\n"))
        #expect(page.contains("\nnines_state_persist_failures_total 0"))
        #expect(
            page.contains("\nnines_state_last_persist_success_timestamp_seconds 1800000040")
                || page.contains("1.80000004e+09"))
    }

    @Test func `of files that are damaged again and again the last ten are kept`() throws {
        var process = try running()
        for number in 0..<13 {
            try Data("damage \(number)".utf8).write(to: URL(filePath: folder.path))
            process.step(good: 1, bad: 0)
            process.persist()
        }
        let contents = try folder.aside.map {
            try String(contentsOf: folder.folder.appending(path: $0), encoding: .utf8)
        }
        #expect(Set(contents) == Set((3..<13).map { "damage \($0)" }))
    }

    @Test func `a link to the file is followed`() throws {
        let elsewhere = try StateFolder()
        try FileManager.default.createSymbolicLink(atPath: folder.path, withDestinationPath: elsewhere.path)
        var process: CountingProcess? = try running()
        #expect(try elsewhere.names == ["nines.db", "nines.db-shm", "nines.db-wal", "nines.db.lock"])
        try FileManager.default.removeItem(atPath: elsewhere.path)
        try expectWhole(&process, after: "the file was removed")
        #expect(try folder.names == ["nines.db"])
    }
}
