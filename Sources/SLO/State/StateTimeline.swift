/// The counts of a run as one sequence of pieces of time that do not overlap, each as fine as it is still kept.
///
/// Levels of a ladder count the same events several times over, at different widths and for different lengths of time.
/// A timeline has every event once: the finest level for as long as it reaches back, then the next. A wide slice that a
/// finer level knows in part is cut there, and keeps what the finer slices do not account for. So the levels of a
/// ladder with other windows can be filled from it: a slice is the sum of the pieces inside it.
struct StateTimeline {
    struct Piece: Equatable {
        /// In seconds since the epoch.
        var start: Int64
        /// After the start.
        var end: Int64
        var counts: EventCounts
        /// Seconds in it that were watched.
        var covered: Int64
    }

    /// In no particular order.
    private(set) var pieces: [Piece] = []
    /// The second from which on everything was kept.
    private(set) var start: Int64?

    /// - Parameter end: pieces that begin then or later are left out.
    init(_ run: SLOState.Run, until end: Int64 = .max) {
        pieces.reserveCapacity(run.levels.reduce(0) { $0 + $1.slices.count })
        for level in run.levels {
            let knownFrom = start ?? .max
            let begin = level.first * level.width
            for slice in level.slices {
                let from = slice.index * level.width
                guard from < knownFrom else { break }
                var piece = Piece(
                    start: from, end: from + level.width, counts: slice.counts,
                    covered: min(Int64(slice.covered) * run.baseWidth, level.width))
                if piece.end > knownFrom { cut(&piece, at: knownFrom) }
                guard piece.counts != .zero || piece.covered > 0 else { continue }
                pieces.append(piece)
            }
            start = min(knownFrom, begin)
        }
        // Not earlier: cutting a wide piece takes the narrow ones after it.
        if end < .max { pieces.removeAll { $0.start >= end } }
    }

    /// Takes away what finer levels have of it, which begins at `edge`. Once a level, so looking at all pieces is
    /// cheap.
    private func cut(_ piece: inout Piece, at edge: Int64) {
        for finer in pieces where finer.start >= edge && finer.start < piece.end {
            piece.counts = piece.counts.saturatingDifference(finer.counts)
            piece.covered -= finer.covered
        }
        piece.end = edge
        piece.covered = min(max(piece.covered, 0), edge - piece.start)
    }
}
