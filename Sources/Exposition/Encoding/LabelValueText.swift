/// A label that stands last in a sample's braces and whose value is a number, with the blank before the sample's value.
enum LabelValueText {
    /// `le="0.5"} `: canonical in every format (OpenMetrics 1.0, "Canonical Numbers").
    static func number(of name: StaticString, _ value: Double) -> [UInt8] {
        var text = Array("\(name)=\"".utf8)
        NumberText.append(value, style: .openMetrics, to: &text)
        text.append(contentsOf: "\"} ".utf8)
        return text
    }
}
