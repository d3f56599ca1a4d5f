import NinesMetrics

extension [UInt8] {
    /// ` # {labels} value time`, as OpenMetrics writes an exemplar behind its sample's value.
    mutating func append(_ exemplar: Exemplar) {
        append(contentsOf: " # {".utf8)
        var isFirst = true
        for label in exemplar.labels {
            LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &self)
        }
        append(contentsOf: "} ".utf8)
        NumberText.append(exemplar.value, style: .openMetrics, to: &self)
        guard let time = exemplar.time else { return }
        append(UInt8(ascii: " "))
        append(seconds: time)
    }

    mutating func append(seconds time: UnixTime) { NumberText.append(seconds: time, to: &self) }
}
