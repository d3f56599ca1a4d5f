import Foundation
import NinesExposition
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// A wall clock that is set while an exporter runs, or across its restart.
@Suite struct ClockStepTests {
    private static let day = 86_400
    private let folder: StateFolder

    init() throws { folder = try StateFolder() }

    /// An exporter on a machine whose two clocks a test moves.
    private struct Machine {
        private(set) var process: CountingProcess
        private var time: AnchoredTime
        private var monotonic = Duration.zero
        private(set) var wall: Timestamp

        init(_ folder: StateFolder, wall: Timestamp, registry: Registry = Registry()) throws {
            self.wall = wall
            time = AnchoredTime(wall: wall, monotonic: .zero)
            process = try CountingProcess(
                folder, slos: ["a"], at: wall, window: .seconds(7 * 86_400), registry: registry)
        }

        /// Ten seconds with 9 good events and a bad one, written at their end.
        mutating func run(intervals: Int) {
            for _ in 0..<intervals {
                monotonic += .seconds(10)
                wall = wall.advanced(by: .seconds(10))
                let now = time.advance(wall: wall, monotonic: monotonic)
                for recorder in process.recorders { recorder.record(EventCounts(good: 9, bad: 1)) }
                process.engine.advance(to: now)
                process.persist()
            }
        }

        mutating func setClock(by seconds: Int) { wall = wall.advanced(by: .seconds(seconds)) }
    }

    private func counts(intervals: UInt64) -> [EventCounts] { [EventCounts(good: 9 * intervals, bad: intervals)] }

    @Test func `a clock that is set a day ahead loses and repeats nothing, nor does a restart after it`() throws {
        var machine = try Machine(folder, wall: StateFolder.start)
        machine.run(intervals: 30)
        machine.setClock(by: Self.day)
        machine.run(intervals: 30)
        #expect(machine.process.counts == counts(intervals: 60))
        let wall = machine.wall
        _ = consume machine
        #expect(try Machine(folder, wall: wall).process.counts == counts(intervals: 60))
        #expect(folder.log.all == [])
    }

    @Test func `a clock that is set a day back loses and repeats nothing while the exporter runs`() throws {
        var machine = try Machine(folder, wall: StateFolder.start)
        machine.run(intervals: 30)
        machine.setClock(by: -Self.day)
        machine.run(intervals: 70)
        #expect(machine.process.counts == counts(intervals: 100))
        // A file that is made again meanwhile has the same.
        try FileManager.default.removeItem(atPath: folder.path)
        machine.run(intervals: 1)
        _ = consume machine
        // When the clock shows what the exporter went by.
        let later = StateFolder.start.advanced(by: .seconds(1_100))
        #expect(try Machine(folder, wall: later).process.counts == counts(intervals: 101))
    }

    /// Slices that lie ahead come from a clock that was wrong.
    @Test func `a restart on a clock that was set a day back makes up no event and goes on counting`() throws {
        var machine = try Machine(folder, wall: StateFolder.start)
        machine.run(intervals: 30)
        machine.setClock(by: -Self.day)
        machine.run(intervals: 30)
        let wall = machine.wall
        _ = consume machine
        var next = try Machine(folder, wall: wall)
        #expect(next.process.counts == [.zero])
        next.run(intervals: 100)
        #expect(next.process.counts == counts(intervals: 100))
        let end = next.wall
        _ = consume next
        #expect(try Machine(folder, wall: end).process.counts == counts(intervals: 100))
        #expect(folder.log.all == [])
    }

    @Test func `a clock that goes there and back across many restarts counts nothing twice`() throws {
        var wall = StateFolder.start
        var total: UInt64 = 0
        for round in 0..<8 {
            var machine = try Machine(folder, wall: wall)
            machine.run(intervals: 5)
            machine.setClock(by: round.isMultiple(of: 2) ? Self.day : -Self.day)
            machine.run(intervals: 5)
            total += 10
            #expect(machine.process.counts[0].total <= total * 10)
            wall = machine.wall
        }
    }

    /// Whoever compares it with the wall clock would not notice for a day that nothing is written any more.
    @Test func `the time of the last write is never ahead of the wall clock`() throws {
        let registry = Registry()
        let wall = StateFolder.start.advanced(by: .seconds(-Self.day))
        var process = try CountingProcess(
            folder, slos: ["a"], registry: registry, wall: { wall })
        process.step(good: 1, bad: 0)
        process.persist()
        let body = Exposition.response(from: registry, accept: nil).body
        let page = String(decoding: body.reduce(into: [UInt8]()) { $0 += $1 }, as: UTF8.self)
        let line = page.split(separator: "\n").first {
            $0.hasPrefix("nines_state_last_persist_success_timestamp_seconds ")
        }
        #expect(Double(line?.split(separator: " ").last ?? "") == 1_800_000_000 - Double(Self.day))
    }

    @Test func `two files that are set aside in a second, or on a clock that went back, have two names`() throws {
        for _ in 0..<3 {
            try Data("what is this".utf8).write(to: URL(filePath: folder.path))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.path + suffix) }
            try CountingProcess(folder, slos: ["a"]).persist()
        }
        #expect(try folder.aside.count == 3)
    }
}
