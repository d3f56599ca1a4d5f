/// Protobuf bytes as text, in the manner of protobuf's own text format.
enum WireDump {
    /// Every message of a page, each preceded by its length.
    static func page(_ bytes: [UInt8]) throws -> String {
        try WireMessage.page(bytes).flatMap { lines($0, indent: "") }.joined(separator: "\n") + "\n"
    }

    private static func lines(_ message: WireMessage, indent: String) -> [String] {
        message.fields.flatMap { field -> [String] in
            let name = indent + field.name
            return switch field.value {
            case .text(let text): ["\(name): \(text.debugDescription)"]
            case .unsigned(let value): ["\(name): \(value)"]
            case .signed(let value): ["\(name): \(value)"]
            case .double(let value): ["\(name): \(value)"]
            case .type(let type): ["\(name): \(type)"]
            case .packed(let values): ["\(name): \(values)"]
            case .message(let message): ["\(name) {"] + lines(message, indent: indent + "  ") + ["\(indent)}"]
            }
        }
    }
}
