package import NinesSLO

extension WindowedQuery {
    /// A place for the window in a query of a grammar that knows none, such as OpenSLO's: ranges of a variable
    /// (`[$__rate_interval]`), or else those of a fixed length (`[5m]`), become the window's, and where there is no
    /// range, every selector gets one. What stands within a subquery says what is sampled in the window, so it stays.
    ///
    /// - Parameter isCounter: whether the series only ever grow, so that their rate counts. Else their samples are
    ///   summed.
    /// - Parameter other: the query whose events it is divided by, or that is divided by its own.
    /// - Returns: the query, and in a sentence what was changed.
    /// - Throws: ``SLOError`` for a text without a place that is no PromQL, and where it cannot be told which range is
    ///   the window's.
    package static func adapting(
        _ text: String, isCounter: Bool, beside other: String? = nil
    ) throws(SLOError) -> (query: WindowedQuery, note: String?) {
        let (tidy, places) = try withPlaces(text)
        guard places == 0 else { return (WindowedQuery(trusted: tidy), nil) }
        var (known, variableNote) = try withVariablesReplaced(tidy)
        if (try? PromQLParser.parse(known))?.isRange == true {
            let function = counting(isCounter: isCounter, beside: other)
            known = "sum(\(function)(\(known)))"
            let counted = "it is a range alone, so its series are counted with \(function)"
            variableNote = [variableNote, counted].compactMap { $0 }.joined(separator: "; ")
        }
        guard !known.contains(place) else {
            let (query, completed) = completing(known)
            let notes = [variableNote].compactMap { $0 } + completed
            return (WindowedQuery(trusted: query), notes.joined(separator: "; "))
        }
        let expression: PromQL
        do {
            expression = try PromQLParser.parse(known)
        } catch {
            throw SLOError(key: "query", "query: it is not PromQL: \(error)")
        }
        let ranges = expression.ranges()
        try checkSteps(ranges)
        guard ranges.isEmpty else {
            let (query, note) = try withRangesReplaced(known, ranges)
            return (query, [note, variableNote].compactMap { $0 }.joined(separator: "; "))
        }
        let selectors = expression.selectors.map { $0.place }
        guard !selectors.isEmpty else {
            throw SLOError(key: "query", "query: it selects no series")
        }
        if isSampled(expression, isCounter: isCounter, beside: other) {
            var whole = PartialQuery.countsAsSums(tidy)
            if case .selector = expression { whole = "sum(\(whole))" }
            return (
                WindowedQuery(trusted: "sum_over_time((\(whole))[\(place):1m])"),
                "has no range, so it is looked at once a minute, and what it says is summed"
            )
        }
        let function = counting(isCounter: isCounter, beside: other)
        let ranged = insert(selectors, into: tidy) { "\(function)(\($0)[\(place)])" }
        let isAlone = (try? Selector(parsing: tidy)) != nil
        return (
            WindowedQuery(trusted: isAlone ? "sum(\(ranged))" : ranged),
            "has no range, so its series are counted with \(function)"
        )
    }

    /// Whether the query says something of all its series together, such as how many they are, which no sum of samples
    /// says, or the one beside it does.
    private static func isSampled(_ expression: PromQL, isCounter: Bool, beside other: String?) -> Bool {
        let both = [expression] + [other.flatMap { try? PromQLParser.parse($0) }].compactMap { $0 }
        guard both.allSatisfy({ $0.ranges().isEmpty }) else { return false }
        return both.contains { isCounter ? $0.countsSeries : !$0.isSumOfSelectors }
    }

    /// The function that counts what has no range: a counter grows by so many events a second, or, beside a query that
    /// counts all of the window's, by so many in the window.
    private static func counting(isCounter: Bool, beside other: String?) -> String {
        guard isCounter else { return "sum_over_time" }
        let ranges = other.flatMap { try? PromQLParser.parse(RangeVariables($0).text) }?.ranges() ?? []
        return Set(ranges.map(\.function)) == ["increase"] ? "increase" : "rate"
    }

    // MARK: Variables

    /// A query with the place of the window for variables that stand as ranges, and with steps of a minute; and what
    /// was changed.
    ///
    /// - Throws: ``SLOError`` where a variable cannot be the window.
    package static func withVariablesReplaced(_ text: String) throws(SLOError) -> (text: String, note: String?) {
        let variables = RangeVariables(text)
        // Of MetricsQL no more is known.
        guard !variables.windows.isEmpty, let ranges = try? PromQLParser.parse(variables.text).ranges() else {
            return (variables.text, variables.note)
        }
        try checkSteps(ranges)
        guard !ranges.contains(where: { $0.isInside && $0.length == place }) else {
            throw SLOError(
                key: "query",
                "query: a variable (\(variables.windows.joined(separator: ", "))) stands within a subquery, whose own range "
                    + "is the window: write a length such as 5m in its place")
        }
        let kept = Set(ranges.filter { !$0.isInside && $0.length != place }.map(\.length)).sorted()
        let stay = kept.isEmpty ? nil : "the range \(kept.joined(separator: ", ")) stays as it is"
        return (variables.text, [variables.note, stay].compactMap { $0 }.joined(separator: ", "))
    }

    /// A query that is looked at once a minute, whatever a rule's window is: with five minutes for variables that stand
    /// as ranges; and what was changed.
    package static func instantWithVariablesReplaced(_ text: String) -> (text: String, note: String?) {
        let variables = RangeVariables(text, window: SLOSeries.slices)
        return (QueryText.tidy(variables.text), variables.note)
    }

    // MARK: Lengths

    private static func withRangesReplaced(
        _ text: String, _ ranges: [PromQL.RangeUse]
    ) throws(SLOError) -> (WindowedQuery, String) {
        let outer = ranges.filter { !$0.isInside }
        let lengths = outer.reduce(into: [String]()) { lengths, range in
            if !lengths.contains(where: { isSame($0, range.length) }) { lengths.append(range.length) }
        }
        // Events a second are the same in each length, and those of the window are not.
        guard lengths.count == 1 || outer.allSatisfy({ $0.function == "rate" }) else {
            throw SLOError(
                key: "query",
                "query: it has ranges of different lengths (\(lengths.joined(separator: ", "))), and which is the window "
                    + "is not known: write [\(place)] where it is")
        }
        let places = rangePlaces(text)
        guard places.count == ranges.count else { throw SLOError(key: "query", "query: its ranges cannot be read") }
        let replaced = zip(ranges, places).filter { !$0.0.isInside }.map(\.1)
        let (query, completed) = completing(insert(replaced, into: text) { _ in place })
        var note = "its range is replaced by each rule's own window"
        if lengths.count > 1 {
            note = "its ranges \(lengths.joined(separator: ", ")) are all replaced by each rule's own window"
        }
        if outer.count < ranges.count { note += ", and what stands within a subquery stays" }
        return (WindowedQuery(trusted: query), ([note] + completed).joined(separator: "; "))
    }

    private static func checkSteps(_ ranges: [PromQL.RangeUse]) throws(SLOError) {
        let steps = ranges.filter { !$0.isInside }.compactMap(\.step)
        guard let step = steps.first(where: { DurationText($0).map { $0.duration > SLOSeries.slice } ?? false }) else {
            return
        }
        throw SLOError(
            key: "query",
            "query: the step \(step) of its subquery is longer than the shortest window, which would often hold nothing of "
                + "it: write at most 5m")
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        guard let first = DurationText(one), let second = DurationText(other) else { return one == other }
        return first.duration == second.duration
    }

    /// In the order of ``PromQL/ranges(isInside:of:)``.
    private static func rangePlaces(_ text: String) -> [Range<Int>] {
        guard let tokens = try? PromQLTokenizer.tokens(of: text) else { return [] }
        return zip(tokens, tokens.dropFirst()).filter {
            $0.text == "[" && $0.kind == .symbol && $1.kind == .duration
        }
        .map { $1.place }
    }

    // MARK: Counters without a range beside others

    /// Selectors without a range that are added to counts, or taken from them, counted as these; and what is said of
    /// them and of the others.
    private static func completing(_ text: String) -> (text: String, notes: [String]) {
        guard let expression = try? PromQLParser.parse(text) else { return (text, []) }
        let bare = expression.bareSelectors(areCounts: true)
        let functions = Set(expression.ranges().filter { !$0.isInside }.map(\.function))
        guard !bare.isEmpty, let function = functions.first ?? nil, functions.count == 1 else {
            return (text, bare.map { instant(slice($0.place, of: text)) })
        }
        let counted = bare.filter { $0.isCount && ["rate", "increase"].contains(function) }
        let notes = bare.map { selector in
            let name = slice(selector.place, of: text)
            return counted.contains { $0.place == selector.place }
                ? "`\(name)` has no range, so it is counted with \(function) as the others are" : instant(name)
        }
        return (insert(counted.map(\.place), into: text) { "\(function)(\($0)[\(place)])" }, notes)
    }

    private static func instant(_ selector: String) -> String {
        "`\(selector)` has no range, so its value of the moment stands in every window"
    }

    private static func slice(_ range: Range<Int>, of text: String) -> String {
        String(decoding: Array(text.utf8)[range], as: UTF8.self)
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

extension PromQL {
    /// Whether it only adds series up.
    fileprivate var isSumOfSelectors: Bool {
        switch self {
        case .selector: true
        case .aggregate("sum", nil, let inner, _): inner.isSumOfSelectors
        case .binary("+", let left, let right, PromQL.Matching()), .binary("-", let left, let right, PromQL.Matching()):
            left.isSumOfSelectors && right.isSumOfSelectors
        default: false
        }
    }

    fileprivate var countsSeries: Bool {
        switch self {
        case .aggregate("count", _, _, _), .aggregate("group", _, _, _): true
        default: parts.contains(where: \.countsSeries)
        }
    }
}
