import Foundation
import GRDB
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// A disk that is full when a file would have to be made or opened. Nothing is lost, and nobody has to restart.
@Suite struct FullDiskTests {
    private let folder: StateFolder
    private let disk = Disk()
    private static let failing =
        "error: state cannot be written; counting goes on, and a restart would lose what is not written "

    init() throws { folder = try StateFolder() }

    private func process(at seconds: Int = 0) throws -> CountingProcess {
        try CountingProcess(folder, slos: ["a"], at: StateFolder.start.advanced(by: .seconds(seconds)), disk: disk)
    }

    @Test func `a file that cannot be made again is tried at each interval, and the damaged one stays until then`()
        throws
    {
        var process = try process()
        process.step(good: 1, bad: 0)
        process.persist()
        try Data("what is this".utf8).write(to: URL(filePath: folder.path))
        disk.isFull = true
        for _ in 0..<4 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        #expect(
            folder.log.all == [
                "error: the state file cannot be used any more; a new one takes its place the file was overwritten",
                Self.failing + "the file cannot be made again: the disk is full",
            ])
        #expect(try folder.aside == [])
        #expect(try Data(contentsOf: URL(filePath: folder.path)) == Data("what is this".utf8))
        #expect(try folder.names.filter { $0.contains(".new") } == [])
        disk.isFull = false
        process.persist()
        #expect(
            folder.log.all.dropFirst(2) == [
                "notice: state is begun again with everything that is in memory", "notice: state is written again",
            ])
        let counts = process.counts
        _ = consume process
        #expect(try self.process(at: 100).counts == counts)
        #expect(try folder.aside.count == 1)
    }

    @Test func `an exporter starts without a file while the disk is full`() throws {
        disk.isFull = true
        var process = try process()
        for _ in 0..<2 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        #expect(folder.log.all == [Self.failing + "the disk is full"])
        disk.isFull = false
        process.step(good: 1, bad: 0)
        process.persist()
        #expect(process.counts == [EventCounts(good: 3, bad: 0)])
        _ = consume process
        #expect(try self.process(at: 60).counts == [EventCounts(good: 3, bad: 0)])
        #expect(try folder.aside == [])
    }

    @Test func `an exporter that starts while the disk is full goes on from what the file has`() throws {
        var process: CountingProcess? = try process()
        process?.step(good: 5, bad: 1)
        process?.persist()
        let instance = try #require(process?.persistence.instance)
        process = nil
        disk.isFull = true
        process = try self.process(at: 60)
        #expect(process?.persistence.instance == instance)
        #expect(process?.counts == [EventCounts(good: 5, bad: 1)])
        for _ in 0..<2 {
            process?.step(good: 1, bad: 0)
            process?.persist()
        }
        #expect(folder.log.all == [Self.failing + "the disk is full"])
        disk.isFull = false
        process?.persist()
        #expect(folder.log.all.dropFirst() == ["notice: state is written again"])
        process = nil
        process = try self.process(at: 120)
        #expect(process?.counts == [EventCounts(good: 7, bad: 1)])
        #expect(try folder.aside == [])
    }

    @Test func `a file that goes while it cannot be opened is made again whole`() throws {
        var process: CountingProcess? = try process()
        process?.step(good: 5, bad: 1)
        process?.persist()
        process = nil
        disk.isFull = true
        process = try self.process(at: 60)
        try FileManager.default.removeItem(atPath: folder.path)
        process?.persist()
        disk.isFull = false
        process?.persist()
        process = nil
        #expect(try self.process(at: 120).counts == [EventCounts(good: 5, bad: 1)])
    }

    @Test func `a damaged file that the start finds on a full disk is read as far as it can be, and replaced later`()
        throws
    {
        var process: CountingProcess? = try process()
        process?.step(good: 5, bad: 1)
        process?.persist()
        process?.step(good: 1, bad: 0)
        process?.persist()
        try process?.persistence.database?.queue.write { connection in
            try connection.execute(sql: "UPDATE change SET state = zeroblob(40) WHERE interval = 1")
        }
        process = nil
        process = try self.process(at: 60)
        let counts = try #require(process?.counts)
        #expect(counts[0].total > 0)
        disk.isFull = true
        process?.persist()
        #expect(folder.log.all.count == 2)
        // Killed before there is room: what could be read can be read again.
        process = nil
        disk.isFull = false
        process = try self.process(at: 60)
        #expect(process?.counts == counts)
        process?.persist()
        process = nil
        #expect(try self.process(at: 120).counts == counts)
        #expect(try folder.aside.count == 1)
    }

    @Test func `what is left of a file that was not finished is no obstacle`() throws {
        try Data("half".utf8).write(to: URL(filePath: folder.path + ".new"))
        try Data("half".utf8).write(to: URL(filePath: folder.path + ".new-journal"))
        var process = try process()
        process.step(good: 1, bad: 0)
        try FileManager.default.removeItem(atPath: folder.path)
        process.persist()
        #expect(try folder.names.filter { $0.contains(".new") } == [])
        _ = consume process
        #expect(try self.process(at: 60).counts == [EventCounts(good: 1, bad: 0)])
    }
}
