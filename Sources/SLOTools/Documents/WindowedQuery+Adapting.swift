package import NinesSLO

extension WindowedQuery {
    /// A place for the window in a query of a grammar that knows none, such as OpenSLO's: ranges of a fixed length and
    /// of a variable (`[5m]`, `[$__rate_interval]`) become the window's; where there is no range, every selector gets
    /// one.
    ///
    /// - Parameter isCounter: whether the series only ever grow, so that their rate counts. Else their samples are
    ///   summed.
    /// - Returns: the query, and in a sentence what was changed.
    /// - Throws: ``SLOError`` for a text without a place that is no PromQL.
    package static func adapting(
        _ text: String, isCounter: Bool
    ) throws(SLOError) -> (query: WindowedQuery, note: String?) {
        let (tidy, places) = try withPlaces(text)
        guard places == 0 else { return (WindowedQuery(trusted: tidy), nil) }
        let replaced = withVariablesReplaced(tidy)
        guard replaced == tidy else { return (WindowedQuery(trusted: replaced), nil) }
        let tokens: [PromQLToken]
        let expression: PromQL
        do {
            tokens = try PromQLTokenizer.tokens(of: tidy)
            expression = try PromQLParser.parse(tidy)
        } catch {
            throw SLOError(key: "query", "query: it is not PromQL: \(error)")
        }
        if let query = withRangesReplaced(tidy, tokens) {
            return (WindowedQuery(trusted: query), "its range is replaced by each rule's own window")
        }
        let selectors = expression.selectors.map { $0.place }
        guard !selectors.isEmpty else {
            throw SLOError(key: "query", "query: it selects no series")
        }
        let function = isCounter ? "rate" : "sum_over_time"
        let ranged = insert(selectors, into: tidy) { "\(function)(\($0)[\(place)])" }
        let isAlone = (try? Selector(parsing: tidy)) != nil
        return (
            WindowedQuery(trusted: isAlone ? "sum(\(ranged))" : ranged),
            "has no range, so its series are counted with \(function)"
        )
    }

    /// Grafana's and others' variables between brackets.
    private static func withVariablesReplaced(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "[") {
            let inside = rest[rest.index(after: open)...]
            guard let close = inside.firstIndex(of: "]"), inside[..<close].first == "$" else {
                result += rest[...open]
                rest = inside
                continue
            }
            result += rest[..<open] + "[\(place)]"
            rest = inside[inside.index(after: close)...]
        }
        return result + rest
    }

    /// Nil where there are no ranges.
    private static func withRangesReplaced(_ text: String, _ tokens: [PromQLToken]) -> String? {
        let ranges = zip(tokens, tokens.dropFirst()).filter {
            $0.text == "[" && $0.kind == .symbol && $1.kind == .duration
        }
        .map { $1.place }
        return ranges.isEmpty ? nil : insert(ranges, into: text) { _ in place }
    }

    private static func insert(
        _ places: [Range<Int>], into text: String, _ replacement: (String) -> String
    ) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        var position = 0
        for range in places.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            result += String(decoding: bytes[position..<range.lowerBound], as: UTF8.self)
            result += replacement(String(decoding: bytes[range], as: UTF8.self))
            position = range.upperBound
        }
        return result + String(decoding: bytes[position...], as: UTF8.self)
    }
}
