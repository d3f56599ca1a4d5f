/// Durations as they are written in configuration files: Go's grammar (`300ms`, `1m30s`, `1.5h`) plus `d` and `w`.
///
/// `DurationText` of NinesSLO writes them; its reading side is Prometheus' grammar, which has no fractions.
enum GoDuration {
    /// Why a text is no duration. The sentence goes behind the quoted value.
    enum Invalid: Error, Equatable {
        case malformed
        /// A number alone, which every tool reads in another unit.
        case noUnit
        case negative
        case tooLong

        var sentence: String {
            switch self {
            case .malformed: "is not a duration (write 15s, 1m30s, 1d)"
            case .noUnit: "has no unit (write 15s, 1m30s, 1d)"
            case .negative: "is negative (a duration is 0 or more)"
            case .tooLong: "is longer than 292 years, the longest duration"
            }
        }
    }

    static let units: [(name: String, nanoseconds: Int128)] = [
        ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ns", 1),
    ]

    /// Parts of a nanosecond are cut off, as in Go. At most `Int64.max` nanoseconds.
    static func parse(_ text: String) throws(Invalid) -> Duration {
        if text == "0" { return .zero }
        var rest = Substring(text)
        if rest.first == "-" { throw parses(rest.dropFirst()) ? .negative : .malformed }
        guard !rest.isEmpty else { throw .malformed }
        var total: Int128 = 0
        while !rest.isEmpty {
            let whole = takeDigits(&rest)
            var fraction = Substring()
            if rest.first == "." {
                rest.removeFirst()
                fraction = takeDigits(&rest)
            }
            guard !(whole.isEmpty && fraction.isEmpty) else { throw .malformed }
            let name = rest.prefix { !isDigit($0) && $0 != "." }
            rest = rest[name.endIndex...]
            guard !name.isEmpty else { throw .noUnit }
            guard let unit = units.first(where: { $0.name == name })?.nanoseconds else { throw .malformed }
            total += try nanoseconds(whole: whole, fraction: fraction, unit: unit)
            guard total <= Int128(Int64.max) else { throw .tooLong }
        }
        return .nanoseconds(Int64(clamping: total))
    }

    private static func parses(_ text: Substring) -> Bool {
        text == "0" || text.first.map(isDigit) == true && (try? parse(String(text))) != nil
    }

    private static func nanoseconds(
        whole: Substring, fraction: Substring, unit: Int128
    ) throws(Invalid) -> Int128 {
        let whole = whole.drop { $0 == "0" }
        // 19 digits hold Int64.max, and 19 digits times a week in nanoseconds stay far below Int128.max.
        guard whole.utf8.count <= 19, let count = Int128(whole.isEmpty ? "0" : whole) else { throw .tooLong }
        // The 18th decimal of a week is below a nanosecond, so later ones cannot change the result.
        let decimals = fraction.prefix(18)
        let scale = decimals.reduce(Int128(1)) { scale, _ in scale * 10 }
        let part = Int128(decimals.isEmpty ? "0" : decimals) ?? 0
        return count * unit + part * unit / scale
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) && character.isASCII }

    private static func takeDigits(_ text: inout Substring) -> Substring {
        let digits = text.prefix(while: isDigit)
        text = text[digits.endIndex...]
        return digits
    }
}
