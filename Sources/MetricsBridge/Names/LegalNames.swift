/// How labels and dimension names of swift-metrics become names that every scraper reads.
enum LegalNames {
    /// Each character (Unicode scalar) other than ASCII letters, digits, `_` and, with `colons`, `:` becomes `_`; a
    /// digit at the start gets `_` before it; nothing becomes `unnamed`.
    static func legal(_ name: String, colons: Bool) -> String {
        var legal = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": legal.unicodeScalars.append(scalar)
            case "0"..."9":
                if legal.isEmpty { legal = "_" }
                legal.unicodeScalars.append(scalar)
            case ":" where colons: legal.unicodeScalars.append(scalar)
            default: legal += "_"
            }
        }
        return legal.isEmpty ? "unnamed" : legal
    }

    /// As `legal`; names that Prometheus keeps for itself get `exported` before them: `le`, `quantile` and those that
    /// begin with two underscores.
    static func label(_ name: String) -> String {
        let legal = legal(name, colons: false)
        if legal.hasPrefix("__") { return "exported\(legal)" }
        return legal == "le" || legal == "quantile" ? "exported_\(legal)" : legal
    }

    /// `name` with the ending that its kind has, unless it ends so already.
    static func ending(_ name: String, in suffix: String) -> String {
        name.hasSuffix(suffix) && name.utf8.count > suffix.utf8.count ? name : name + suffix
    }

    /// At most `count` bytes of `value`, whole characters (Unicode scalars) only.
    static func cut(_ value: String, to count: Int) -> String {
        guard value.utf8.count > count else { return value }
        var end = value.utf8.index(value.startIndex, offsetBy: max(0, count))
        while end > value.startIndex, end.samePosition(in: value.unicodeScalars) == nil {
            end = value.utf8.index(before: end)
        }
        return String(value[..<end])
    }
}
