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
