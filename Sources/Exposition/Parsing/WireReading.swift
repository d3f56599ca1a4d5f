/// Reads the fields of one protobuf message, within `bytes` and never beyond: lengths and numbers come from the
/// network.
struct WireReading {
    enum Value {
        case number(UInt64)
        case bits(UInt64)
        case bytes(Range<Int>)
        /// 32 bits or a group, which no field of these messages is written as.
        case other
    }

    /// Bytes that are no message, or one that is not read, at that position of the page.
    struct Malformed: Error {
        let position: Int
        let reason: String
        var rule = MetricParseError.Rule.syntax
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    private let end: Int

    /// - Parameter range: Where the message stands in `bytes`.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.bytes = bytes
        (position, end) = (range.lowerBound, range.upperBound)
    }

    /// The next field; nil at the message's end.
    mutating func next() throws(Malformed) -> (field: UInt64, value: Value)? {
        guard position < end else { return nil }
        let start = position
        let tag = try varint()
        guard tag & 7 == 3 else { return (tag >> 3, try value(tag, from: start)) }
        try skipGroup(from: start)
        return (tag >> 3, .other)
    }

    /// Behind the tag that begins a group, up to the one that ends it. Groups may hold others, at any depth.
    private mutating func skipGroup(from start: Int) throws(Malformed) {
        var depth = 1
        while depth > 0 {
            guard position < end else { throw Malformed(position: start, reason: "a group without an end") }
            let inner = position
            let tag = try varint()
            switch tag & 7 {
            case 3: depth += 1
            case 4: depth -= 1
            default: _ = try value(tag, from: inner)
            }
        }
    }

    private mutating func value(_ tag: UInt64, from start: Int) throws(Malformed) -> Value {
        switch tag & 7 {
        case 0: return .number(try varint())
        case 1: return .bits(try fixed(8))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - position) else {
                throw Malformed(position: start, reason: "a length of \(length) bytes reaches beyond the message")
            }
            defer { position += Int(length) }
            return .bytes(position..<position + Int(length))
        case 5:
            _ = try fixed(4)
            return .other
        default: throw Malformed(position: start, reason: "wire type \(tag & 7), which no field has")
        }
    }

    mutating func varint() throws(Malformed) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw Malformed(position: start, reason: "the message ends within a number") }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Malformed(position: start, reason: "a number of more than ten bytes")
    }

    mutating func fixed(_ count: Int) throws(Malformed) -> UInt64 {
        guard count <= end - position else {
            throw Malformed(position: position, reason: "the message ends within a number")
        }
        defer { position += count }
        return (0..<count).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    var isAtEnd: Bool { position >= end }
}

extension Int64 {
    /// What `sint64` and `sint32` write as 0, 1, 2, 3 for 0, -1, 1, -2.
    init(zigZag value: UInt64) { self = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
