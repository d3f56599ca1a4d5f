/// What a protobuf message is written to: bytes, or only their number.
///
/// Messages are preceded by their length, and a family's is needed before the first byte of a page of many megabytes.
/// So every message is described once and written twice: to a ``WireSize``, then to the page. The two cannot disagree.
protocol WireSink {
    /// The bytes written so far.
    var count: Int { get }

    mutating func append(byte: UInt8)

    mutating func append(varint value: UInt64)

    mutating func append(fixed64 bits: UInt64)

    mutating func append(bytes: UnsafeBufferPointer<UInt8>)

    /// Appends a rendered label set as messages, see ``append(labels:)``.
    ///
    /// - Parameters:
    ///   - size: how many bytes they take, or 0 if that is not known.
    ///   - names: of ``NinesMetrics/LabelSizes``.
    mutating func append(labels text: UnsafeBufferPointer<UInt8>, hasQuotedNames: Bool, size: UInt16, names: [Int])

    /// Appends what `body` writes, after its length.
    mutating func appendMeasured(_ body: (inout Self) -> Void)
}

/// The last three bits of a field's tag: how to find the field's end.
private enum WireType {
    static let varint: UInt64 = 0
    static let fixed64: UInt64 = 1
    static let measured: UInt64 = 2
}

/// Scalars are written even when they are 0: readers of the older syntax tell 0 from absence.
extension WireSink {
    @inline(__always)
    mutating func field(_ number: UInt64, _ value: UInt64) {
        append(varint: number << 3 | WireType.varint)
        append(varint: value)
    }

    /// A field of type `int32` or `int64`: negative numbers take ten bytes.
    @inline(__always)
    mutating func field(_ number: UInt64, signed value: Int64) {
        field(number, UInt64(bitPattern: value))
    }

    /// A field of type `sint32` or `sint64`: small for small magnitudes.
    @inline(__always)
    mutating func field(_ number: UInt64, zigZag value: Int64) {
        append(varint: number << 3 | WireType.varint)
        append(zigZag: value)
    }

    /// A field of type `double`.
    @inline(__always)
    mutating func field(_ number: UInt64, _ value: Double) {
        append(varint: number << 3 | WireType.fixed64)
        append(fixed64: value.bitPattern)
    }

    @inline(__always)
    mutating func field(_ number: UInt64, bytes: UnsafeBufferPointer<UInt8>) {
        append(varint: number << 3 | WireType.measured)
        append(varint: UInt64(bytes.count))
        append(bytes: bytes)
    }

    mutating func field(_ number: UInt64, _ text: String) {
        var text = text
        text.withUTF8 { field(number, bytes: $0) }
    }

    /// A nested message, a packed list, or text whose length is known when it is written.
    @inline(__always)
    mutating func field(_ number: UInt64, _ body: (inout Self) -> Void) {
        append(varint: number << 3 | WireType.measured)
        appendMeasured(body)
    }

    /// 0, -1, 1, -2 as 0, 1, 2, 3.
    @inline(__always)
    mutating func append(zigZag value: Int64) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }
}

/// How many bytes a message takes.
struct WireSize: WireSink {
    var count = 0

    @inline(__always)
    mutating func append(byte: UInt8) { count &+= 1 }

    @inline(__always)
    mutating func append(varint value: UInt64) { count &+= Self.ofVarint(value) }

    @inline(__always)
    mutating func append(fixed64 bits: UInt64) { count &+= 8 }

    @inline(__always)
    mutating func append(bytes: UnsafeBufferPointer<UInt8>) { count &+= bytes.count }

    @inline(__always)
    mutating func appendMeasured(_ body: (inout WireSize) -> Void) {
        let before = count
        body(&self)
        count &+= Self.ofVarint(UInt64(count &- before))
    }

    /// One byte for every seven bits, 1 to 10.
    @inline(__always)
    static func ofVarint(_ value: UInt64) -> Int {
        // Most tags and lengths.
        if value < 0x80 { return 1 }
        let bits = 64 &- value.leadingZeroBitCount
        return (bits &+ 6) / 7
    }
}

extension [UInt8]: WireSink {
    @inline(__always)
    mutating func append(byte: UInt8) { append(byte) }

    @inline(__always)
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func append(fixed64 bits: UInt64) {
        Swift.withUnsafeBytes(of: bits.littleEndian) { append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func append(bytes: UnsafeBufferPointer<UInt8>) { append(contentsOf: bytes) }

    /// Leaves one byte for the length, which does for most, and moves what `body` wrote where it needs more.
    @inline(__always)
    mutating func appendMeasured(_ body: (inout [UInt8]) -> Void) {
        let position = count
        append(0)
        body(&self)
        let length = UInt64(count &- position &- 1)
        if length < 0x80 {
            self[position] = UInt8(truncatingIfNeeded: length)
        } else {
            widenLength(at: position, to: length)
        }
    }

    private mutating func widenLength(at position: Int, to length: UInt64) {
        var prefix: [UInt8] = []
        prefix.append(varint: length)
        replaceSubrange(position...position, with: prefix)
    }
}
