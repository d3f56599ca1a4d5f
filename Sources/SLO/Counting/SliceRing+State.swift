extension SliceRing {
    /// The oldest slice that is kept.
    var oldest: Int64 { max(first, open - Int64(good.count) + 1) }

    /// The slices in which something was counted, as a state has them.
    ///
    /// - Parameter second: leaves out slices that ended before it.
    func level(since second: Int64?) -> SLOState.Level {
        let from = max(oldest, second?.dividedDown(by: width) ?? oldest)
        var slices: [SLOState.Slice] = []
        // Empty when `second` is later than all that was counted.
        for index in stride(from: from, through: open, by: 1) {
            let slot = slot(of: index)
            guard good[slot] != 0 || bad[slot] != 0 || covered[slot] != 0 else { continue }
            slices.append(
                SLOState.Slice(
                    index: index, counts: EventCounts(good: good[slot], bad: bad[slot]), covered: covered[slot]))
        }
        return SLOState.Level(width: width, first: oldest, slices: slices)
    }

    /// Adds slices of the same width to a ring that was just started. Those that no window needs any more and those
    /// after the open one are left out. Call ``sumWindows()`` when all are in.
    mutating func restore(_ level: SLOState.Level) {
        first = min(first, level.first)
        for slice in level.slices where slice.index >= oldest && slice.index <= open {
            let slot = slot(of: slice.index)
            good[slot] &+= slice.counts.good
            bad[slot] &+= slice.counts.bad
            cover(slot, with: Int64(slice.covered))
        }
    }

    /// Adds the pieces of a timeline to a ring that was just started: the sum of those inside a slice, and of a piece
    /// that reaches over several an even share, rounded so that the shares add up to the piece. Call ``sumWindows()``
    /// when all are in.
    ///
    /// - Parameter base: seconds of the ladder's narrowest slice.
    mutating func restore(_ timeline: StateTimeline, base: Int64) {
        guard let start = timeline.start else { return }
        first = min(first, start.dividedDown(by: width))
        var watched = [Int64](repeating: 0, count: covered.count)
        let range = oldest * width..<(open + 1) * width
        for piece in timeline.pieces where piece.end > range.lowerBound && piece.start < range.upperBound {
            // Nothing was counted after now, so a piece that reaches beyond ends in the open slice.
            let end = min(piece.end, range.upperBound)
            let share = PieceShare(piece, length: end - piece.start)
            var from = max(piece.start, range.lowerBound)
            while from < end {
                let slice = from.dividedDown(by: width)
                let to = min((slice + 1) * width, end)
                let part = share.part(from: from - piece.start, to: to - piece.start)
                let slot = slot(of: slice)
                good[slot] &+= part.counts.good
                bad[slot] &+= part.counts.bad
                watched[slot] += part.covered
                from = to
            }
        }
        for slot in watched.indices { cover(slot, with: watched[slot] / base) }
    }

    /// Adds what another instance counted, in a ring of the same windows at the same time. A slice is as well covered
    /// as the instance has it that watched it most.
    mutating func absorb(_ other: SliceRing) {
        first = min(first, other.first)
        for index in stride(from: other.oldest, through: open, by: 1) {
            let slot = slot(of: index)
            good[slot] &+= other.good[slot]
            bad[slot] &+= other.bad[slot]
            covered[slot] = max(covered[slot], other.covered[slot])
        }
    }

    private mutating func cover(_ slot: Int, with more: Int64) {
        // Both are at most 2^16 and `multiple` at most 36,000, so the sum and the conversion hold.
        covered[slot] = UInt16(min(Int64(covered[slot]) + min(max(more, 0), multiple), multiple))
    }

    /// Adds up the windows' slices afresh.
    mutating func sumWindows() {
        for window in windows.indices {
            windows[window].counts = .zero
            windows[window].covered = 0
            for index in stride(from: max(windows[window].tail, oldest), through: open, by: 1) {
                let slot = slot(of: index)
                windows[window].counts.add(EventCounts(good: good[slot], bad: bad[slot]))
                windows[window].covered += Int64(covered[slot])
            }
        }
    }
}

/// Cuts a piece of a timeline into parts that add up to it exactly.
private struct PieceShare {
    let piece: StateTimeline.Piece
    /// In seconds, positive.
    let length: Int64

    init(_ piece: StateTimeline.Piece, length: Int64) {
        self.piece = piece
        self.length = length
    }

    /// What is between two seconds of it, counted from its start.
    func part(from: Int64, to: Int64) -> (counts: EventCounts, covered: Int64) {
        guard from > 0 || to < length else { return (piece.counts, piece.covered) }
        return (
            EventCounts(
                good: share(piece.counts.good, until: to) - share(piece.counts.good, until: from),
                bad: share(piece.counts.bad, until: to) - share(piece.counts.bad, until: from)),
            Int64(share(UInt64(piece.covered), until: to) - share(UInt64(piece.covered), until: from))
        )
    }

    /// The whole part of `count x second / length`. It grows with `second` and is `count` at the end, so differences
    /// are not negative and add up.
    private func share(_ count: UInt64, until second: Int64) -> UInt64 {
        // `second` is in 0...length, so the quotient is at most `count`.
        UInt64(UInt128(count) * UInt128(second) / UInt128(length))
    }
}
