import Foundation
import GRDB
import NinesSLO
import NinesSLOTools
import ServiceLifecycle
import Testing

@testable import nines

/// Damage in the middle of the file, which nobody reads before the next start.
@Suite struct FileCheckTests {
    private let folder: StateFolder
    private let names = (0..<40).map { "slo-\($0)" }

    init() throws { folder = try StateFolder() }

    /// A process whose file has everything, and nothing in its log.
    private func running() throws -> CountingProcess {
        var process = try CountingProcess(folder, slos: names)
        for _ in 0..<3 {
            process.step(good: 9, bad: 1)
            process.persist()
        }
        try process.persistence.database?.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        return process
    }

    /// Writes into the file behind everybody's back.
    private func overwrite(at offset: Int, with bytes: [UInt8]) throws {
        let file = try #require(FileHandle(forUpdatingAtPath: folder.path))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    private func expectReplaced(_ process: inout CountingProcess?, _ reason: String) throws {
        process?.persist()
        #expect(folder.log.all.count == 2)
        let line = try #require(folder.log.all.first)
        #expect(
            line.hasPrefix("error: the state file cannot be used any more; a new one takes its place \(reason)"),
            "\(line)")
        let counts = try #require(process?.counts)
        process = nil
        #expect(
            try CountingProcess(folder, slos: names, at: StateFolder.start.advanced(by: .seconds(100))).counts == counts
        )
        #expect(try folder.aside.count == 1)
    }

    @Test func `a whole file is left alone`() throws {
        let process = try running()
        process.check()
        process.persist()
        process.check()
        #expect(folder.log.all == [])
        #expect(try folder.aside == [])
    }

    @Test func `pages that were overwritten are found, and the file is written anew from memory`() throws {
        var process: CountingProcess? = try running()
        let size = try Data(contentsOf: URL(filePath: folder.path)).count
        for page in stride(from: 4_096, to: size, by: 4_096) {
            try overwrite(at: page, with: Array(repeating: 0xA5, count: 64))
        }
        process?.check()
        #expect(folder.log.all == [])
        try expectReplaced(&process, "the file is damaged: ")
    }

    /// SQLite has no checksums: to it the row is as good as any. The states have one each.
    @Test func `a byte of a row that was changed is found`() throws {
        var process: CountingProcess? = try running()
        let bytes = try Data(contentsOf: URL(filePath: folder.path))
        let state = try #require(bytes.range(of: Data("NSLO".utf8)))
        let byte = state.lowerBound + 30
        try overwrite(at: byte, with: [bytes[byte] ^ 1])
        process?.check()
        try expectReplaced(&process, "SLO \"slo-")
    }

    @Test func `a check of a file that is gone leaves it to the next write`() throws {
        let process = try running()
        try FileManager.default.removeItem(atPath: folder.path)
        process.check()
        #expect(folder.log.all.count == 1)
        process.persist()
        #expect(
            folder.log.all.dropFirst().first
                == "error: the state file cannot be used any more; a new one takes its place the file was removed")
    }

    @Test(.timeLimit(.minutes(1))) func `the service checks on an interval of its own`() async throws {
        let process = try running()
        let size = try Data(contentsOf: URL(filePath: folder.path)).count
        for page in stride(from: 4_096, to: size, by: 4_096) {
            try overwrite(at: page, with: Array(repeating: 0xA5, count: 64))
        }
        let keeper = StateKeeper(
            persistence: process.persistence, parts: [process.slos], engine: process.engine, interval: .milliseconds(1),
            checkInterval: .milliseconds(1), now: { [now = process.now] in now })
        let service = Task { try await keeper.run() }
        while folder.log.all.count < 2 { await Task.yield() }
        service.cancel()
        _ = await service.result
        #expect(folder.log.all.last == "notice: state is begun again with everything that is in memory")
    }
}
