import TestSupport
import Testing

@testable import NinesSLO

@Suite struct SliceLadderTests {
    private let month: [Int64] = [300, 1_800, 3_600, 7_200, 21_600, 86_400, 259_200, 2_592_000]

    @Test func `the slices of 30 days take less than 50 kB`() {
        #expect(SliceLadder(windows: month, shortest: 300).byteCount == 48_024)
        // The narrowest slices and the longest window.
        #expect(SliceLadder(windows: [2, 3, 31_622_400], shortest: 2).byteCount < 100_000)
    }

    @Test(arguments: [(2, 1), (5, 1), (30, 1), (70, 2), (300, 10), (21_600, 10)] as [(Int64, Int64)])
    func `base slices are a thirtieth of the shortest window, from 1 s to 10 s`(shortest: Int64, width: Int64) {
        #expect(SliceLadder(windows: [shortest], shortest: shortest).baseWidth == width)
    }

    /// The slice widths of the windows' levels, by the rule: the finest in which a window has at most 1,000 slices.
    private func width(_ window: Int64, base: Int64) -> Int64 {
        let multiples: [Int64] = [1, 6, 30, 360, 3_600, 36_000]
        return base * (multiples.first { (window + base * $0 - 1) / (base * $0) <= 1_000 } ?? 36_000)
    }

    private func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
        Int64((Double(value) / Double(divisor)).rounded(.down))
    }

    /// Samples of a random stream with its true slices, and sums over the whole list, against the ladder.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func `windows equal brute force over the list of events`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let shortest = Int64.random(in: 2...400, using: &random)
        let windows = [shortest] + (0..<6).map { _ in Int64.random(in: shortest...200_000, using: &random) }
        var ladder = SliceLadder(windows: windows, shortest: shortest)
        let base = ladder.baseWidth
        var second = Int64.random(in: -100_000...100_000, using: &random)
        var events: [(slice: Int64, counts: EventCounts)] = []
        var covered: Set<Int64> = []
        var open: Int64?
        // The slice in which watching began, unless that was at its edge.
        var unwatched: Int64?

        for step in 0..<1_500 {
            let stall = step % 100 == 99 ? Int64.random(in: 0...50_000, using: &random) : 0
            let asked = second + Int64.random(in: -3...3 * base, using: &random) + stall
            second = open == nil ? asked : max(second, asked)
            let counts = EventCounts(
                good: .random(in: 0...50, using: &random), bad: .random(in: 0...3, using: &random))
            ladder.sample(counts, at: asked)

            let slice = floorDivided(second, by: base)
            if let last = open, slice > last {
                events.append((slice - 1, counts))
                if slice - 1 != unwatched { covered.insert(slice - 1) }
            } else {
                events.append((slice, counts))
                if open == nil, slice * base != second { unwatched = slice }
            }
            open = slice
            guard step % 10 == 0 || stall > 0 else { continue }

            for (index, window) in windows.enumerated() {
                let width = width(window, base: base)
                let from = floorDivided(second - window, by: width) * width / base
                var expected = EventCounts.zero
                for event in events where event.slice >= from {
                    expected.good += event.counts.good
                    expected.bad += event.counts.bad
                }
                #expect(ladder.counts(window: index) == expected)
                let share = Double(covered.count { $0 >= from }) / Double(slice - from)
                #expect(ladder.coverage(window: index) == share)
            }
        }
    }

    @Test func `a window is never shorter than its length, and at most one slice longer`() {
        var ladder = SliceLadder(windows: [60, 3_600], shortest: 60)
        for second in 0..<20_000 as Range<Int64> {
            // One event in each second, sampled at once: the number of events is the length of the window.
            ladder.sample(EventCounts(good: 1, bad: 0), at: second)
            guard second > 7_200 else { continue }
            #expect((60...62).contains(ladder.counts(window: 0).good))
            #expect((3_600...3_612).contains(ladder.counts(window: 1).good))
        }
    }

    @Test func `sums near 2^64 are exact`() {
        var ladder = SliceLadder(windows: [60], shortest: 60)
        ladder.sample(.zero, at: 0)
        ladder.sample(EventCounts(good: .max - 5, bad: .max), at: 2)
        ladder.sample(EventCounts(good: 5, bad: 0), at: 4)
        #expect(ladder.counts(window: 0) == EventCounts(good: .max, bad: .max))
        ladder.sample(.zero, at: 62)
        #expect(ladder.counts(window: 0) == EventCounts(good: 5, bad: 0))
        ladder.sample(.zero, at: 64)
        #expect(ladder.counts(window: 0) == .zero)
    }
}
