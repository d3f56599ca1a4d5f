/// The rendered form of a label set: `name="value",name="value"`.
enum LabelText {
    /// Appends `name="value"`, with a comma before it when `text` holds labels of this set already. An empty value
    /// appends nothing: the label is absent.
    static func append(
        name: String, value: some Sequence<UInt8>, isFirst: inout Bool, to text: inout [UInt8]
    ) {
        var values = value.makeIterator()
        guard let first = values.next() else { return }
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        text.append(contentsOf: name.utf8)
        text.append(UInt8(ascii: "="))
        text.append(UInt8(ascii: "\""))
        appendEscaped(first, to: &text)
        while let byte = values.next() { appendEscaped(byte, to: &text) }
        text.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""):
            text.append(UInt8(ascii: "\\"))
            text.append(byte)
        case UInt8(ascii: "\n"):
            text.append(UInt8(ascii: "\\"))
            text.append(UInt8(ascii: "n"))
        default:
            text.append(byte)
        }
    }

    /// The inverse of `append`, for text that it wrote.
    static func decode(_ text: some Sequence<UInt8>) -> [Label] {
        var labels: [Label] = []
        var bytes = text.makeIterator()
        var name: [UInt8] = []
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "=") else {
                if byte != UInt8(ascii: ",") { name.append(byte) }
                continue
            }
            _ = bytes.next()
            var value: [UInt8] = []
            while let byte = bytes.next(), byte != UInt8(ascii: "\"") {
                guard byte == UInt8(ascii: "\\") else {
                    value.append(byte)
                    continue
                }
                let escaped = bytes.next()
                value.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped ?? byte)
            }
            labels.append(Label(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            name.removeAll(keepingCapacity: true)
        }
        return labels
    }
}
