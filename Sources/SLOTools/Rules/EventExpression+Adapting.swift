internal import NinesSLO

/// What documents write for want of rules that handle silence and absence, put into a form in which it does no harm.
extension EventExpression {
    /// The same events: bounds in all their spellings, a total without placeholders, both sides by the same labels, and
    /// missing where a part of a difference is.
    ///
    /// - Returns: the events with ``notes`` about what was changed, and about what was not and may surprise.
    func adapted() -> EventExpression {
        var events = self
        events.numerator = numerator.mapped {
            WindowedQuery(trusted: PartialQuery.countsAsSums(BucketBound.respelled($0.template)))
        }
        let counted = TotalQuery(events.numerator)
        events.numerator = numerator.mapped { _ in WindowedQuery(trusted: counted.text) }
        events.notes += counted.notes
        let plain = TotalQuery(PartialQuery.countsAsSums(BucketBound.respelled(total.template)))
        events.total = WindowedQuery(trusted: PartialQuery.filledTotal(plain.text))
        events.notes += plain.notes
        events.tellsHiddenData = plain.hidesMissingData
        events.unit = unit ?? EventUnit(of: [events.numerator.query, events.total])
        if [events.numerator.query, events.total].contains(where: EventUnit.isOfRepeatedCounts) { events.unit = nil }
        let aligned = LabelAlignment(
            .init(name: numerator.name, query: events.numerator.query), .init(name: "total", query: events.total))
        events.numerator = numerator.mapped { _ in aligned.left.query }
        events.total = aligned.right.query
        events.notes += aligned.notes
        events.requireParts()
        return events
    }
}

extension EventIndicator {
    /// Good and bad events by the same labels, where they are what is counted: the total is made of both. It is missing
    /// where both are, so neither keeps what only stands in for it.
    ///
    /// - Returns: the indicator, and in sentences what was changed.
    func aligned() -> (indicator: EventIndicator, notes: [String]) {
        guard let good, let bad, total == nil else { return (self, []) }
        func plain(_ events: EventQuery) -> WindowedQuery {
            WindowedQuery(
                trusted: PartialQuery.filled(PartialQuery.withoutFallback(events.query(by: by).template)))
        }
        let sides = LabelAlignment(.init(name: "good", query: plain(good)), .init(name: "bad", query: plain(bad)))
        var indicator = self
        indicator.good = .query(sides.left.query)
        indicator.bad = .query(sides.right.query)
        return (indicator, sides.notes)
    }
}

extension EventIndicator {
    /// The same with bare counters counted as the queries beside them.
    func inOneUnit() -> EventIndicator {
        let queries = [good, bad, total].compactMap { $0 }.filter { !$0.isCounter }
        guard !queries.isEmpty, queries.allSatisfy({ unit(of: $0) == .perWindow }) else { return self }
        func counted(_ query: EventQuery?) -> EventQuery? {
            guard case .counter(let selector) = query else { return query }
            return .query(.count(of: selector, by: by, with: "increase"))
        }
        return EventIndicator(good: counted(good), bad: counted(bad), total: counted(total), by: by)
    }

    /// Labels to group by that a query does not keep, in sentences.
    var groupingNotes: [String] {
        [("good", good), ("bad", bad), ("total", total)].compactMap { name, query in
            guard let query, let kept = try? PromQLParser.parse(query.query(by: by).template).keptLabels else {
                return nil
            }
            return kept.note("\(name) query", lacks: by)
        }
    }

    /// - Throws: ``SLOError`` where one query counts events per second and another one those of the window.
    func checkUnits() throws(SLOError) {
        let units = [("good", good), ("bad", bad), ("total", total)].compactMap { name, query in
            query.flatMap { query in unit(of: query).map { (name: name, text: query.query(by: by).template, unit: $0) }
            }
        }
        guard let rate = units.first(where: { $0.unit == .perSecond }),
            let count = units.first(where: { $0.unit == .perWindow })
        else { return }
        throw SLOError(
            key: "events",
            "events: \(rate.name) counts events per second and \(count.name) those of the window, which makes no ratio: "
                + Self.advice(rate, count.text))
    }

    private static func advice(_ rate: (name: String, text: String, unit: EventUnit), _ count: String) -> String {
        func functions(_ text: String) -> Set<String> {
            Set(((try? PromQLParser.parse(text))?.ranges() ?? []).compactMap(\.function))
        }
        guard functions(count) == ["increase"], functions(rate.text) == ["rate"] else {
            return "write `rate` in both, or `\(functions(count).min() ?? "increase")`"
        }
        let counted = rate.text.replacing(/\brate\s*\(/, with: "increase(").replacing("\n", with: " ")
        return "write `\(counted)` as \(rate.name), or `rate` in both"
    }

    private func unit(of query: EventQuery) -> EventUnit? {
        EventUnit(of: [WindowedQuery(trusted: TotalQuery(query.query(by: by).template).text)])
    }
}

/// A total without what stands in it only against division by zero, which rules handle anyway: a placeholder would
/// weigh as so many events in every silent slice, and no missing data would ever be found.
struct TotalQuery {
    private(set) var text: String
    private(set) var notes: [String] = []
    /// Whether it has a value without any series, as one of the notes says.
    private(set) var hidesMissingData = false

    init(_ query: String) {
        text = query
        strip("total") { _ in true }
        if Self.guarded(text) != nil {
            notes.append(
                "the total has a guard such as `> 0`, so time without events is missing data, and 15 minutes of it are "
                    + "reported as such: leave it out, as time without events is handled")
        }
        if notes.isEmpty, (try? PromQLParser.parse(text))?.makesSomethingOfNothing == true {
            hidesMissingData = true
            notes.append("the total has a value even without any series, so missing data cannot be found")
        }
    }

    /// Good or bad events without what would count where nothing is: an outage has no good ones, and quiet time no bad
    /// ones. A placeholder of 0 does no harm. Nor is `absent(...)` beside bad events taken away, which is there to make
    /// an outage of them.
    init(_ numerator: EventExpression.Numerator) {
        text = numerator.query.template
        switch numerator {
        case .good: strip("good query") { $0.weighs }
        case .bad:
            strip("bad query") { $0.weighs && !$0.isOfAbsence }
            guard let rest = Self.withoutPlaceholder(text), rest.weighs else { return }
            notes.append(
                "the bad query counts `\(rest.removed)` as bad events while that has a value: missing data raises an "
                    + "alert of its own, so leave it out unless these shall count")
        }
    }

    private mutating func strip(_ name: String, where isRemoved: (Stripped) -> Bool) {
        var removed: [String] = []
        while let next = Self.withoutPlaceholder(text), isRemoved(next) {
            removed.append(next.removed)
            text = next.text
        }
        guard !removed.isEmpty else { return }
        text = Self.unguarded(text)
        notes.append(
            "the \(name) is taken without its placeholder \(removed.map { "`\($0)`" }.joined(separator: ", ")), which "
                + "would count as events: time without events is handled")
    }

    /// A query without one placeholder, which weighs something or is 0.
    private struct Stripped {
        var text: String
        var removed: String
        var weighs: Bool
        var isOfAbsence = false

        func inside(_ change: (String) -> String) -> Self {
            var outer = self
            outer.text = change(TotalQuery.unguarded(text))
            return outer
        }
    }

    private static func withoutPlaceholder(_ query: String) -> Stripped? {
        if let operation = PromQLParser.operation(of: query) {
            guard let right = try? PromQLParser.parse(operation.right) else { return nil }
            switch operation.symbol {
            case "or" where right.isPlaceholder:
                return Stripped(
                    text: operation.left, removed: "or \(operation.right)",
                    weighs: right != .call("vector", [.number(0)]), isOfAbsence: right.isOfAbsence)
            case "+" where right.isNumber || right.isPlaceholder || right.isOneForZero:
                return Stripped(text: operation.left, removed: "+ \(operation.right)", weighs: true)
            case "+" where (try? PromQLParser.parse(operation.left))?.isNumber == true:
                return Stripped(text: operation.right, removed: "\(operation.left) +", weighs: true)
            // Within a guard, or with a factor.
            case ">" where right.isNumber, ">=" where right.isNumber, "!=" where right.isNumber,
                "*" where right.isNumber, "/" where right.isNumber:
                guard !operation.matching.returnsBool else { return nil }
                return withoutPlaceholder(operation.left)?.inside {
                    "\(QueryText.parenthesized($0)) \(operation.symbol) \(operation.right)"
                }
            default: return nil
            }
        }
        guard let inside = QueryInside(query) else { return nil }
        switch inside.name {
        case "clamp_min", "clamp":
            return Stripped(text: inside.inner, removed: inside.name, weighs: !inside.hasBoundZero)
        case "sum", "max", "min", "avg": return withoutPlaceholder(inside.inner)?.inside(inside.around)
        default: return nil
        }
    }

    /// Without the guard that kept silence away from a placeholder. One against little traffic stays.
    static func unguarded(_ query: String) -> String { guarded(query, by: 0) ?? query }

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

extension QueryInside {
    /// Whether the second argument is 0 or less.
    fileprivate var hasBoundZero: Bool {
        let argument = after.dropFirst().prefix { $0 != "," && $0 != ")" }
        return Double(argument.filter { !$0.isWhitespace }).map { $0 <= 0 } ?? false
    }
}
