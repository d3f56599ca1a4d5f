import NinesMetrics

/// The exemplars of a family's children, asked for child after child.
struct ChildExemplars {
    private let entries: [ExemplarColumn.Entry]
    private var position = 0

    init(_ column: ExemplarColumn?) { entries = column?.entries ?? [] }

    /// Those of `child`, in order of their buckets.
    ///
    /// - Parameter child: Not before the child of the last call.
    mutating func next(of child: Int) -> ArraySlice<ExemplarColumn.Entry> {
        while position < entries.count, entries[position].child < child { position += 1 }
        var end = position
        while end < entries.count, entries[end].child == child { end += 1 }
        return entries[position..<end]
    }
}
