import Testing

@testable import nines

@Suite struct ProbeScheduleTests {
    @Test func `spreads any number of targets evenly over the interval`() {
        for count in [2, 3, 7, 100, 1_000] {
            let offsets = (0..<count).map { ProbeSchedule(ordinal: $0, interval: .seconds(10)).offset.seconds }.sorted()
            let gaps = zip(offsets.dropFirst(), offsets).map { $0 - $1 } + [offsets[0] + 10 - offsets[count - 1]]
            #expect(offsets.allSatisfy { 0 <= $0 && $0 < 10 })
            // The three-distance theorem: no gap is longer than about 2.62 times the even one.
            #expect((gaps.max() ?? 0) < 2.7 * 10 / Double(count))
        }
    }

    @Test func `the start after a start is an interval later`() {
        for ordinal in 0..<1_000 {
            let schedule = ProbeSchedule(ordinal: ordinal, interval: .seconds(10))
            var start = schedule.start(notBefore: .zero)
            for _ in 0..<3 {
                let next = schedule.start(notBefore: start + .nanoseconds(1))
                #expect(next - start == .seconds(10))
                start = next
            }
        }
    }

    @Test func `an interval of centuries never comes again`() {
        let schedule = ProbeSchedule(ordinal: 1, interval: .seconds(1 << 40))
        #expect(schedule.start(notBefore: .zero) > .seconds(1 << 33))
        let first = ProbeSchedule(ordinal: 0, interval: .seconds(1 << 40))
        #expect(first.start(notBefore: .zero) == .zero)
        #expect(first.start(notBefore: .seconds(1)) > .seconds(1 << 32))
    }

    @Test(arguments: [(0, 0), (1, 4), (4, 4), (4.001, 14), (14, 14), (35, 44)])
    func `starts at fixed times and leaves out those that have passed`(_ time: Double, _ start: Double) {
        var schedule = ProbeSchedule(ordinal: 0, interval: .seconds(10))
        #expect(schedule.start(notBefore: .zero) == .zero)
        // The offset of index 1 is not a round number; what counts is that starts keep it.
        schedule = ProbeSchedule(ordinal: 1, interval: .seconds(10))
        let shift = schedule.offset - .seconds(4)
        let next = schedule.start(notBefore: time == 0 ? .zero : .seconds(time) + shift)
        #expect(abs((next - shift).seconds - (time == 0 ? 4 : start)) < 1e-6)
    }
}
