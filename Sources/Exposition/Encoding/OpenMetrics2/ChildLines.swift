import NinesMetrics

/// The samples of a family in OpenMetrics 2.0 (release candidate 0): one line for each child, whatever its type.
///
/// No name has a suffix that the family's does not have, and what used to be lines of their own is part of the value.
struct ChildLines {
    private let family: FamilySnapshot
    private let name: SampleName
    private var exemplars: ChildExemplars
    /// The bytes of the longest label set, for lines of one number.
    private let longestLabels: Int
    private var child = 0

    init(_ family: FamilySnapshot) {
        self.family = family
        switch family.values {
        case .counters, .gauges: longestLabels = family.labels.longest
        case .histograms, .nativeHistograms, .summaries: longestLabels = 0
        }
        exemplars = ChildExemplars(family.exemplars)
        name = SampleName(family.descriptor.name)
    }

    /// See ``EncodedFamily/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        switch family.values {
        case .counters(let values) where family.exemplars == nil:
            forEachNumber(&text, limit) { $1.append(values[$0], style: .openMetrics) }
        case .gauges(let values) where family.exemplars == nil:
            forEachNumber(&text, limit) { $1.append(values[$0], style: .openMetrics) }
        case .counters(let values):
            forEachChild(&text, limit) { NumberText.append(values[$0], style: .openMetrics, to: &$1) }
        case .gauges(let values):
            forEachChild(&text, limit) { NumberText.append(values[$0], style: .openMetrics, to: &$1) }
        case .histograms(let column):
            let value = CompositeValue(family.descriptor.type)
            forEachChild(&text, limit) { value.append(column, child: $0, to: &$1) }
        case .nativeHistograms(let column):
            let value = CompositeValue(family.descriptor.type)
            forEachChild(&text, limit) { value.append(column, child: $0, to: &$1) }
        case .summaries(let column):
            let value = CompositeValue(family.descriptor.type)
            // A value has to have a sum: where that is none that may be told, there is no line.
            forEachChild(&text, limit, where: { SummaryColumn.isLegal(sum: column.sum($0)) }) {
                value.append(column, child: $0, to: &$1)
            }
        }
        return child == family.count
    }

    /// Lines of one number without exemplars, written by address: the longest is known before.
    @inline(__always)
    private mutating func forEachNumber(
        _ text: inout [UInt8], _ limit: Int, _ appendValue: (_ child: Int, _ block: inout LineBlock) -> Void
    ) {
        let (labels, name, created, startTime) = (family.labels, name, family.startTimes, Self.startTime)
        guard child < labels.count else { return }
        let timestamps = TimestampText(family, inSeconds: true)
        let longest =
            name.length(labels: longestLabels) + 2 * NumberText.longest + startTime.count
            + timestamps.longest + 1
        var child = child
        labels.text.withUnsafeBufferPointer { sets in
            LineBlock.lines(of: &text, limit: limit, longest: longest) { block in
                block.append(name, labels: UnsafeBufferPointer(rebasing: sets[labels.range(child)]))
                appendValue(child, &block)
                timestamps.append(child, to: &block)
                if let created {
                    block.append(startTime)
                    block.append(seconds: created[child])
                }
                block.append(UInt8(ascii: "\n"))
                child += 1
                return child < labels.count
            }
        }
        self.child = child
    }

    /// What stands before the time since when a child has been counting.
    private static let startTime = Array(" st@".utf8)

    @inline(__always)
    private mutating func forEachChild(
        _ text: inout [UInt8], _ limit: Int, where isTold: (_ child: Int) -> Bool = { _ in true },
        _ appendValue: (_ child: Int, _ text: inout [UInt8]) -> Void
    ) {
        let labels = family.labels
        let created = family.startTimes
        let timestamps = family.timestamps
        while child < labels.count, text.count < limit {
            guard isTold(child) else {
                child += 1
                continue
            }
            let range = labels.range(child)
            if range.isEmpty {
                text.append(contentsOf: name.unlabelled)
            } else {
                text.append(contentsOf: name.beforeLabels)
                text.append(contentsOf: labels.text[range])
                text.append(contentsOf: "} ".utf8)
            }
            appendValue(child, &text)
            if let time = timestamps?[child] {
                text.append(UInt8(ascii: " "))
                NumberText.append(seconds: time, to: &text)
            }
            if let created {
                text.append(contentsOf: Self.startTime)
                NumberText.append(seconds: created[child], to: &text)
            }
            // The format demands a time of every exemplar.
            for entry in exemplars.next(of: child) where entry.exemplar.time != nil { text.append(entry.exemplar) }
            text.append(UInt8(ascii: "\n"))
            child += 1
        }
    }
}
