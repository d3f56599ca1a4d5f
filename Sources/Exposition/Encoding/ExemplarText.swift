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

    /// Seconds with three digits after the point, all of them from integers: a double would round them.
    mutating func append(seconds time: UnixTime) {
        if time.milliseconds < 0 { append(UInt8(ascii: "-")) }
        let (seconds, fraction) = time.milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        NumberText.append(seconds, to: &self)
        append(UInt8(ascii: "."))
        for digit in [fraction / 100, fraction / 10 % 10, fraction % 10] {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
        }
    }
}
