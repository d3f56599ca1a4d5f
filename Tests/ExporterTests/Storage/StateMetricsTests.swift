import Foundation
import NinesExposition
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct StateMetricsTests {
    private let folder: StateFolder
    private let registry = Registry()

    init() throws { folder = try StateFolder() }

    /// The samples of the state, by series; without its histogram's buckets and sum, which tell real time.
    private var samples: [String: Double] {
        let body = Exposition.response(from: registry, accept: nil).body
        let page = String(decoding: body.reduce(into: [UInt8]()) { $0 += $1 }, as: UTF8.self)
        let lines = page.split(separator: "\n").filter {
            $0.hasPrefix("nines_state_") && !$0.contains("_bucket{") && !$0.contains("_sum ")
        }
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let parts = line.split(separator: " ")
                return (String(parts[0].dropFirst("nines_state_".count)), Double(parts[1]) ?? .nan)
            })
    }

    private func bytes() throws -> Int {
        try ["", "-wal"].reduce(0) { sum, suffix in
            try sum + Data(contentsOf: URL(filePath: folder.path + suffix)).count
        }
    }

    @Test func `the state says until when it is written`() throws {
        var process = try CountingProcess(folder, slos: ["a"], registry: registry)
        // What was read is what there is: nothing would be lost.
        #expect(samples["last_persist_success_timestamp_seconds"] == 1_800_000_000)
        #expect(samples["persist_duration_seconds_count"] == 0)
        process.step(good: 1, bad: 0)
        #expect(samples["last_persist_success_timestamp_seconds"] == 1_800_000_000)
        process.persist()
        #expect(
            samples == [
                "damaged_files_total": 0, "file_bytes": Double(try bytes()),
                "last_persist_success_timestamp_seconds": 1_800_000_010, "persist_duration_seconds_count": 1,
                "persist_failures_total": 0,
            ])
    }

    @Test func `a write that fails is counted and moves no time`() throws {
        var process = try CountingProcess(folder, slos: (0..<40).map { "slo-\($0)" }, registry: registry)
        process.step(good: 1, bad: 0)
        process.persist()
        try process.persistence.limitPages(to: 1)
        for _ in 0..<5 {
            process.step(good: 1, bad: 0)
            process.persist()
        }
        let failures = try #require(samples["persist_failures_total"])
        #expect(failures > 0)
        #expect(samples["last_persist_success_timestamp_seconds"] == 1_800_000_060 - failures * 10)
        #expect(samples["persist_duration_seconds_count"] == 6)
        try process.persistence.limitPages(to: 1_000_000)
        process.persist()
        #expect(samples["last_persist_success_timestamp_seconds"] == 1_800_000_060)
        #expect(samples["persist_failures_total"] == failures)
    }

    @Test func `a damaged file is counted from the start`() throws {
        try Data("what is this".utf8).write(to: URL(filePath: folder.path))
        let process = try CountingProcess(folder, slos: ["a"], registry: registry)
        #expect(samples["damaged_files_total"] == 1)
        withExtendedLifetime(process) {}
    }
}
