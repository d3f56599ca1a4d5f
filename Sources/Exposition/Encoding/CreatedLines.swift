import NinesMetrics

/// OpenMetrics' `_created` lines: since when a child has been counting.
struct CreatedLines {
    private let name: SampleName
    private let times: [UnixTime]

    /// No lines when the family's children have no such times, its type has none in OpenMetrics, or `isWanted` is false.
    init(_ family: FamilySnapshot, isWanted: Bool) {
        name = SampleName("\(family.descriptor.baseName)_created")
        let hasTimes =
            switch family.descriptor.type {
            case .counter, .histogram, .summary: true
            case .gauge, .gaugeHistogram, .info, .stateSet, .unknown: false
            }
        let created = isWanted && hasTimes ? family.created ?? [] : []
        times = created.count == family.count ? created : []
    }

    var areNone: Bool { times.isEmpty }

    /// The most bytes that one takes.
    func length(labels: Int) -> Int { areNone ? 0 : name.length(labels: labels) + NumberText.longest + 1 }

    /// Appends the line of that child; nothing when there are no such lines.
    @inline(__always)
    func append(_ child: Int, labels: UnsafeBufferPointer<UInt8>, to block: inout LineBlock) {
        guard !areNone else { return }
        block.append(name, labels: labels)
        var seconds: [UInt8] = []
        seconds.append(seconds: times[child])
        block.append(seconds)
        block.append(UInt8(ascii: "\n"))
    }
}
