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
    package init?(_ text: some StringProtocol) {
        guard !text.isEmpty else { return nil }
        guard text != "0" else {
            self.init(.zero)
            return
        }
        var milliseconds: Int64 = 0
        var rest = text.utf8[...]
        var remainingUnits = Self.units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let unitText = rest[digits.endIndex...].prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            guard let number = Int64(String(decoding: digits, as: UTF8.self)),
                let position = remainingUnits.firstIndex(where: { $0.name.utf8.elementsEqual(unitText) })
            else { return nil }
            let (part, tooLarge) = number.multipliedReportingOverflow(by: remainingUnits[position].milliseconds)
            let (sum, overflow) = milliseconds.addingReportingOverflow(part)
            guard !tooLarge, !overflow else { return nil }
            milliseconds = sum
            remainingUnits = remainingUnits[(position + 1)...]
            rest = rest[unitText.endIndex...]
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
