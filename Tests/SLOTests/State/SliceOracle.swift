@testable import NinesSLO

/// Where a ladder puts events, by the rule and over the whole list.
struct SliceOracle {
    let base: Int64
    private var open: Int64?
    private var slices: [(slice: Int64, counts: EventCounts)] = []

    init(base: Int64) { self.base = base }

    mutating func add(_ events: ArraySlice<(second: Int64, counts: EventCounts)>) {
        for event in events {
            let slice = event.second / base
            slices.append((slice > (open ?? 180_000_000) ? slice - 1 : slice, event.counts))
            open = slice
        }
    }

    mutating func restart(at second: Int64) { open = second / base }

    func sum(_ length: Int64, at second: Int64) -> EventCounts {
        let multiples: [Int64] = [1, 6, 30, 360]
        let width = base * (multiples.first { (length + base * $0 - 1) / (base * $0) <= 1_000 } ?? 360)
        let from = (second - length) / width * width / base
        return slices.reduce(.zero) { sum, event in
            guard event.slice >= from else { return sum }
            return EventCounts(good: sum.good + event.counts.good, bad: sum.bad + event.counts.bad)
        }
    }

    /// The timeslices that are over, judged by all of their events.
    func judged(_ length: Int64, objective: Objective, at second: Int64) -> EventCounts {
        var sums: [Int64: EventCounts] = [:]
        for (slice, counts) in slices { sums[slice * base / length, default: .zero].add(counts) }
        return sums.reduce(into: EventCounts.zero) { sum, slice in
            guard (slice.key + 1) * length <= second, slice.value != .zero else { return }
            let isGood = objective.burnRate(of: slice.value) <= 1
            sum.add(isGood ? EventCounts(good: 1, bad: 0) : EventCounts(good: 0, bad: 1))
        }
    }
}
