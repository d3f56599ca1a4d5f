import NinesMetrics

/// The times that collectors gave their samples, each behind its sample's value. Families of instruments have none.
struct TimestampText {
    /// By child; empty: no child has one.
    private let times: [UnixTime?]
    private let inSeconds: Bool

    /// - Parameter inSeconds: As OpenMetrics writes them; the text formats have milliseconds.
    init(_ family: FamilySnapshot, inSeconds: Bool) {
        times = family.timestamps ?? []
        self.inSeconds = inSeconds
    }

    /// Whether no child has one.
    var areNone: Bool { times.isEmpty }

    /// The most bytes that one takes.
    var longest: Int { times.isEmpty ? 0 : NumberText.longest + 1 }

    /// Appends a blank and the time of that child; nothing when it has none.
    @inline(__always)
    func append(_ child: Int, to block: inout LineBlock) {
        guard !times.isEmpty, let time = times[child] else { return }
        block.append(UInt8(ascii: " "))
        if inSeconds { block.append(seconds: time) } else { block.append(time.milliseconds) }
    }
}
