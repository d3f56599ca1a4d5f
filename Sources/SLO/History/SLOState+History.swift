extension SLOState {
    /// What the state still has of the past, of all instances together: fine slices for the recent past, coarser ones
    /// before.
    ///
    /// Where instances kept slices of different widths, theirs are added up within the widest. Time that was not
    /// watched is a gap; a slice that was watched in part is there whole. A budget of timeslices has those in place of
    /// events, and runs from before the budget was changed to them are left out: neither can be made of the other.
    public var history: History {
        let unit = runs.max { $0.last < $1.last }?.unit
        let pieces = runs.filter { $0.unit == unit }.flatMap { StateTimeline($0).pieces }.sorted { $0.start < $1.start }
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
        return (try? History(slices, counted: Budgeting.counted(unitName: unit ?? ""))) ?? .empty
    }
}
