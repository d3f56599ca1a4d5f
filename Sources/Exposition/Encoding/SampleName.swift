import NinesMetrics

/// The name of a family's samples, as it stands before their labels and before the values of those without any.
///
/// A name that not every scraper reads stands in quotes, within the braces: `{"http.requests_total",method="GET"}`.
struct SampleName {
    /// `name ` or `{"name"} `.
    let unlabelled: [UInt8]
    /// `name{` or `{"name",`.
    let beforeLabels: [UInt8]

    init(_ name: String) {
        var text: [UInt8] = []
        LabelText.append(name: name, colons: true, to: &text)
        let isQuoted = text.first == UInt8(ascii: "\"")
        unlabelled = isQuoted ? Array("{".utf8) + text + Array("} ".utf8) : text + Array(" ".utf8)
        beforeLabels = isQuoted ? Array("{".utf8) + text + Array(",".utf8) : text + Array("{".utf8)
    }

    /// The most bytes that a name and a label set of so many bytes take, with what stands between them and a value.
    func length(labels: Int) -> Int { max(unlabelled.count, beforeLabels.count + labels + 3) }
}

extension LineBlock {
    /// A sample's name and labels, and the blank before its value.
    @inline(__always)
    mutating func append(_ name: SampleName, labels: UnsafeBufferPointer<UInt8>) {
        guard labels.count > 0 else { return append(name.unlabelled) }
        append(name.beforeLabels)
        append(labels)
        append(UInt8(ascii: "}"))
        append(UInt8(ascii: " "))
    }

    /// The same with one label more, whose text ends in `} `.
    @inline(__always)
    mutating func append(_ name: SampleName, labels: UnsafeBufferPointer<UInt8>, last: [UInt8]) {
        append(name.beforeLabels)
        if labels.count > 0 {
            append(labels)
            append(UInt8(ascii: ","))
        }
        append(last)
    }
}

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
