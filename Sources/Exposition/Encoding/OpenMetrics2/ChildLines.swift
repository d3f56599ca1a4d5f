import NinesMetrics

/// The samples of a family in OpenMetrics 2.0 (release candidate 0): one line for each child, whatever its type.
///
/// No name has a suffix that the family's does not have, and what used to be lines of their own is part of the value.
struct ChildLines {
    private let family: FamilySnapshot
    /// In two forms: a name that has to be quoted stands within the braces.
    private let name: (unlabelled: [UInt8], beforeLabels: [UInt8])
    private var exemplars: ChildExemplars
    private var child = 0

    init(_ family: FamilySnapshot) {
        self.family = family
        exemplars = ChildExemplars(family.exemplars)
        var text: [UInt8] = []
        LabelText.append(name: family.descriptor.name, colons: true, to: &text)
        let isQuoted = text.first == UInt8(ascii: "\"")
        name =
            isQuoted
            ? (Array("{".utf8) + text + Array("} ".utf8), Array("{".utf8) + text + Array(",".utf8))
            : (text + Array(" ".utf8), text + Array("{".utf8))
    }

    /// See ``EncodedFamily/fill(_:limit:)``.
    mutating func fill(_ text: inout [UInt8], limit: Int) -> Bool {
        switch family.values {
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
            forEachChild(&text, limit) { value.append(column, child: $0, to: &$1) }
        }
        return child == family.count
    }

    @inline(__always)
    private mutating func forEachChild(
        _ text: inout [UInt8], _ limit: Int, _ appendValue: (_ child: Int, _ text: inout [UInt8]) -> Void
    ) {
        let labels = family.labels
        let created = family.descriptor.type == .gaugeHistogram ? nil : family.created
        while child < labels.count, text.count < limit {
            let range = labels.range(child)
            if range.isEmpty {
                text.append(contentsOf: name.unlabelled)
            } else {
                text.append(contentsOf: name.beforeLabels)
                text.append(contentsOf: labels.text[range])
                text.append(contentsOf: "} ".utf8)
            }
            appendValue(child, &text)
            if let created {
                text.append(contentsOf: " st@".utf8)
                text.append(seconds: created[child])
            }
            for entry in exemplars.next(of: child) { text.append(entry.exemplar) }
            text.append(UInt8(ascii: "\n"))
            child += 1
        }
    }
}

extension [UInt8] {
    /// ` # {labels} value time`; nothing for an exemplar without a time, which the format demands.
    fileprivate mutating func append(_ exemplar: Exemplar) {
        guard let time = exemplar.time else { return }
        append(contentsOf: " # {".utf8)
        var isFirst = true
        for label in exemplar.labels {
            LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &self)
        }
        append(contentsOf: "} ".utf8)
        NumberText.append(exemplar.value, style: .openMetrics, to: &self)
        append(UInt8(ascii: " "))
        append(seconds: time)
    }

    /// Seconds with three digits after the point, all of them from integers: a double would round them.
    fileprivate mutating func append(seconds time: UnixTime) {
        if time.milliseconds < 0 { append(UInt8(ascii: "-")) }
        let (seconds, fraction) = time.milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        NumberText.append(seconds, to: &self)
        append(UInt8(ascii: "."))
        for digit in [fraction / 100, fraction / 10 % 10, fraction % 10] {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
        }
    }
}
