extension SliceAccounting {
    /// The timeslice in progress, for a state; nil where events count by themselves or none has begun.
    var timeslice: SLOState.OpenTimeslice? {
        guard let length else { return nil }
        if let current {
            return SLOState.OpenTimeslice(
                start: current.index * length, counts: current.counts, covered: current.covered * baseWidth)
        }
        // Without it, a merge with what was written before would bring back the slice that is judged.
        return closed.map { SLOState.OpenTimeslice(start: ($0 + 1) * length, counts: .zero, covered: 0) }
    }

    /// Goes on with a timeslice that an earlier run of this instance began.
    ///
    /// - Parameters:
    ///   - slice: of the same length as this SLO's, in the same unit.
    ///   - second: the present. A slice that begins after it comes from a clock that was wrong, and is left out.
    /// - Returns: whether it is over already: it is then judged by what is known of it, in a past that was written
    ///   down.
    mutating func restore(_ slice: SLOState.OpenTimeslice, at second: Int64) -> Bool {
        guard let length, slice.start <= second, slice.start % length == 0 else { return false }
        let index = slice.start.dividedDown(by: length)
        // As many as fit, whatever was decoded.
        let covered = min(max(slice.covered, 0), length) / baseWidth
        current = Timeslice(index: index, counts: slice.counts, covered: covered)
        return slice.counts != .zero && second - slice.start >= length
    }

    /// Seconds in a timeslice; nil where events count by themselves.
    private var length: Int64? { budgeting.sliceLength?.components.seconds }
}
