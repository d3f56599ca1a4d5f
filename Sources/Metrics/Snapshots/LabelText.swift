/// The rendered form of a label set: `name="value",name="value"`.
package enum LabelText {
    /// Appends `name="value"`, with a comma before it when `text` holds labels of this set already. An empty value
    /// appends nothing: the label is absent.
    package static func append(
        name: String, value: some Sequence<UInt8>, isFirst: inout Bool, to text: inout [UInt8]
    ) {
        var values = value.makeIterator()
        guard let first = values.next() else { return }
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        append(name: name, to: &text)
        text.append(UInt8(ascii: "="))
        text.append(UInt8(ascii: "\""))
        appendEscaped(first, to: &text)
        while let byte = values.next() { appendEscaped(byte, to: &text) }
        text.append(UInt8(ascii: "\""))
    }

    /// In quotes and escaped unless every scraper reads it as it is.
    ///
    /// - Parameter colons: Whether a colon is read so, as in a metric's name.
    package static func append(name: String, colons: Bool = false, to text: inout [UInt8]) {
        guard !NameRules.isLegal(name, colons: colons) else { return text.append(contentsOf: name.utf8) }
        text.append(UInt8(ascii: "\""))
        for byte in name.utf8 { appendEscaped(byte, to: &text) }
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
        forEach(in: text) { name, value in
            labels.append(Label(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
        return labels
    }

    /// The names of all labels that a child of the column has.
    static func names(in column: LabelColumn) -> Set<[UInt8]> {
        var names: Set<[UInt8]> = []
        for index in 0..<column.count {
            forEach(in: column.text[column.range(index)]) { name, _ in names.insert(name) }
        }
        return names
    }

    private static func forEach(in text: some Sequence<UInt8>, _ body: (_ name: [UInt8], _ value: [UInt8]) -> Void) {
        var bytes = text.makeIterator()
        var name: [UInt8] = []
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: ","): break
            case UInt8(ascii: "\""): name = unquoted(&bytes)
            case UInt8(ascii: "="):
                _ = bytes.next()
                let value = unquoted(&bytes)
                body(name, value)
                name.removeAll(keepingCapacity: true)
            default: name.append(byte)
            }
        }
    }

    /// The rest of a quoted string whose opening quote was read.
    private static func unquoted(_ bytes: inout some IteratorProtocol<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = bytes.next(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let escaped = bytes.next()
            text.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped ?? byte)
        }
        return text
    }
}

/// A label name and its value. An empty value means that the label is absent.
///
/// Labels are equal when their bytes are: Prometheus does not know canonical equivalence.
public struct Label: Sendable, Hashable {
    /// Not checked here: what takes labels checks their names.
    public let name: String
    /// Any text.
    public let value: String

    /// A label `name="value"`.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether names and values are the same bytes.
    public static func == (lhs: Label, rhs: Label) -> Bool {
        lhs.name.utf8.elementsEqual(rhs.name.utf8) && lhs.value.utf8.elementsEqual(rhs.value.utf8)
    }

    /// Hashes the bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
        for byte in value.utf8 { hasher.combine(byte) }
    }
}
