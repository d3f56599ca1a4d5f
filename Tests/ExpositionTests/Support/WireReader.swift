/// Reads protobuf bytes by a description of the messages.
struct WireReader {
    enum Kind: Sendable {
        case text, unsigned, signed, zigZag, double, type
        case packedZigZag
        case message([UInt64: Field])
    }

    struct Field: Sendable {
        let name: String
        let kind: Kind

        init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    struct Malformed: Error {
        let offset: Int
        let reason: String
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func message(_ description: [UInt64: Field]) throws -> WireMessage {
        var fields: [WireMessage.Field] = []
        while !isAtEnd {
            let tag = try varint()
            guard let field = description[tag >> 3] else { throw malformed("field \(tag >> 3)") }
            fields.append(WireMessage.Field(name: field.name, value: try value(of: field, wireType: tag & 7)))
        }
        return WireMessage(fields: fields)
    }

    private mutating func value(of field: Field, wireType: UInt64) throws -> WireMessage.Value {
        switch (field.kind, wireType) {
        case (.unsigned, 0): return .unsigned(try varint())
        case (.signed, 0): return .signed(Int64(bitPattern: try varint()))
        case (.zigZag, 0): return .signed(try zigZag())
        case (.type, 0): return .type(Self.types[Int(try varint())])
        case (.double, 1): return .double(try double())
        case (.text, 2): return .text(String(decoding: try measured(), as: UTF8.self))
        case (.packedZigZag, 2):
            var list = WireReader(try measured())
            var numbers: [Int64] = []
            while !list.isAtEnd { numbers.append(try list.zigZag()) }
            return .packed(numbers)
        case (.message(let description), 2):
            var message = WireReader(try measured())
            return .message(try message.message(description))
        default: throw malformed("wire type \(wireType) of \(field.name)")
        }
    }

    private mutating func varint() throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard !isAtEnd else { throw malformed("end within a varint") }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard byte != 0 || shift == 0 else { throw malformed("a varint longer than needed") }
                return value
            }
        }
        throw malformed("a varint of more than 10 bytes")
    }

    private mutating func zigZag() throws -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func double() throws -> Double {
        guard position + 8 <= bytes.endIndex else { throw malformed("end within a double") }
        defer { position += 8 }
        return Double(bitPattern: bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    mutating func measured() throws -> ArraySlice<UInt8> {
        let length = Int(try varint())
        guard length <= bytes.endIndex - position else { throw malformed("a length beyond the end") }
        defer { position += length }
        return bytes[position..<position + length]
    }

    private func malformed(_ reason: String) -> Malformed { Malformed(offset: position, reason: reason) }
}

/// The messages of `io.prometheus.client`.
extension WireReader {
    private static let types = ["COUNTER", "GAUGE", "SUMMARY", "UNTYPED", "HISTOGRAM", "GAUGE_HISTOGRAM"]

    static let family: [UInt64: Field] = [
        1: Field("name", .text), 2: Field("help", .text), 3: Field("type", .type), 4: Field("metric", .message(metric)),
        5: Field("unit", .text),
    ]

    private static let metric: [UInt64: Field] = [
        1: Field("label", .message(label)), 2: Field("gauge", .message(value)), 3: Field("counter", .message(counter)),
        4: Field("summary", .message(summary)), 5: Field("untyped", .message(value)),
        7: Field("histogram", .message(histogram)),
    ]

    private static let label: [UInt64: Field] = [1: Field("name", .text), 2: Field("value", .text)]

    private static let value: [UInt64: Field] = [1: Field("value", .double)]

    private static let counter: [UInt64: Field] = [
        1: Field("value", .double), 2: Field("exemplar", .message(exemplar)), 3: Field("start", .message(timestamp)),
    ]

    private static let summary: [UInt64: Field] = [
        1: Field("count", .unsigned), 2: Field("sum", .double), 3: Field("quantile", .message(quantile)),
        4: Field("start", .message(timestamp)),
    ]

    private static let quantile: [UInt64: Field] = [1: Field("quantile", .double), 2: Field("value", .double)]

    private static let histogram: [UInt64: Field] = [
        1: Field("count", .unsigned), 2: Field("sum", .double), 3: Field("bucket", .message(bucket)),
        5: Field("schema", .zigZag), 6: Field("zero_threshold", .double), 7: Field("zero_count", .unsigned),
        9: Field("negative_span", .message(span)), 10: Field("negative_delta", .packedZigZag),
        12: Field("positive_span", .message(span)), 13: Field("positive_delta", .packedZigZag),
        15: Field("start", .message(timestamp)), 16: Field("exemplar", .message(exemplar)),
    ]

    private static let bucket: [UInt64: Field] = [
        1: Field("cumulative_count", .unsigned), 2: Field("upper_bound", .double),
        3: Field("exemplar", .message(exemplar)),
    ]

    private static let span: [UInt64: Field] = [1: Field("offset", .zigZag), 2: Field("length", .unsigned)]

    private static let exemplar: [UInt64: Field] = [
        1: Field("label", .message(label)), 2: Field("value", .double), 3: Field("timestamp", .message(timestamp)),
    ]

    private static let timestamp: [UInt64: Field] = [1: Field("seconds", .signed), 2: Field("nanos", .signed)]
}
