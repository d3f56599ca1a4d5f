import Foundation
import GRDB
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct DamagedStateTests {
    private let folder: StateFolder

    init() throws { folder = try StateFolder() }

    /// Writes a file with two SLOs and closes it.
    private func written(slos: [String] = ["a", "b"], steps: Int = 5) throws -> [EventCounts] {
        var process = try CountingProcess(folder, slos: slos)
        for _ in 0..<steps {
            process.step(good: 9, bad: 1)
            process.persist()
        }
        return process.counts
    }

    private func execute(_ sql: String) throws {
        try DatabaseQueue(path: folder.path).writeWithoutTransaction { try $0.execute(sql: sql) }
    }

    @Test func `a file that is no database is set aside and begun again`() throws {
        try Data("what is this".utf8).write(to: URL(filePath: folder.path))
        var process: CountingProcess? = try CountingProcess(folder, slos: ["a"])
        process?.step(good: 1, bad: 0)
        process?.persist()
        process = nil
        #expect(
            folder.log.all == [
                "error: the state file cannot be used any more; a new one takes its place "
                    + "the file is damaged: file is not a database",
                "notice: state is begun again with everything that is in memory",
            ])
        let name = try #require(try folder.aside.first)
        #expect(name.contains(#/^nines\.db\.damaged-[0-9]{8}T[0-9]{6}Z$/#), "\(name)")
        #expect(try Data(contentsOf: folder.folder.appending(path: name)) == Data("what is this".utf8))
        let next = try CountingProcess(folder, slos: ["a"], at: StateFolder.start.advanced(by: .seconds(60)))
        #expect(next.counts == [EventCounts(good: 1, bad: 0)])
    }

    @Test func `what can be read of a damaged file goes on`() throws {
        let counts = try written()
        try execute("UPDATE change SET state = zeroblob(40) WHERE slo = 1 AND interval = 3")
        try execute("UPDATE change SET state = substr(state, 1, 30) WHERE slo = 1 AND interval = 4")
        let later = StateFolder.start.advanced(by: .seconds(60))
        var process: CountingProcess? = try CountingProcess(folder, slos: ["a", "b"], at: later)
        // Each interval has the wide slices whole, so the fifth has all of the SLO's window.
        #expect(process?.counts == counts)
        let line = try #require(folder.log.all.first)
        #expect(line.contains("SLO \"a\" of service \"shop\": the state is damaged: it does not begin with NSLO; "))
        #expect(line.contains("SLO \"a\" of service \"shop\": the state is truncated: 30 bytes of "))
        process?.persist()
        let goneOn = process?.counts
        process = nil
        process = try CountingProcess(folder, slos: ["a", "b"], at: later)
        #expect(process?.counts == goneOn)
        #expect(try folder.aside.count == 1)
    }

    /// Bytes of the file overwritten at random: whatever SQLite makes of it, the process starts, counts nothing that
    /// was not there, and can write.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `no damage keeps the exporter from starting or makes up events`(seed: UInt64) throws {
        let counts = try written(slos: (0..<20).map { "slo-\($0)" }, steps: 8)
        var bytes = try Data(contentsOf: URL(filePath: folder.path))
        var random = UInt64(seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        func next(below bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((random >> 33) % UInt64(bound))
        }
        for _ in 0..<40 {
            let start = next(below: bytes.count)
            for index in start..<min(start + 16, bytes.count) { bytes[index] = UInt8(next(below: 256)) }
        }
        try bytes.write(to: URL(filePath: folder.path))
        let process = try CountingProcess(
            folder, slos: (0..<20).map { "slo-\($0)" }, at: StateFolder.start.advanced(by: .seconds(100)))
        for (now, before) in zip(process.counts, counts) {
            #expect(now.good <= before.good && now.bad <= before.bad)
        }
        process.persist()
        process.persist()
        #expect(try folder.names.contains("nines.db"))
    }

    @Test func `a database of another program is left alone`() throws {
        try execute("CREATE TABLE customer (name TEXT)")
        let error = #expect(throws: StateFileError.self) { try folder.persistence() }
        #expect(error?.description == "\(folder.path): the file is the database of another program")
        #expect(try folder.aside == [])
    }

    @Test func `a file of a newer version is left alone`() throws {
        _ = try written()
        try execute("PRAGMA user_version = 3")
        let error = #expect(throws: StateFileError.self) { try folder.persistence() }
        #expect(
            error?.description
                == "\(folder.path): the file has version 3, which is newer than 2, the newest this version of Nines reads"
        )
        #expect(try folder.aside == [])
    }

    @Test func `a state of a newer version is left alone`() throws {
        _ = try written()
        try execute("UPDATE change SET state = CAST(x'4E534C4F04' || substr(state, 6) AS BLOB) WHERE slo = 2")
        let error = #expect(throws: StateFileError.self) { try CountingProcess(folder, slos: ["a", "b"]) }
        #expect(error?.kind == .foreign)
        #expect(error?.reason.hasPrefix("SLO \"b\" of service \"shop\": the state has version 4, ") == true)
        #expect(try folder.aside == [])
    }
}
