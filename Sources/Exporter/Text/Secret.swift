/// A text that is never printed, however it is looked at: only ``reveal()`` gives it away.
struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable, Encodable {
    /// What stands in its place wherever it would be printed.
    static let shown = "<secret>"

    private let text: String

    init(_ text: String) { self.text = text }

    /// For the one who sends it.
    func reveal() -> String { text }

    var description: String { Self.shown }
    var debugDescription: String { Self.shown }
    var customMirror: Mirror { Mirror(self, children: []) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.shown)
    }
}
