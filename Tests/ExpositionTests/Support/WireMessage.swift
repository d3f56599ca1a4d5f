/// A protobuf message as its fields in the order of its bytes, read without the encoder's code.
struct WireMessage {
    enum Value {
        case text(String)
        case unsigned(UInt64)
        case signed(Int64)
        case double(Double)
        case type(String)
        case packed([Int64])
        case message(WireMessage)
    }

    struct Field {
        let name: String
        let value: Value
    }

    let fields: [Field]

    /// Every message of a page, each preceded by its length.
    static func page(_ bytes: [UInt8]) throws -> [WireMessage] {
        var reader = WireReader(bytes[...])
        var messages: [WireMessage] = []
        while !reader.isAtEnd {
            var message = WireReader(try reader.measured())
            messages.append(try message.message(WireReader.family))
        }
        return messages
    }

    func values(_ name: String) -> [Value] { fields.filter { $0.name == name }.map(\.value) }

    func messages(_ name: String) -> [WireMessage] {
        values(name).compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    /// Empty, as protobuf wants it, where the message has no such field.
    func text(_ name: String) -> String { if case .text(let text) = values(name).last { text } else { "" } }

    func double(_ name: String) -> Double { if case .double(let value) = values(name).last { value } else { 0 } }

    func unsigned(_ name: String) -> UInt64 { if case .unsigned(let value) = values(name).last { value } else { 0 } }

    func signed(_ name: String) -> Int64 { if case .signed(let value) = values(name).last { value } else { 0 } }

    func packed(_ name: String) -> [Int64] {
        values(name).flatMap { if case .packed(let values) = $0 { values } else { [] as [Int64] } }
    }
}
