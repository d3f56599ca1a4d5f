#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A label set as it was rendered for text (`name="value",name="value"`), read without a copy.
///
/// The pointer is valid as long as the closure runs that it was lent to, and so are those of the names and values;
/// nothing here outlives that closure.
struct RenderedLabels {
    /// A name or value as it stands in the rendered text.
    struct Piece {
        let text: UnsafeBufferPointer<UInt8>
        /// Whether `text` has backslashes, each of which stands before a backslash, a quote or an `n` for a line feed.
        let isEscaped: Bool
    }

    private var rest: UnsafeBufferPointer<UInt8>

    init(_ text: UnsafeBufferPointer<UInt8>) { rest = text }

    /// The next label; nil after the last. Text that no label set was rendered as ends the walk early.
    mutating func next() -> (name: Piece, value: Piece)? {
        if rest.first == UInt8(ascii: ",") { drop(1) }
        guard !rest.isEmpty else { return nil }
        let name: Piece
        if rest.first == UInt8(ascii: "\"") {
            guard let quoted = nextQuoted() else { return nil }
            name = quoted
        } else {
            guard let end = Self.position(of: UInt8(ascii: "="), in: rest) else { return nil }
            name = Piece(text: UnsafeBufferPointer(rebasing: rest[..<end]), isEscaped: false)
            drop(end)
        }
        drop(1)
        guard let value = nextQuoted() else { return nil }
        return (name, value)
    }

    /// What is between the quotes, of which the first is the next byte.
    private mutating func nextQuoted() -> Piece? {
        drop(1)
        guard let quote = Self.position(of: UInt8(ascii: "\""), in: rest) else { return nil }
        let candidate = UnsafeBufferPointer(rebasing: rest[..<quote])
        if Self.position(of: UInt8(ascii: "\\"), in: candidate) == nil {
            drop(quote + 1)
            return Piece(text: candidate, isEscaped: false)
        }
        var end = 0
        while end < rest.count, rest[end] != UInt8(ascii: "\"") {
            end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < rest.count else { return nil }
        let text = UnsafeBufferPointer(rebasing: rest[..<end])
        drop(end + 1)
        return Piece(text: text, isEscaped: true)
    }

    private mutating func drop(_ count: Int) {
        rest = UnsafeBufferPointer(rebasing: rest.dropFirst(count))
    }

    private static func position(of byte: UInt8, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let start = text.baseAddress, let found = memchr(start, Int32(byte), text.count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}

extension WireSink {
    mutating func append(labels text: UnsafeBufferPointer<UInt8>, hasQuotedNames: Bool, size: UInt16, names: [Int]) {
        append(labels: text)
    }

    /// The labels as `LabelPair` messages in field 1 of a metric.
    mutating func append(labels text: UnsafeBufferPointer<UInt8>) {
        var labels = RenderedLabels(text)
        while let (name, value) = labels.next() {
            field(1) { pair in
                pair.field(1, name)
                pair.field(2, value)
            }
        }
    }

    @inline(__always)
    private mutating func field(_ number: UInt64, _ piece: RenderedLabels.Piece) {
        guard piece.isEscaped else { return field(number, bytes: piece.text) }
        field(number) { $0.append(unescaped: piece.text) }
    }

    private mutating func append(unescaped text: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < text.count {
            // Up to the next backslash, then what it stands for: a byte of the text itself, or a line feed.
            var end = position
            while end < text.count, text[end] != UInt8(ascii: "\\") { end += 1 }
            append(bytes: UnsafeBufferPointer(rebasing: text[position..<end]))
            guard end + 1 < text.count else { return }
            let escaped = text[end + 1]
            append(byte: escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
            position = end + 2
        }
    }
}

extension WireSize {
    @inline(__always)
    mutating func append(labels text: UnsafeBufferPointer<UInt8>, hasQuotedNames: Bool, size: UInt16, names: [Int]) {
        guard size == 0 else {
            count &+= Int(size)
            return
        }
        measure(labels: text, hasQuotedNames: hasQuotedNames)
    }

    /// The same sum as for the walk over the labels, from the text's length and the number of its quotes, where nothing
    /// is escaped, only values are in quotes, and all labels together are short enough for lengths of one byte.
    mutating func measure(labels text: UnsafeBufferPointer<UInt8>, hasQuotedNames: Bool) {
        guard !hasQuotedNames, text.count < 0x80 - 4, let quotes = Self.quotes(in: text) else {
            return append(labels: text)
        }
        if quotes > 0 { count &+= Self.ofPlainLabels(quotes / 2, in: text) }
    }

    /// A label's `name="value",` has four characters beside its name and value (the first has no comma), its message
    /// six.
    static func ofPlainLabels(_ labels: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        text.count &+ 2 &* labels &+ 1
    }

    /// How many quotes there are; nil when there is a backslash. Eight bytes at a time: the compiler makes sixteen
    /// operations on bytes of a `SIMD16` here.
    ///
    /// - Parameter text: less than 256 bytes, so that no count overflows its byte.
    @inline(__always)
    private static func quotes(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
        // A count for each of the eight places, and all of them together in the end: less than 128.
        var (quotes, backslashes) = (UInt64(0), UInt64(0))
        var position = 0
        while position + 8 <= text.count {
            let word = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            quotes &+= zeroBytes(word ^ 0x2222_2222_2222_2222) &>> 7
            backslashes |= zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            position += 8
        }
        if position < text.count {
            let word = last(text.count &- position, of: base, text.count)
            quotes &+= zeroBytes(word ^ 0x2222_2222_2222_2222) &>> 7
            backslashes |= zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
        }
        return backslashes == 0 ? Int(truncatingIfNeeded: (quotes &* 0x0101_0101_0101_0101) &>> 56) : nil
    }

    /// The last `rest` bytes of a text, 1 to 7, and zeros. Those before them are loaded too where there are any, and
    /// shifted out.
    @inline(__always)
    private static func last(_ rest: Int, of base: UnsafeRawPointer, _ count: Int) -> UInt64 {
        guard count < 8 else {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
            return word &>> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)
        }
        var word: UInt64 = 0
        for position in 0..<rest { word = word << 8 | UInt64(base.load(fromByteOffset: position, as: UInt8.self)) }
        return word
    }

    /// The highest bit of each byte that is 0, and no other: no carry goes from one byte to the next.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((word & low) &+ low) | word | low)
    }
}
