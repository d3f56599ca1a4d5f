internal import NinesSLO

/// What documents write for want of rules that handle silence and absence, put into a form in which it does no harm.
extension EventExpression {
    /// The same events: bounds in all their spellings, a total without placeholders, both sides by the same labels, and
    /// missing where a part of a difference is.
    ///
    /// - Returns: the events with ``notes`` about what was changed, and about what was not and may surprise.
    func adapted() -> EventExpression {
        var events = self
        events.numerator = numerator.mapped { WindowedQuery(trusted: BucketBound.respelled($0.template)) }
        let plain = TotalQuery(BucketBound.respelled(total.template))
        events.total = WindowedQuery(trusted: plain.text)
        events.notes += plain.notes
        events.unit = unit ?? EventUnit(of: [events.numerator.query, events.total])
        events.sumByCommonLabels()
        if let needed = PartialQuery.needed(by: events.numerator) {
            events.total = WindowedQuery(
                trusted: QueryText.parenthesized(events.total.template) + "\nand\n" + QueryText.parenthesized(needed))
        }
        return events
    }

    /// A bad event that keeps a label that the total has not matches no total, and would not count.
    private mutating func sumByCommonLabels() {
        guard let counted = try? PromQLParser.parse(numerator.query.template).keptLabels,
            let all = try? PromQLParser.parse(total.template).keptLabels
        else { return }
        switch (counted, all) {
        case (.exactly(let ours), .exactly(let theirs)) where ours != theirs:
            let common = ours.intersection(theirs).sorted()
            let sum = WindowedQuery.aggregation("sum", by: common)
            func summed(_ query: WindowedQuery, _ labels: Set<String>) -> WindowedQuery {
                labels == Set(common)
                    ? query : WindowedQuery(trusted: "\(sum)(\n\(QueryText.indented(query.template))\n)")
            }
            numerator = numerator.mapped { summed($0, ours) }
            total = summed(total, theirs)
            let name = numerator.name
            let difference = [(name, ours.subtracting(theirs)), ("total", theirs.subtracting(ours))]
                .filter { !$1.isEmpty }.map { "the \($0) query keeps \($1.sorted().joined(separator: ", "))" }
            notes.append(
                difference.joined(separator: ", ") + ", which the other has not: both are summed by "
                    + (common.isEmpty ? "no label" : common.joined(separator: ", ")))
        case (.ofSeries, .exactly), (.exactly, .ofSeries):
            notes.append(
                "only one of the \(numerator.name) and the total query is summed, so their labels differ and no event may "
                    + "match: sum both by the same labels")
        case (.ofSeries, .ofSeries) where demands(numerator.query) != demands(total):
            notes.append(
                "nothing is summed, so each series is an SLO of its own, and a series that only holds \(numerator.name) "
                    + "events has nothing else: sum both queries by the same labels")
        default: break
        }
    }

    private func demands(_ query: WindowedQuery) -> Set<Matcher> {
        Set((try? PromQLParser.parse(query.template))?.selectors.flatMap(\.selector.matchers) ?? [])
    }
}

/// A total without what stands in it only against division by zero, which rules handle anyway: a placeholder would
/// weigh as so many events in every silent slice, and no missing data would ever be found.
struct TotalQuery {
    private(set) var text: String
    private(set) var notes: [String] = []

    init(_ query: String) {
        text = query
        var removed: [String] = []
        while let next = Self.withoutPlaceholder(text) {
            removed.append(next.removed)
            text = next.text
        }
        if !removed.isEmpty {
            // It kept silence away from the placeholder. One against little traffic stays.
            if let guarded = Self.guarded(text, by: 0) { text = guarded }
            notes.append(
                "the total is taken without its placeholder \(removed.map { "`\($0)`" }.joined(separator: ", ")), which "
                    + "would count as events: time without events is handled")
        } else if Self.guarded(text) != nil {
            notes.append(
                "the total has a guard such as `> 0`, so time without events is missing data, and 15 minutes of it are "
                    + "reported as such: leave it out, as time without events is handled")
        }
        if notes.isEmpty, (try? PromQLParser.parse(text))?.makesSomethingOfNothing == true {
            notes.append("the total has a value even without any series, so missing data cannot be found")
        }
    }

    private static func withoutPlaceholder(_ query: String) -> (text: String, removed: String)? {
        if let operation = PromQLParser.operation(of: query) {
            guard let right = try? PromQLParser.parse(operation.right) else { return nil }
            switch operation.symbol {
            case "or" where right.isPlaceholder: return (operation.left, "or \(operation.right)")
            case "+" where right.isNumber || right.isPlaceholder: return (operation.left, "+ \(operation.right)")
            case "+" where (try? PromQLParser.parse(operation.left))?.isNumber == true:
                return (operation.right, "\(operation.left) +")
            // Within a guard, or with a factor.
            case ">" where right.isNumber, ">=" where right.isNumber, "!=" where right.isNumber,
                "*" where right.isNumber, "/" where right.isNumber:
                guard !operation.matching.returnsBool, let (text, removed) = withoutPlaceholder(operation.left) else {
                    return nil
                }
                let inner = guarded(text, by: 0) ?? text
                return ("\(QueryText.parenthesized(inner)) \(operation.symbol) \(operation.right)", removed)
            default: return nil
            }
        }
        guard let (call, first) = PromQLParser.firstArgument(of: query), ["clamp_min", "clamp"].contains(call) else {
            return nil
        }
        return (first, call)
    }

    /// What is compared with a number; nil where the query is no comparison.
    ///
    /// - Parameter bound: The number, where only that one counts.
    private static func guarded(_ query: String, by bound: Double? = nil) -> String? {
        guard let operation = PromQLParser.operation(of: query), [">", ">=", "!="].contains(operation.symbol),
            !operation.matching.returnsBool, let right = try? PromQLParser.parse(operation.right), right.isNumber,
            bound.map({ right == .number($0) }) ?? true
        else { return nil }
        return operation.left
    }
}

/// A numerator that is nothing where a series of it is missing, which says nothing of the events.
enum PartialQuery {
    /// What must be there for the numerator to be known: a difference, whose subtrahend may be a bucket that does not
    /// exist, or a bucket itself. Nil for a plain count, which is 0 before its first event.
    static func needed(by numerator: EventExpression.Numerator) -> String? {
        let text = withoutFallback(numerator.query.template)
        guard let query = try? PromQLParser.parse(text) else { return nil }
        if query.isDifference { return text }
        let isBucket = query.selectors.contains { $0.selector.matchers.contains { $0.label == "le" } }
        return isBucket ? text : nil
    }

    private static func withoutFallback(_ query: String) -> String {
        guard let operation = PromQLParser.operation(of: query),
            let right = try? PromQLParser.parse(operation.right)
        else { return query }
        switch operation.symbol {
        case "or" where right.isPlaceholder: return withoutFallback(operation.left)
        case ">" where right.isNumber, ">=" where right.isNumber: return withoutFallback(operation.left)
        default: return query
        }
    }
}

extension RatioIndicator {
    /// The events that the ratio divides; nil for any other ratio, whose number of events is unknown.
    func events() -> EventExpression? {
        guard let parts = Self.division(error.template) else { return nil }
        let queries = [parts.numerator.query, WindowedQuery(trusted: TotalQuery(parts.total).text)]
        guard queries.allSatisfy({ $0.template.contains(WindowedQuery.place) }), let unit = EventUnit(of: queries)
        else {
            return nil
        }
        return EventExpression(numerator: parts.numerator, total: WindowedQuery(trusted: parts.total), unit: unit)
    }

    private static func division(_ query: String) -> (numerator: EventExpression.Numerator, total: String)? {
        guard let operation = PromQLParser.operation(of: query), operation.matching == PromQL.Matching() else {
            return nil
        }
        switch operation.symbol {
        case "/": return (.bad(WindowedQuery(trusted: operation.left)), operation.right)
        case "-":
            guard case .number(1)? = try? PromQLParser.parse(operation.left),
                let inner = PromQLParser.operation(of: operation.right), inner.symbol == "/",
                inner.matching == PromQL.Matching()
            else { return nil }
            return (.good(WindowedQuery(trusted: inner.left)), inner.right)
        default: return nil
        }
    }
}
