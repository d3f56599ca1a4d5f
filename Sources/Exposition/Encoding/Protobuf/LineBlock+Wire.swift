/// Messages written by address. The room for a metric is what ``WireSize`` measured for it: at no time does a message
/// take more here than at its end, as its length takes one byte until its content is written.
extension LineBlock: WireSink {
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
    mutating func append(bytes: UnsafeBufferPointer<UInt8>) { append(bytes) }

    /// Leaves one byte for the length, which does for most, and moves what `body` wrote where it needs more.
    @inline(__always)
    mutating func appendMeasured(_ body: (inout LineBlock) -> Void) {
        let place = position
        append(0 as UInt8)
        body(&self)
        let length = UInt64(position - place - 1)
        if length < 0x80 {
            place.pointee = UInt8(truncatingIfNeeded: length)
        } else {
            widenLength(at: place, to: length)
        }
    }

    @inline(__always)
    mutating func append(labels text: UnsafeBufferPointer<UInt8>, hasQuotedNames: Bool, size: UInt16, names: [Int]) {
        if !names.isEmpty, size < 0x80, size != 0 { return append(plainLabels: text, names: names) }
        guard !hasQuotedNames, text.count < 0x80 - 4 else { return append(labels: text) }
        append(plainLabels: text)
    }

    /// Labels of these names, which are short enough for lengths of one byte: only the ends of values are looked for,
    /// and not that of the last.
    @inline(__always)
    private mutating func append(plainLabels text: UnsafeBufferPointer<UInt8>, names: [Int]) {
        guard let base = text.baseAddress else { return }
        let scan = ByteScan(base: base, count: text.count)
        var start = 0
        for index in 0..<names.count {
            let name = names[index]
            let end =
                index &+ 1 == names.count
                ? text.count &- 1 : scan.byte(UInt8(ascii: "\""), from: start &+ name &+ 2, to: text.count)
            append(pair: UnsafeBufferPointer(start: base + start, count: end &- start), name: name)
            // Behind the quote and the comma.
            start = end &+ 2
        }
    }

    /// Labels that are short enough for lengths of one byte, and whose names are not in quotes. Those from the first on
    /// that has quotes or an escape sequence take the slow way.
    private mutating func append(plainLabels text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        let scan = ByteScan(base: base, count: text.count)
        var start = 0
        while start < text.count {
            guard base[start] != UInt8(ascii: "\"") else {
                return append(labels: UnsafeBufferPointer(rebasing: text[start...]))
            }
            let equals = scan.byte(0x3D, from: start, to: text.count)
            let value = min(equals + 2, text.count)
            let end = scan.quoteOrBackslash(from: value, to: text.count)
            guard end < text.count, base[end] == UInt8(ascii: "\"") else {
                return append(labels: UnsafeBufferPointer(rebasing: text[start...]))
            }
            append(pair: UnsafeBufferPointer(rebasing: text[start..<end]), name: equals &- start)
            // Behind the quote and the comma.
            start = end + 2
        }
    }

    /// A `LabelPair` in field 1, from `name="value` of less than 126 bytes. In the message two bytes stand between name
    /// and value as well, so both are copied at once.
    @inline(__always)
    private mutating func append(pair text: UnsafeBufferPointer<UInt8>, name: Int) {
        append(0x0A as UInt8)
        append(UInt8(truncatingIfNeeded: text.count &+ 2))
        append(0x0A as UInt8)
        append(UInt8(truncatingIfNeeded: name))
        let between = position + name
        append(text)
        between[0] = 0x12
        between[1] = UInt8(truncatingIfNeeded: text.count &- name &- 2)
    }
}
