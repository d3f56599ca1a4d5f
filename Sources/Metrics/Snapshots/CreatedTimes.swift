/// When each child began to count: in four bytes each where all began within 49 days of the first, as most do.
package struct CreatedTimes: Sendable {
    /// In milliseconds since the Unix epoch.
    private let first: Int64
    /// Milliseconds after `first`.
    private let offsets: [UInt32]
    /// Instead of `offsets` where they do not fit.
    private let wide: [UnixTime]

    package init(_ times: some Collection<UnixTime>) {
        let first = times.lazy.map(\.milliseconds).min() ?? 0
        var offsets: [UInt32] = []
        offsets.reserveCapacity(times.count)
        for time in times {
            // Two times may be further apart than an Int64 reaches.
            let (offset, overflows) = time.milliseconds.subtractingReportingOverflow(first)
            guard !overflows, let offset = UInt32(exactly: offset) else { break }
            offsets.append(offset)
        }
        let fits = offsets.count == times.count
        self.first = first
        self.offsets = fits ? offsets : []
        wide = fits ? [] : Array(times)
    }

    package var count: Int { wide.isEmpty ? offsets.count : wide.count }

    package subscript(child: Int) -> UnixTime {
        ColumnReads.add()
        // No overflow: the sum is a time that was given.
        return wide.isEmpty ? UnixTime(milliseconds: first + Int64(offsets[child])) : wide[child]
    }

    /// All of them, in memory of their own: for tests and tools. An encoder asks for one child's at a time.
    package var times: [UnixTime] { (0..<count).map { self[$0] } }
}
