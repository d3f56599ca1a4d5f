extension SLOState {
    /// What the state still has of the past, of all instances together: narrow slices of late, wide ones further back.
    ///
    /// Where instances kept slices of different widths, theirs are added up within the widest. Time in which nobody
    /// watched is a gap; a slice that was watched in part is there whole.
    public var history: History {
        let pieces = runs.flatMap { StateTimeline($0).pieces }.sorted { $0.start < $1.start }
        var slices: [HistorySlice] = []
        var open: StateTimeline.Piece?
        func close() {
            guard let open else { return }
            slices.append(
                HistorySlice(
                    from: Timestamp(secondsSinceEpoch: Int(open.start)),
                    to: Timestamp(secondsSinceEpoch: Int(open.end)), counts: open.counts))
        }
        for piece in pieces {
            if let current = open, piece.start < current.end {
                open?.end = max(current.end, piece.end)
                open?.counts = current.counts.saturatingSum(piece.counts)
            } else {
                close()
                open = piece
            }
        }
        close()
        // Throws only for seconds beyond the reach of timestamps, which no engine writes.
        return (try? History(slices)) ?? .empty
    }
}
