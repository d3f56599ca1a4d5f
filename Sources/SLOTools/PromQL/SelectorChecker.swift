/// What Prometheus refuses of selectors and of the ranges behind them.
enum SelectorChecker {
    static func check(_ selector: Selector) throws(PromQLError) {
        for matcher in selector.matchers where matcher.operation == .matches || matcher.operation == .matchesNot {
            guard let fault = RE2Syntax.fault(of: matcher.value) else { continue }
            throw PromQLError("the regular expression \(QueryText.quoted(matcher.value)) cannot be read: \(fault)")
        }
        guard let name = selector.name else {
            // What cannot be read here may well be satisfied by something.
            guard selector.matchers.allSatisfy({ $0.accepts("") == true }) else { return }
            throw PromQLError(
                "the selector \(selector.text.isEmpty ? "{}" : selector.text) picks every series that has none of its "
                    + "labels: one of its matchers must refuse the empty text, as job=~\".+\" does")
        }
        guard let other = selector.matchers.first(where: { $0.label == "__name__" }) else { return }
        throw PromQLError("the selector has two names: \(name) and \(other.value)")
    }

    /// - Parameter range: between brackets.
    static func check(range: String) throws(PromQLError) {
        try check(duration: range)
        guard milliseconds(range) != 0 else { throw PromQLError("the range [\(range)] is empty: it must be above 0") }
    }

    /// - Parameter duration: as behind `offset`, where newer ones take 0 too.
    static func check(duration: String) throws(PromQLError) {
        guard duration != WindowedQuery.place, milliseconds(duration) == nil else { return }
        throw PromQLError(
            "\(duration) is no duration, such as 5m or 1h30m", isMetricsQL: isMetricsQLDuration(duration))
    }

    /// Units from the longest to the shortest, each at most once; nil for anything else.
    private static func milliseconds(_ text: String) -> Double? {
        let units: [(String, Double)] = [
            ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
            ("ms", 1),
        ]
        var rest = units[...]
        var total = 0.0
        for (number, unit) in pieces(text) {
            guard let index = rest.firstIndex(where: { $0.0 == unit }), number.utf8.allSatisfy(isDigit),
                let count = Double(number)
            else { return nil }
            total += count * rest[index].1
            rest = rest[(index + 1)...]
        }
        return text.isEmpty ? nil : total
    }

    /// In any order, with fractions and with steps.
    private static func isMetricsQLDuration(_ text: String) -> Bool {
        pieces(text).allSatisfy { number, unit in
            Double(number) != nil && ["y", "w", "d", "h", "m", "s", "ms", "i"].contains(unit.lowercased())
        }
    }

    /// Numbers with the letters behind each.
    private static func pieces(_ text: String) -> [(number: String, unit: String)] {
        var pieces: [(number: String, unit: String)] = []
        var rest = text[...]
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { !($0.isNumber || $0 == ".") }
            pieces.append((String(number), String(unit)))
            rest = rest.dropFirst(number.count + unit.count)
        }
        return pieces
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
