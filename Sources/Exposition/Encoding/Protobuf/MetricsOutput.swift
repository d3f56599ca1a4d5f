/// What a family's metrics are written to: their size, or a chunk of the page.
protocol MetricsOutput {
    associatedtype Sink: WireSink

    /// Calls `write` for one metric after the other, until it says that there are no more or the output has enough.
    mutating func forEachMetric(_ write: (inout Sink) -> Bool)
}

/// How many bytes metrics take, together and at most.
struct MetricsSize: MetricsOutput {
    private(set) var size = WireSize()
    private(set) var longest = 0

    @inline(__always)
    mutating func forEachMetric(_ write: (inout WireSize) -> Bool) {
        var hasMore = true
        while hasMore {
            let before = size.count
            hasMore = write(&size)
            longest = max(longest, size.count &- before)
        }
    }
}

/// A chunk of a page, which has enough once it has `limit` bytes.
struct MetricsPage: MetricsOutput {
    var bytes: [UInt8]
    let limit: Int
    /// No metric needs more bytes than this.
    let longest: Int

    @inline(__always)
    mutating func forEachMetric(_ write: (inout LineBlock) -> Bool) {
        LineBlock.lines(of: &bytes, limit: limit, longest: longest, write)
    }
}
