/// A piece of PromQL.
struct PromQLToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case identifier
        case number
        /// Numbers with units, or the place of a window.
        case duration
        case string
        case symbol
        case end
    }

    var kind: Kind
    /// Of a string, what is between the quotes with its escapes resolved.
    var text: String
    /// In bytes of the query.
    var place: Range<Int>
}

/// Cuts PromQL into tokens, without blanks and comments.
struct PromQLTokenizer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func tokens(of text: String) throws(PromQLError) -> [PromQLToken] {
        var tokenizer = PromQLTokenizer(text)
        var tokens: [PromQLToken] = []
        repeat { tokens.append(try tokenizer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func next() throws(PromQLError) -> PromQLToken {
        skipBlanks()
        let start = position
        guard let first = byte() else { return token(.end, from: start) }
        switch first {
        case _ where starts(with: WindowedQuery.place):
            position += WindowedQuery.place.utf8.count
            return token(.duration, from: start)
        // A colon in front of a number is that of a subquery.
        case _ where Self.isLetter(first) && (first != UInt8(ascii: ":") || byte(1).map(Self.isLetter) == true):
            while let next = byte(), Self.isLetter(next) || Self.isDigit(next) { position += 1 }
            return token(.identifier, from: start)
        case _ where Self.isDigit(first) || (first == UInt8(ascii: ".") && byte(1).map(Self.isDigit) == true):
            return number(from: start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            return try string(quote: first, from: start)
        default:
            return try symbol(from: start)
        }
    }

    private mutating func skipBlanks() {
        while let next = byte() {
            if next == UInt8(ascii: "#") {
                while let inside = byte(), inside != UInt8(ascii: "\n") { position += 1 }
            } else if [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(next) {
                position += 1
            } else {
                return
            }
        }
    }

    private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private func token(_ kind: PromQLToken.Kind, from start: Int) -> PromQLToken {
        PromQLToken(kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), place: start..<position)
    }

    private mutating func number(from start: Int) -> PromQLToken {
        if byte() == UInt8(ascii: "0"), byte(1) == UInt8(ascii: "x") || byte(1) == UInt8(ascii: "X") {
            position += 2
            while let next = byte(), Self.isDigit(next) || Self.isLetter(next), next != UInt8(ascii: ":") {
                position += 1
            }
            return token(.number, from: start)
        }
        while let next = byte(), Self.isDigit(next) || next == UInt8(ascii: ".") || next == UInt8(ascii: "_") {
            position += 1
        }
        let isExponent =
            (byte() == UInt8(ascii: "e") || byte() == UInt8(ascii: "E"))
            && [byte(1), byte(2)].contains { $0.map(Self.isDigit) == true }
        if isExponent {
            position += 2
            while let next = byte(), Self.isDigit(next) { position += 1 }
            return token(.number, from: start)
        }
        var isDuration = false
        while let next = byte(), next != UInt8(ascii: ":"),
            Self.isLetter(next) || (isDuration && Self.isDigit(next))
        {
            isDuration = true
            position += 1
        }
        return token(isDuration ? .duration : .number, from: start)
    }

    private mutating func string(quote: UInt8, from start: Int) throws(PromQLError) -> PromQLToken {
        position += 1
        var content: [UInt8] = []
        while let next = byte(), next != quote {
            position += 1
            guard next == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), let escaped = byte() else {
                content.append(next)
                continue
            }
            position += 1
            switch escaped {
            case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "t"): content.append(UInt8(ascii: "\t"))
            case UInt8(ascii: "r"): content.append(UInt8(ascii: "\r"))
            case UInt8(ascii: "a"): content.append(7)
            case UInt8(ascii: "b"): content.append(8)
            case UInt8(ascii: "v"): content.append(11)
            case UInt8(ascii: "f"): content.append(12)
            // The other kind of quote needs no escape, and Go allows none.
            case UInt8(ascii: "\\"), quote: content.append(escaped)
            case UInt8(ascii: "0")...UInt8(ascii: "3"):
                let digits = String(decoding: bytes[(position - 1)...].prefix(3), as: UTF8.self)
                guard digits.utf8.count == 3, let code = UInt8(digits, radix: 8) else {
                    throw PromQLError("a string has an escape that is no character")
                }
                position += 2
                content.append(code)
            case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"):
                let count = escaped == UInt8(ascii: "x") ? 2 : escaped == UInt8(ascii: "u") ? 4 : 8
                let digits = String(decoding: bytes[position...].prefix(count), as: UTF8.self)
                guard digits.utf8.count == count, let code = UInt32(digits, radix: 16),
                    let scalar = Unicode.Scalar(code)
                else { throw PromQLError("a string has an escape that is no character") }
                position += count
                if count == 2 { content.append(UInt8(code)) } else { content += Array(String(scalar).utf8) }
            default: throw PromQLError("a string has the unknown escape \\\(Character(Unicode.Scalar(escaped)))")
            }
        }
        guard byte() == quote else { throw PromQLError("a string is not closed") }
        position += 1
        return PromQLToken(
            kind: .string, text: String(decoding: content, as: UTF8.self), place: start..<position)
    }

    private mutating func symbol(from start: Int) throws(PromQLError) -> PromQLToken {
        for symbol in ["=~", "!~", "!=", "==", ">=", "<="] where starts(with: symbol) {
            position += 2
            return token(.symbol, from: start)
        }
        guard let first = byte(), "(){}[],:+-*/%^<>=@".utf8.contains(first) else {
            throw PromQLError("it has an unexpected character after \(start) bytes")
        }
        position += 1
        return token(.symbol, from: start)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
