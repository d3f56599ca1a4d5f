internal import NinesSLO

extension RatioIndicator {
    /// The events that the ratio divides; nil for any other ratio, whose number of events is unknown.
    func events() -> EventExpression? {
        guard let parts = Division(error.template) else { return nil }
        // It kept silence away from the placeholder.
        let total = parts.removed.isEmpty ? parts.total : TotalQuery.unguarded(parts.total)
        let queries = [parts.numerator.query, WindowedQuery(trusted: TotalQuery(total).text)]
        guard queries.allSatisfy({ $0.template.contains(WindowedQuery.place) }), let unit = EventUnit(of: queries)
        else {
            return nil
        }
        var events = EventExpression(numerator: parts.numerator, total: WindowedQuery(trusted: total), unit: unit)
        events.notes = [Self.note(parts.removed)].compactMap { $0 }
        return events
    }

    /// The ratio without placeholders around it, where nothing in it filters: silence is 0/0 then, and only missing
    /// data would have been hidden.
    func plain() -> (query: WindowedQuery, notes: [String]) {
        let bare = Division.withoutPlaceholder(error.template)
        guard !bare.removed.isEmpty, (try? PromQLParser.parse(bare.text))?.filters == false else { return (error, []) }
        return (WindowedQuery(trusted: bare.text), [Self.note(bare.removed)].compactMap { $0 })
    }

    private static func note(_ removed: [String]) -> String? {
        guard !removed.isEmpty else { return nil }
        let names = removed.map { "`\($0)`" }.joined(separator: ", ")
        return "the ratio is taken without its placeholder \(names), which would "
            + "stand for missing data too: time without events is handled"
    }
}

extension SLODocument {
    /// What was changed of a ratio that tells no events, in sentences.
    var ratioNotes: [String] {
        guard case .ratio(let ratio) = indicator, ratio.events() == nil else { return [] }
        let (plain, notes) = ratio.plain()
        guard let query = try? PromQLParser.parse(plain.template) else { return notes }
        guard !query.takesPercentageFromOne else {
            return notes + [
                "the ratio takes per cent from 1, which is below 0 and so counts as no errors at all: divide the "
                    + "percentage by 100, or leave its factor 100 out"
            ]
        }
        guard query.isPercentage else { return notes }
        return notes + [
            "the ratio is in per cent, and an error ratio is at most 1: 1 % would count as an outage, so leave "
                + "the factor 100 out"
        ]
    }
}

/// A ratio that divides one count by another, taken apart.
private struct Division {
    let numerator: EventExpression.Numerator
    let total: String
    /// Placeholders that stood around it.
    let removed: [String]

    /// Nil for a query that is no such ratio.
    init?(_ query: String) {
        let whole = Self.bare(query)
        guard let operation = PromQLParser.operation(of: whole.text) else { return nil }
        switch operation.symbol {
        case "/" where operation.matchesByAllLabels:
            (numerator, total) = (.bad(WindowedQuery(trusted: operation.left)), operation.right)
            removed = whole.removed
        case "-" where operation.matching == PromQL.Matching():
            let part = Self.bare(operation.right)
            guard case .number(1)? = try? PromQLParser.parse(operation.left),
                let inner = PromQLParser.operation(of: part.text), inner.symbol == "/", inner.matchesByAllLabels
            else { return nil }
            (numerator, total) = (.good(WindowedQuery(trusted: inner.left)), inner.right)
            removed = whole.removed + part.removed
        default: return nil
        }
    }

    /// Without `or vector(0)` around it.
    static func withoutPlaceholder(_ query: String) -> (text: String, removed: [String]) {
        guard let operation = PromQLParser.operation(of: query), operation.symbol == "or",
            (try? PromQLParser.parse(operation.right))?.isPlaceholder == true
        else { return (query, []) }
        let inner = withoutPlaceholder(operation.left)
        return (inner.text, inner.removed + ["or \(operation.right)"])
    }

    /// The same without what rules do to every ratio: they keep it between 0 and 1, and say 0 where nothing is bad.
    private static func bare(_ query: String) -> (text: String, removed: [String]) {
        let (text, removed) = withoutPlaceholder(query)
        guard let inner = filtered(text) ?? clamped(text) else { return (text, removed) }
        let rest = bare(inner)
        return (rest.text, rest.removed + removed)
    }

    /// What is compared with 0.
    private static func filtered(_ query: String) -> String? {
        guard let operation = PromQLParser.operation(of: query), [">", ">=", "!="].contains(operation.symbol),
            !operation.matching.returnsBool, case .number(0)? = try? PromQLParser.parse(operation.right)
        else { return nil }
        return operation.left
    }

    private static func clamped(_ query: String) -> String? {
        guard case .call(let name, let arguments)? = try? PromQLParser.parse(query),
            let first = QueryInside(query)?.inner
        else { return nil }
        let bounds = arguments.dropFirst().map { argument -> Double? in
            if case .number(let bound) = argument { bound } else { nil }
        }
        switch (name, bounds.first ?? nil, bounds.last ?? nil) {
        case ("clamp_max", let high?, _) where bounds.count == 1 && high >= 1: return first
        case ("clamp_min", let low?, _) where bounds.count == 1 && low <= 0: return first
        case ("clamp", let low?, let high?) where bounds.count == 2 && low <= 0 && high >= 1: return first
        default: return nil
        }
    }
}

extension PromQLOperation {
    /// Whether samples match as if by all the labels that both sides have.
    fileprivate var matchesByAllLabels: Bool {
        guard !matching.isGrouped, !matching.returnsBool else { return false }
        guard matching.on != nil || !matching.ignoring.isEmpty else { return true }
        guard case .exactly(let ours)? = try? PromQLParser.parse(left).keptLabels,
            case .exactly(let theirs)? = try? PromQLParser.parse(right).keptLabels
        else { return false }
        let common = ours.intersection(theirs)
        return matching.on.map(common.isSubset) ?? common.isDisjoint(with: matching.ignoring)
    }
}

extension PromQL {
    /// Whether some of its samples may be filtered out.
    fileprivate var filters: Bool {
        switch self {
        case .binary(let symbol, _, _, let matching)
        where ["==", "!=", "<", "<=", ">", ">="].contains(symbol) && !matching.returnsBool:
            true
        case .binary("and", _, _, _), .binary("unless", _, _, _): true
        default: parts.contains(where: \.filters)
        }
    }
}
