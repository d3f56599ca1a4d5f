/// A length of time as Prometheus writes it: `5m`, `1h30m`, `30d`.
///
/// Weeks and years are read and never written: a window of `7d` keeps that name in labels.
package struct DurationText: Codable {
    package let duration: Duration

    package init(_ duration: Duration) {
        self.duration = duration
    }

    /// Prometheus' grammar: numbers with a unit, units descending and each at most once, or a bare `0`. Nil for
    /// anything else and for what does not fit into Int64 milliseconds.
    package init?(_ text: some StringProtocol) { self.init(utf8: Array(text.utf8)) }

    private init?(utf8 text: [UInt8]) {
        guard !text.isEmpty else { return nil }
        guard text != [UInt8(ascii: "0")] else {
            self.init(.zero)
            return
        }
        var (milliseconds, position) = (Int64(0), 0)
        var remainingUnits = Self.units[...]
        while position < text.count {
            let start = position
            var (number, isTooLarge) = (Int64(0), false)
            while position < text.count, (48...57).contains(text[position]) {
                let (tens, first) = number.multipliedReportingOverflow(by: 10)
                let (sum, second) = tens.addingReportingOverflow(Int64(text[position] - 48))
                (number, isTooLarge) = (sum, isTooLarge || first || second)
                position += 1
            }
            let unitStart = position
            while position < text.count, (97...122).contains(text[position]) { position += 1 }
            guard unitStart > start, !isTooLarge,
                let unit = remainingUnits.firstIndex(where: {
                    $0.name.utf8.elementsEqual(text[unitStart..<position])
                })
            else { return nil }
            let (part, tooLarge) = number.multipliedReportingOverflow(by: remainingUnits[unit].milliseconds)
            let (sum, overflow) = milliseconds.addingReportingOverflow(part)
            guard !tooLarge, !overflow else { return nil }
            milliseconds = sum
            remainingUnits = remainingUnits[(unit + 1)...]
        }
        self.init(.milliseconds(milliseconds))
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = DurationText(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "duration \"\(text)\": it must be numbers with units, such as 5m, 1h30m or 30d")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Self.text(duration))
    }

    /// The shortest exact text with the units d, h, m, s and ms. What has no such text (negative, or finer than a
    /// millisecond; only messages show those) reads as Swift describes it.
    package static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (milliseconds, remainder) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
        guard seconds >= 0, attoseconds >= 0, remainder == 0 else { return duration.description }
        guard seconds > 0 || milliseconds > 0 else { return "0s" }
        let parts: [(Int64, String)] = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
            (milliseconds, "ms"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ("ms", 1),
    ]
}
