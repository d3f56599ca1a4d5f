import NinesMetrics

/// The lines of a family whose children are one number each: a line for each, and where OpenMetrics is told to say so,
/// one for the time it was created.
struct ScalarLines {
    enum Column {
        case counters([CounterValue])
        case gauges([Double])
    }

    private let name: SampleName
    private let labels: LabelColumn
    private let column: Column
    private let style: NumberText.Style
    private let created: CreatedLines
    private let timestamps: TimestampText
    private var exemplars: ExemplarTexts
    private let longest: Int
    private var child = 0

    init(_ family: FamilySnapshot, _ column: Column, options: LineOptions) {
        name = SampleName(family.descriptor.name)
        labels = family.labels
        self.column = column
        style = options.numberStyle
        created = CreatedLines(family, isWanted: options.writesCreated)
        timestamps = TimestampText(family, inSeconds: options.timesAreSeconds)
        exemplars = ExemplarTexts(options.writesExemplars ? family.exemplars : nil)
        let set = labels.longest
        longest =
            name.length(labels: set) + NumberText.longest + timestamps.longest + exemplars.longest + 1
            + created.length(labels: set)
    }

    /// See ``EncodedFamily/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        switch column {
        case .counters(let values): write(values, to: &text, limit) { $1.append($0, style: $2) }
        case .gauges(let values): write(values, to: &text, limit) { $1.append($0, style: $2) }
        }
        return child == labels.count
    }

    @inline(__always)
    private mutating func write<Value>(
        _ values: [Value], to text: inout [UInt8], _ limit: Int,
        _ append: (Value, inout LineBlock, NumberText.Style) -> Void
    ) {
        guard child < labels.count else { return }
        let (name, labels, style, created, timestamps) = (name, labels, style, created, timestamps)
        var (child, exemplars) = (child, exemplars)
        // Families of instruments have none of the three unless somebody asks for them: one question for each line.
        let isPlain = timestamps.areNone && exemplars.areNone && created.areNone
        labels.text.withUnsafeBufferPointer { sets in
            LineBlock.lines(of: &text, limit: limit, longest: longest) { block in
                let set = UnsafeBufferPointer(rebasing: sets[labels.range(child)])
                block.append(name, labels: set)
                append(values[child], &block, style)
                if !isPlain {
                    timestamps.append(child, to: &block)
                    exemplars.append(child, 0, to: &block)
                }
                block.append(UInt8(ascii: "\n"))
                if !isPlain { created.append(child, labels: set, to: &block) }
                child += 1
                return child < labels.count
            }
        }
        (self.child, self.exemplars) = (child, exemplars)
    }
}

extension LabelColumn {
    /// The bytes of the longest set. Walks all of them.
    var longest: Int {
        var (longest, start) = (0, 0)
        for index in 0..<count {
            let end = ends[index]
            longest = max(longest, end - start)
            start = end
        }
        return longest
    }
}
