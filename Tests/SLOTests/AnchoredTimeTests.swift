import NinesSLO
import Synchronization
import TestSupport
import Testing

@Suite struct AnchoredTimeTests {
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func wall(_ seconds: Double) -> Timestamp { start.advanced(by: .milliseconds(Int64(seconds * 1_000))) }

    /// Seconds since the start after each pair of readings of the wall clock and the monotonic clock.
    private func readings(_ pairs: [(wall: Double, monotonic: Double)]) -> [Double] {
        var time = AnchoredTime(wall: start, monotonic: .zero)
        return pairs.map { pair in
            let instant = time.advance(
                wall: wall(pair.wall), monotonic: .milliseconds(Int64(pair.monotonic * 1_000)))
            return Double(instant.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch) / 1e9
        }
    }

    @Test func `clocks that agree within a second are followed by the monotonic one`() {
        #expect(readings([(10, 10), (20.9, 20), (29.1, 30), (40, 40)]) == [10, 20, 30, 40])
    }

    @Test func `a step forward is followed at once`() {
        #expect(readings([(10, 10), (3_620, 20), (3_630, 30)]) == [10, 3_620, 3_630])
        // A suspension during which the monotonic clock stood still looks the same; one that counts it shows none.
        #expect(readings([(10, 10), (7_210, 10)]) == [10, 7_210])
        #expect(readings([(10, 10), (7_210, 7_210)]) == [10, 7_210])
    }

    @Test func `after a step back time goes on, slower until the wall clock has caught up`() {
        #expect(
            readings([(100, 100), (10, 110), (20, 120), (120, 220), (1_000, 1_100), (1_100, 1_200)])
                == [100, 109, 118, 208, 1_000, 1_100])
    }

    @Test func `a step forward that undoes one back ends the slower pace`() {
        #expect(readings([(100, 100), (10, 110), (120, 120), (130, 130)]) == [100, 109, 120, 130])
    }

    @Test func `a monotonic clock that goes back stands still`() {
        #expect(readings([(10, 10), (10.5, 5), (11, 11)]) == [10, 10, 11])
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `time never goes back, and is the wall clock's again when that was left alone for long enough`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        var time = AnchoredTime(wall: start, monotonic: .zero)
        var last = start
        var (wallSeconds, monotonic) = (0.0, 0.0)
        func pass(_ seconds: Double) {
            wallSeconds += seconds
            monotonic += seconds
            let instant = time.advance(wall: wall(wallSeconds), monotonic: .milliseconds(Int64(monotonic * 1_000)))
            #expect(instant >= last)
            last = instant
        }
        for _ in 0..<300 {
            if Int.random(in: 0..<20, using: &random) == 0 {
                wallSeconds += .random(in: -2_000...2_000, using: &random)
            }
            pass(.random(in: 0...20, using: &random))
        }
        for _ in 0..<100 { pass(3_600) }
        #expect(time.lead == .zero)
        #expect(abs(last.duration(since: wall(wallSeconds)) / .seconds(1)) <= 1.01)
    }

    @Test func `the ends of time do not trap`() {
        for (wall, monotonic) in [(Int64.min, Int64.min), (.max, .max), (.min, .max), (.max, .min)] {
            var time = AnchoredTime(wall: Timestamp(nanosecondsSinceEpoch: wall), monotonic: .zero)
            _ = time.advance(
                wall: Timestamp(nanosecondsSinceEpoch: ~wall), monotonic: .nanoseconds(monotonic))
            _ = time.advance(wall: start, monotonic: .nanoseconds(monotonic))
        }
    }

    @Test func `an engine sees a step of the wall clock as a gap`() throws {
        let clock = ManualClock()
        let offset = Mutex(Duration.zero)
        let start = start
        let engine = SLOEngine(
            now: Timestamp.anchored(
                to: { start.advanced(by: clock.now.offset + offset.withLock { $0 }) }, clock: clock))
        let recorder = try engine.add(
            SLODefinition(name: "a", service: "s", objective: Objective(ratio: 0.999), window: .days(30)))
        func pass(_ seconds: Int) {
            recorder.recordGood()
            clock.move(to: clock.now.advanced(by: .seconds(seconds)))
            _ = engine.collect()
        }
        _ = engine.collect()
        for _ in 0..<30 { pass(10) }
        #expect(engine.statuses.first?.windows.first?.coverage == 1)
        offset.withLock { $0 = .seconds(100) }
        pass(10)
        #expect(engine.statuses.first?.windows.first?.coverage == 20.0 / 30)
        // Back again: nothing is counted twice, nothing is lost.
        offset.withLock { $0 = .zero }
        for _ in 0..<30 { pass(10) }
        #expect(engine.statuses.first?.events.good == 61)
        #expect(engine.statuses.first?.windows.last?.counts.good == 61)
    }
}
