/// The spellings of a histogram's upper bound in the label `le`.
///
/// Go's clients and Prometheus 3 write `1.048576e+06`, Java's `1048576.0` and `1.0E7`, others `1048576`; a Prometheus 3
/// appends `.0` to whole numbers. Which one a series has depends on who scraped it, so all of them are matched.
enum BucketBound {
    /// A regular expression for all spellings of a bound.
    static func pattern(of bound: Double) -> String {
        guard bound.isFinite else { return bound > 0 ? "\\+Inf" : "-Inf" }
        let text = DecimalText.number(bound)
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let (whole, fraction) = (String(parts.first ?? "0"), parts.count > 1 ? String(parts[1]) : "")
        let plain = fraction.isEmpty ? "\(sign)\(whole)(\\.0)?" : "\(sign)\(whole)\\.\(fraction)"
        return exponential(whole, fraction).map { "\(plain)|\(sign)\($0)" } ?? plain
    }

    /// From 10^6 on and below 10^-3, where writers change to exponents; nil between.
    private static func exponential(_ whole: String, _ fraction: String) -> String? {
        let digits = Array(whole + fraction)
        guard let first = digits.firstIndex(where: { $0 != "0" }) else { return nil }
        let exponent = whole.count - 1 - first
        guard exponent >= 6 || exponent <= -4 else { return nil }
        var mantissa = digits[first...]
        while mantissa.last == "0", mantissa.count > 1 { mantissa.removeLast() }
        let rest = String(mantissa.dropFirst())
        let tail = rest.isEmpty ? "(\\.0)?" : "\\.\(rest)"
        return "\(mantissa.first ?? "0")\(tail)[eE]" + (exponent < 0 ? "-0*\(-exponent)" : "\\+?0*\(exponent)")
    }

    /// All spellings of what a comparison names; nil where that is no list of bounds, or says all of them already.
    private static func pattern(_ comparison: String, _ value: String) -> String? {
        switch comparison {
        case "=", "!=": return Double(value).flatMap { $0.isFinite ? pattern(of: $0) : nil }
        case "=~", "!~":
            // A dot stands for itself here, as nobody has bounds that differ in that place.
            let bounds = value.split(separator: "|", omittingEmptySubsequences: false).map {
                Double($0.replacing("\\.", with: "."))
            }
            guard bounds.allSatisfy({ $0?.isFinite == true }) else { return nil }
            return bounds.compactMap { $0.map(pattern) }.joined(separator: "|")
        default: return nil
        }
    }

    /// A query whose comparisons of `le` with bounds accept all of their spellings: `le="1"`, `le=~"0.5|1"`. What
    /// cannot be read stays.
    static func respelled(_ query: String) -> String {
        guard let tokens = try? PromQLTokenizer.tokens(of: query) else { return query }
        var result: [UInt8] = []
        let bytes = Array(query.utf8)
        var position = 0
        for (index, label) in tokens.enumerated().dropLast(2) where label.kind == .identifier && label.text == "le" {
            let (symbol, value) = (tokens[index + 1], tokens[index + 2])
            guard symbol.kind == .symbol, value.kind == .string, let pattern = pattern(symbol.text, value.text) else {
                continue
            }
            let matches = symbol.text.hasPrefix("=") ? "=~" : "!~"
            result += bytes[position..<symbol.place.lowerBound]
            result += Array((matches + QueryText.quoted(pattern)).utf8)
            position = value.place.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }
}
