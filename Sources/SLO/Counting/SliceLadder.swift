/// The recent past of one SLO: counts in slices of time, narrow ones for short windows and wide ones for long windows.
///
/// A window that ends at `t` is the sum of the slices that reach into it: never shorter than its length, and at most
/// one slice of its level longer. So an alert is never early, and late by at most one slice.
struct SliceLadder {
    /// Seconds in a slice of the finest level.
    let baseWidth: Int64
    var levels: [SliceRing]
    /// Where each window is, in the order in which the windows were given.
    private let places: [Place]
    /// Nil before the first sample.
    var position: Position?

    struct Position {
        /// The second up to which windows reach.
        var second: Int64
        /// The finest level's open slice.
        var open: Int64
        /// False for the slice in which watching began, unless it began at its edge.
        var isWatchedWhole: Bool
    }

    private struct Place {
        let level: Int
        let window: Int
    }

    /// Widths of the levels in base slices. For the workbook's 30 days they are 10 s, 1 min, 5 min and 1 h; the two
    /// coarsest keep a long window with very narrow base slices within memory.
    private static let multiples: [Int64] = [1, 6, 30, 360, 3_600, 36_000]
    /// A window uses the finest level in which it has at most so many slices: its length is right to 0.1 %.
    private static let mostSlices: Int64 = 1_000

    /// - Parameters:
    ///   - windows: lengths in seconds, each positive.
    ///   - shortest: the window that the base slices are cut from, in seconds: a thirtieth of it, in 1 s...10 s, which
    ///     leaves at least two slices to a window of 2 s.
    ///   - timeslice: what base slices are to divide without remainder, in seconds; they are then narrower if need be.
    init(windows: [Int64], shortest: Int64, timeslice: Int64? = nil) {
        var base = min(max(shortest / 30, 1), 10)
        // Stops at 1 at the latest.
        while let timeslice, timeslice % base != 0 { base -= 1 }
        baseWidth = base
        var levels: [SliceRing] = []
        var places = [Place?](repeating: nil, count: windows.count)
        for (index, multiple) in Self.multiples.enumerated() {
            let isCoarsest = index == Self.multiples.count - 1
            let width = base * multiple
            let here = windows.indices.filter { window in
                places[window] == nil && (isCoarsest || windows[window].dividedUp(by: width) <= Self.mostSlices)
            }
            guard !here.isEmpty else { continue }
            for (offset, window) in here.enumerated() { places[window] = Place(level: levels.count, window: offset) }
            levels.append(SliceRing(width: width, multiple: multiple, lengths: here.map { windows[$0] }))
        }
        self.levels = levels
        // Every window has a place: the coarsest level takes all that are left.
        self.places = places.compactMap { $0 }
    }

    /// Bytes of all slices: 48 kB for the workbook's windows and 30 days.
    var byteCount: Int { levels.reduce(0) { $0 + $1.byteCount } }

    /// Where the events that a sample found belong.
    struct Placement {
        /// A base slice: the one that the sample closes, or the open one.
        let slice: Int64
        /// 1 when the sample closes a slice that was watched from edge to edge, else 0.
        var covering: UInt16
    }

    /// Takes events that a sample at `second` found to be new, and moves the windows there.
    mutating func sample(_ counts: EventCounts, at second: Int64) {
        let placement = move(to: second)
        add(counts, covering: placement.covering, toBase: placement.slice)
    }

    /// Moves the windows to a sample at `second`, and says where the events belong that it found to be new.
    ///
    /// The first sample in a slice closes the one before it, and the events it found are that slice's, which is then
    /// covered: the events between the edge and the sample are counted a moment early, never lost. Later samples in the
    /// same slice add to it. When slices were skipped, their events are in the last of them and the others are not
    /// covered: nobody knows when those events happened. A `second` before the last one counts as the last one.
    mutating func move(to second: Int64) -> Placement {
        guard let last = position else {
            for level in levels.indices { levels[level].start(at: second) }
            let slice = second.dividedDown(by: baseWidth)
            position = Position(second: second, open: slice, isWatchedWhole: slice * baseWidth == second)
            return Placement(slice: slice, covering: 0)
        }
        let now = max(second, last.second)
        let slice = now.dividedDown(by: baseWidth)
        for level in levels.indices { levels[level].move(to: now) }
        if slice > last.open {
            // What is false of the open slice is not of a later one, which a skip makes the closing one.
            let isWatchedWhole = last.isWatchedWhole || slice - 1 > last.open
            position = Position(second: now, open: slice, isWatchedWhole: true)
            return Placement(slice: slice - 1, covering: isWatchedWhole ? 1 : 0)
        } else {
            position?.second = now
            return Placement(slice: slice, covering: 0)
        }
    }

    /// Adds to a base slice; what is older than a level reaches back is not added to that level.
    mutating func add(_ counts: EventCounts, covering: UInt16, toBase base: Int64) {
        guard covering > 0 || counts != .zero else { return }
        for level in levels.indices { levels[level].add(counts, covering: covering, toBase: base) }
    }

    /// The base slice that is still open; nil before the first sample.
    var open: Int64? { position?.open }

    /// What is known of the time from `second` on: by the narrowest slices that reach back so far, at most those of a
    /// window's level. Of a slice that reaches over `second` an even share.
    func sum(since second: Int64, window index: Int) -> (counts: EventCounts, covered: Int64) {
        guard let position else { return (.zero, 0) }
        let level = levels.prefix(places[index].level).first { $0.keepsAll(since: second) }
        return (level ?? levels[places[index].level]).sum(since: second, until: position.second)
    }

    /// When which events leave a window, from `second` on; oldest first, without slices that hold nothing.
    func expiries(window index: Int, from second: Int64) -> [BudgetWalk.Expiry] {
        let place = places[index]
        let level = levels[place.level]
        let window = level.windows[place.window]
        return level.slices(from: window.tail).compactMap { slice, counts in
            guard counts != .zero else { return nil }
            // A slice is in the window until the window begins after its last second.
            let after = (slice + 1) * level.width + window.length - second
            return BudgetWalk.Expiry(
                after: Double(after), bad: Double(counts.bad), total: Double(counts.good) + Double(counts.bad))
        }
    }

    /// The events in the window with this position among those given to the initializer.
    func counts(window index: Int) -> EventCounts {
        let place = places[index]
        return levels[place.level].windows[place.window].counts
    }

    /// The share of the window's closed slices that were watched from edge to edge and sampled in time, in 0...1.
    func coverage(window index: Int) -> Double {
        guard let open = position?.open else { return 0 }
        let place = places[index]
        let level = levels[place.level]
        let window = level.windows[place.window]
        let closed = open - window.tail * level.multiple
        return closed > 0 ? Double(window.covered) / Double(closed) : 0
    }

    /// The events of the last so many seconds, from the finest level that reaches back so far: never of less, and of at
    /// most one of its slices more. Nil for fewer than two narrowest slices, and for more than any level has.
    func counts(over seconds: Int64) -> EventCounts? {
        guard let position, seconds >= baseWidth * 2 else { return nil }
        return levels.first { $0.reach >= seconds }?.sum(since: position.second - seconds).counts
    }

    /// Whether another ladder has the same windows in the same slices.
    func hasWindows(of other: SliceLadder) -> Bool {
        baseWidth == other.baseWidth && levels.count == other.levels.count
            && zip(levels, other.levels).allSatisfy {
                $0.width == $1.width && $0.windows.map(\.length) == $1.windows.map(\.length)
            }
    }
}
