import NinesMetrics

/// OpenMetrics' `_created` lines: since when a child has been counting.
struct CreatedLines {
    private let name: SampleName
    /// Nil: there are no lines.
    private let times: CreatedTimes?
    private let timestamps: TimestampText

    /// No lines when the family's children have no such times, its type has none in OpenMetrics, or `isWanted` is
    /// false.
    init(_ family: FamilySnapshot, isWanted: Bool) {
        name = SampleName("\(family.descriptor.baseName)_created")
        times = isWanted ? family.startTimes : nil
        // Of one metric's samples all have a timestamp, or none.
        timestamps = TimestampText(family, inSeconds: true)
    }

    var areNone: Bool { times == nil }

    /// The most bytes that one takes.
    func length(labels: Int) -> Int {
        times == nil ? 0 : name.length(labels: labels) + NumberText.longest + timestamps.longest + 1
    }

    /// Appends the line of that child; nothing when there are no such lines.
    @inline(__always)
    func append(_ child: Int, labels: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        guard let times else { return }
        block.append(name, labels: labels)
        block.append(seconds: times[child])
        timestamps.append(child, to: &block)
        block.append(UInt8(ascii: "\n"))
    }
}

extension FamilySnapshot {
    /// When what the family's children count began; nil for a type whose values may fall, as such have no start: from
    /// one, a scraper would make a sample of 0 at that time.
    var startTimes: CreatedTimes? {
        switch descriptor.type {
        case .counter, .histogram, .summary: createdTimes
        case .gauge, .gaugeHistogram, .info, .stateSet, .unknown: nil
        }
    }
}
