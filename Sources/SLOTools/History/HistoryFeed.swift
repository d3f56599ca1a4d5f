internal import NinesSLO

/// Hands out a history's events as time goes by. The events of a slice are spread evenly over it, as a history does not
/// say when in a slice an event came.
struct HistoryFeed {
    private let slices: [HistorySlice]
    /// Of the slice that is being handed out.
    private var index = 0
    /// What it has given already.
    private var given = EventCounts.zero

    init(_ history: History) {
        slices = history.slices
    }

    /// The events that came until then and were not handed out yet.
    mutating func events(until second: Int64) -> EventCounts {
        var events = EventCounts.zero
        while index < slices.count {
            let (start, end) = (slices[index].start.floorSeconds, slices[index].end.floorSeconds)
            guard second > start else { break }
            let length = UInt64(max(end - start, 1))
            let passed = min(UInt64(second - start), length)
            let counts = slices[index].counts
            let due = EventCounts(
                good: counts.good.share(passed, of: length), bad: counts.bad.share(passed, of: length))
            var step = due
            step.subtract(given)
            events.add(step)
            given = due
            guard second >= end else { break }
            index += 1
            given = .zero
        }
        return events
    }

    /// The first second from this one on that is watched; nil when none is. What was before it was handed out.
    func firstWatched(from second: Int64) -> Int64? {
        index < slices.count ? max(slices[index].start.floorSeconds, second) : nil
    }

    /// Until when it was watched without a gap from this second on, at most until the limit; `second` when it was not.
    func watchedEnd(from second: Int64, upTo limit: Int64) -> Int64 {
        var end = second
        for slice in slices[index...] {
            guard slice.start.floorSeconds <= end, end < limit else { break }
            end = max(end, slice.end.floorSeconds)
        }
        return min(end, limit)
    }
}

extension UInt64 {
    /// `self x part / whole`, rounded down, without overflow.
    ///
    /// - Precondition: `part` is at most `whole`, and `whole` is above 0.
    fileprivate func share(_ part: UInt64, of whole: UInt64) -> UInt64 {
        // The quotient is at most `self`, so it fits.
        part == whole ? self : whole.dividingFullWidth(multipliedFullWidth(by: part)).quotient
    }
}
