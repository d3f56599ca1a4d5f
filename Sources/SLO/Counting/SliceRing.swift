/// One level of a ladder: the counts of the newest slices of one width, and running sums over its windows.
///
/// Slice `i` spans the seconds from `i x width` to `(i + 1) x width` since the epoch, so instances and restarts cut
/// time alike. Sums are integers, so taking away what leaves a window gives the same number as adding up what is in it.
struct SliceRing {
    /// In seconds.
    let width: Int64
    /// How many of the ladder's narrowest slices one of these holds.
    let multiple: Int64
    var windows: [Window] = []
    /// The newest slice, still open.
    private(set) var open: Int64 = 0
    /// The slice in which counting began; older ones are empty because nobody counted.
    var first: Int64 = 0
    // Columns, not an array of structures: 18 bytes for each slice instead of 24.
    var good: [UInt64]
    var bad: [UInt64]
    /// Narrowest slices whose counts were sampled in time; at most `multiple`.
    var covered: [UInt16]

    /// A window and the sum of its slices.
    struct Window {
        /// In seconds.
        let length: Int64
        /// The oldest slice that the window reaches into.
        var tail: Int64 = 0
        var counts = EventCounts.zero
        /// Narrowest slices in the window that were sampled in time.
        var covered: Int64 = 0
    }

    /// - Parameter lengths: the windows, in seconds. The ring is as long as the longest of them needs.
    init(width: Int64, multiple: Int64, lengths: [Int64]) {
        self.width = width
        self.multiple = multiple
        // The slices that a window reaches into: its own number of slices, and one more as neither end is on an edge.
        let capacity = Int((lengths.max() ?? 0).dividedUp(by: width)) + 1
        good = Array(repeating: 0, count: capacity)
        bad = Array(repeating: 0, count: capacity)
        covered = Array(repeating: 0, count: capacity)
        windows = lengths.map { Window(length: $0) }
    }

    /// The seconds that it has whole, wherever in a slice now is.
    var reach: Int64 { Int64(good.count - 1) * width }

    /// Bytes of the slices.
    var byteCount: Int { good.count * (2 * MemoryLayout<UInt64>.stride + MemoryLayout<UInt16>.stride) }

    /// Places an empty ring in time.
    mutating func start(at second: Int64) {
        open = second.dividedDown(by: width)
        first = open
        for index in windows.indices {
            windows[index].tail = (second - windows[index].length).dividedDown(by: width)
        }
    }

    /// Moves every window so that it ends at `second`, which is not before the last such call.
    mutating func move(to second: Int64) {
        // Windows first: they take away slices that are about to be overwritten.
        for index in windows.indices { moveTail(ofWindow: index, to: second) }
        let newest = second.dividedDown(by: width)
        guard newest > open else { return }
        // At most the whole ring, however long the jump. Both bounds are at most `newest`, so the range is valid.
        let firstNew = max(open + 1, newest - Int64(good.count) + 1)
        for slice in firstNew...newest {
            let slot = slot(of: slice)
            good[slot] = 0
            bad[slot] = 0
            covered[slot] = 0
        }
        open = newest
    }

    private mutating func moveTail(ofWindow index: Int, to second: Int64) {
        let tail = (second - windows[index].length).dividedDown(by: width)
        let oldTail = windows[index].tail
        guard tail > oldTail else { return }
        windows[index].tail = tail
        guard tail <= open else {
            windows[index].counts = .zero
            windows[index].covered = 0
            return
        }
        for slice in oldTail..<tail {
            let slot = slot(of: slice)
            windows[index].counts.subtract(counts(of: slice))
            windows[index].covered -= Int64(covered[slot])
        }
    }

    /// Adds to the slice that holds the narrowest slice `base`, unless it has been overwritten since.
    mutating func add(_ counts: EventCounts, covering: UInt16, toBase base: Int64) {
        let slice = base.dividedDown(by: multiple)
        guard slice <= open, slice > open - Int64(good.count) else { return }
        let slot = slot(of: slice)
        good[slot] &+= counts.good
        bad[slot] &+= counts.bad
        covered[slot] &+= covering
        for index in windows.indices where windows[index].tail <= slice {
            windows[index].counts.add(counts)
            windows[index].covered += Int64(covering)
        }
    }

    /// The slices that reach into the time from `second` on.
    func sum(since second: Int64) -> (counts: EventCounts, covered: Int64) {
        var sum = (counts: EventCounts.zero, covered: Int64(0))
        let oldest = max(second.dividedDown(by: width), open - Int64(good.count) + 1)
        for slice in stride(from: oldest, through: open, by: 1) {
            sum.counts.add(counts(of: slice))
            sum.covered += Int64(covered[slot(of: slice)])
        }
        return sum
    }

    /// Whether the slice that holds `second` is still there.
    func keepsAll(since second: Int64) -> Bool { second.dividedDown(by: width) > open - Int64(good.count) }

    /// As ``sum(since:)``, with an even share of a slice that begins before `second`.
    ///
    /// - Parameter end: the second up to which the open slice is known.
    func sum(since second: Int64, until end: Int64) -> (counts: EventCounts, covered: Int64) {
        var sum = sum(since: second)
        let slice = second.dividedDown(by: width)
        let passed = second - slice * width
        let known = min((slice + 1) * width, end) - slice * width
        guard passed > 0, passed <= known, slice <= open, keepsAll(since: second) else { return sum }
        // At most `count`, as no more has passed than is known.
        func before(_ count: UInt64) -> UInt64 { UInt64(UInt128(count) * UInt128(passed) / UInt128(known)) }
        let counts = counts(of: slice)
        sum.counts.subtract(EventCounts(good: before(counts.good), bad: before(counts.bad)))
        sum.covered -= Int64(before(UInt64(covered[slot(of: slice)])))
        return sum
    }

    /// From a slice that the ring still has to the open one.
    func slices(from oldest: Int64) -> [(slice: Int64, counts: EventCounts)] {
        var slices: [(slice: Int64, counts: EventCounts)] = []
        var slice = oldest
        while slice <= open {
            slices.append((slice, counts(of: slice)))
            slice += 1
        }
        return slices
    }

    /// Of a slice that the ring still has.
    private func counts(of slice: Int64) -> EventCounts {
        let slot = slot(of: slice)
        return EventCounts(good: good[slot], bad: bad[slot])
    }

    func slot(of slice: Int64) -> Int {
        let capacity = Int64(good.count)
        let remainder = slice % capacity
        return Int(remainder < 0 ? remainder + capacity : remainder)
    }
}

extension Int64 {
    /// The quotient rounded towards minus infinity: slices before 1970 have edges like those after it.
    ///
    /// - Precondition: `divisor` is positive.
    package func dividedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The quotient rounded towards plus infinity.
    ///
    /// - Precondition: `divisor` is positive.
    package func dividedUp(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder > 0 ? quotient + 1 : quotient
    }
}
