import NinesMetrics

/// The exemplars of a family as they are written behind their samples, asked for in the order of children and buckets.
struct ExemplarTexts {
    private let entries: [(child: Int, bucket: Int, text: [UInt8])]
    private var position = 0
    /// The bytes of the longest.
    let longest: Int

    /// - Parameter lastBucket: The bucket `+Inf`, where the latest exemplar of a native histogram goes unless it has
    ///   one: those of native histograms have no place of their own in text, and a line has room for one.
    init(_ column: ExemplarColumn?, lastBucket: Int = 0) {
        // A native histogram's stand first in the column, so that a bucket's own is the last of its place. Without one
        // the column is in order.
        let hasNative = column?.entries.contains { $0.bucket < 0 } ?? false
        var placed = (column?.entries ?? []).enumerated().map { offset, entry in
            (child: entry.child, bucket: entry.bucket < 0 ? lastBucket : entry.bucket, offset, entry.exemplar)
        }
        if hasNative { placed.sort { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) } }
        var entries: [(child: Int, bucket: Int, text: [UInt8])] = []
        for (child, bucket, _, exemplar) in placed {
            if let last = entries.last, last.child == child, last.bucket == bucket { entries.removeLast() }
            var text: [UInt8] = []
            text.append(exemplar)
            entries.append((child, bucket, text))
        }
        self.entries = entries
        longest = entries.map(\.text.count).max() ?? 0
    }

    var areNone: Bool { entries.isEmpty }

    /// Appends the exemplar of that sample, if it has one.
    @inline(__always)
    mutating func append(_ child: Int, _ bucket: Int, to block: inout LineBlock) {
        guard position < entries.count else { return }
        appendNext(child, bucket, to: &block)
    }

    private mutating func appendNext(_ child: Int, _ bucket: Int, to block: inout LineBlock) {
        while position < entries.count, (entries[position].child, entries[position].bucket) < (child, bucket) {
            position += 1
        }
        guard position < entries.count, entries[position].child == child, entries[position].bucket == bucket else {
            return
        }
        block.append(entries[position].text)
    }
}

/// The exemplars of a family's children, asked for child after child.
struct ChildExemplars {
    private let entries: [ExemplarColumn.Entry]
    private var position = 0

    init(_ column: ExemplarColumn?) { entries = column?.entries ?? [] }

    /// Those of `child`, in order of their buckets.
    ///
    /// - Parameter child: Not before the child of the last call.
    @inline(__always)
    mutating func next(of child: Int) -> ArraySlice<ExemplarColumn.Entry> {
        entries.isEmpty ? [] : found(of: child)
    }

    private mutating func found(of child: Int) -> ArraySlice<ExemplarColumn.Entry> {
        while position < entries.count, entries[position].child < child { position += 1 }
        var end = position
        while end < entries.count, entries[end].child == child { end += 1 }
        return entries[position..<end]
    }
}
