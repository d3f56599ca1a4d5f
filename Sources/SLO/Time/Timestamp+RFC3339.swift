extension Timestamp {
    /// Reads `2026-11-21T22:00:00Z`, with a fraction of up to nine digits or an offset such as `+01:00`. Nil for
    /// anything else. The second 60 is read as the next one's 0.
    public init?(rfc3339 text: some StringProtocol) { self.init(FixedTextReader(Array(text.utf8))) }

    private init?(_ text: FixedTextReader) {
        var reader = text
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2, in: 1...12),
            reader.skip("-"), let day = reader.number(digits: 2, in: 1...31), reader.skip("Tt "),
            let hour = reader.number(digits: 2, in: 0...23), reader.skip(":"),
            let minute = reader.number(digits: 2, in: 0...59), reader.skip(":"),
            let second = reader.number(digits: 2, in: 0...60)
        else { return nil }
        let date = CivilDay(year: year, month: month, day: day)
        guard date.month == month, let nanoseconds = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        // Years have four digits, so seconds stay below 2^39.
        let seconds = date.number * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self = Timestamp(secondsSinceEpoch: Int(seconds)).advanced(by: .nanoseconds(nanoseconds))
    }

    /// `2026-11-21T22:00:00Z`, with a fraction only where there is one.
    public var rfc3339: String {
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = "\(value)"
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let day = CivilDay(number: floorSeconds.dividedDown(by: 86_400))
        let second = floorSeconds - day.number * 86_400
        var fraction = padded(nanosecondsSinceEpoch &- floorSeconds &* 1_000_000_000, 9)[...]
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))T\(padded(second / 3_600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))\(fraction.isEmpty ? "" : "." + fraction)Z"
    }
}

/// An instant as a document writes it.
struct RFC3339Text: Codable {
    let instant: Timestamp

    init(instant: Timestamp) {
        self.instant = instant
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "instant \"\(text)\": it must be as in 2026-11-21T22:00:00Z")
        }
        self.instant = instant
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(instant.rfc3339)
    }
}

/// Takes parts of fixed width off the front of a text.
private struct FixedTextReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) {
        self.text = text
    }

    var isAtEnd: Bool { position == text.count }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    mutating func number(digits: Int, in range: ClosedRange<Int64> = 0...9_999) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let byte = next, (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
            position += 1
        }
        return range.contains(value) ? value : nil
    }

    /// Any one of the characters.
    mutating func skip(_ characters: String) -> Bool {
        guard let byte = next, characters.utf8.contains(byte) else { return false }
        position += 1
        return true
    }

    /// Nanoseconds; 0 when there is no fraction.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while let digit = number(digits: 1, in: 0...9) {
            guard digits < 9 else { return nil }
            value = value * 10 + digit
            digits += 1
        }
        guard digits > 0 else { return nil }
        for _ in digits..<9 { value *= 10 }
        return value
    }

    /// Seconds ahead of UTC.
    mutating func offset() -> Int64? {
        if skip("Zz") { return 0 }
        let sign: Int64 = skip("+") ? 1 : -1
        guard sign == 1 || skip("-"), let hour = number(digits: 2, in: 0...23), skip(":"),
            let minute = number(digits: 2, in: 0...59)
        else { return nil }
        return sign * (hour * 3_600 + minute * 60)
    }
}
