internal import NinesSLO

/// A numerator that is nothing where a series of it is missing, which says nothing of the events: a difference, a
/// product, or a histogram's bucket that does not exist.
enum PartialQuery {
    /// A query without what stands in only where it is missing.
    static func withoutFallback(_ query: String) -> String {
        guard let operation = PromQLParser.operation(of: query),
            let right = try? PromQLParser.parse(operation.right)
        else { return query }
        switch operation.symbol {
        case "or" where right.isPlaceholder: return withoutFallback(operation.left)
        case ">" where right.isNumber, ">=" where right.isNumber: return withoutFallback(operation.left)
        default: return query
        }
    }

    /// Whether a bucket is picked that need not exist: one below the last.
    static func isBucket(_ selector: Selector) -> Bool {
        selector.matchers.contains { $0.label == "le" && !($0.operation == .equal && $0.value == "+Inf") }
    }
}

extension EventExpression {
    /// Makes the total missing where a part of the numerator is, so that it is taken neither for no errors nor for only
    /// errors. A plain count is 0 before its first event, so nothing is asked of it, and a sum has what is there.
    mutating func requireParts() {
        numerator = numerator.mapped { WindowedQuery(trusted: PartialQuery.filled($0.template)) }
        let text = PartialQuery.withoutFallback(numerator.query.template)
        guard let query = try? PromQLParser.parse(text), let all = try? PromQLParser.parse(total.template) else {
            return
        }
        let buckets = query.selectors.filter { PartialQuery.isBucket($0.selector) }.map { ($0.selector, $0.isRanged) }
        let needed = "\nand\n" + QueryText.parenthesized(text)
        guard !buckets.isEmpty else {
            // Of the total's own events there are none yet where they are missing.
            let isPart = all.summands.contains(where: query.isPart)
            let isPartOfPart = query.isFilledDifference && query.minuend.isPart(of: all.minuend)
            if query.needsAllParts, !isPart, !isPartOfPart { require(needed) }
            return
        }
        // What the total counts has the bucket too, if there is one.
        let known = Set(all.selectors.map(\.selector.others))
        let areAllKnown = buckets.allSatisfy { known.contains($0.0.others) }
        let isPlain = !query.hasFallback
        guard all.keptLabels != .unknown, !(isPlain && areAllKnown), !isPlain || subtractsNothingWhereNothingIs(text)
        else { return require(needed) }
        let families = Set((query.selectors + all.selectors).compactMap(\.selector.name))
        var required: Set<String> = []
        for (bucket, isRanged) in buckets {
            let any = known.contains(bucket.others) ? nil : bucket.anyOfItsHistogram(among: families)
            let condition = condition(bucket, isRanged, any: any, all.keptLabels)
            if required.insert(condition).inserted { require(condition) }
        }
    }

    private mutating func require(_ condition: String) {
        total = WindowedQuery(trusted: QueryText.parenthesized(total.template) + condition)
    }

    /// That the bucket is there; or, where only some of the total's events are in its histogram, that it is not missing
    /// from one that is there.
    private func condition(_ bucket: Selector, _ isRanged: Bool, any: Selector?, _ labels: PromQL.KeptLabels) -> String
    {
        func events(_ selector: Selector) -> String {
            let rate = isRanged ? "rate(\(selector.text)[\(WindowedQuery.place)])" : selector.text
            return "\(labels.aggregation("sum", without: ["le"]) ?? "sum")(\(rate))"
        }
        guard let any else { return "\nand\n\(events(bucket))" }
        return "\nunless (\n  \(events(any))\n  unless\n  \(events(bucket))\n)"
    }

    /// Where none of the events that a difference takes away were seen yet, all of its events are left. False for a
    /// difference that cannot be told so.
    private mutating func subtractsNothingWhereNothingIs(_ text: String) -> Bool {
        guard (try? PromQLParser.parse(text))?.needsAllParts == true else { return true }
        guard let operation = PromQLParser.operation(of: text), operation.symbol == "-",
            operation.matching == PromQL.Matching(),
            let left = try? PromQLParser.parse(operation.left), let right = try? PromQLParser.parse(operation.right),
            !left.needsAllParts, !right.needsAllParts, left.keptLabels == right.keptLabels, left.keptLabels != .unknown
        else { return false }
        let (whole, part) = (QueryText.parenthesized(operation.left), QueryText.parenthesized(operation.right))
        numerator = numerator.mapped { _ in WindowedQuery(trusted: "\(whole)\n-\n(\(part) or \(whole) * 0)") }
        return true
    }
}

extension Selector {
    /// What it asks of labels other than the bucket's bound and the metric's name.
    fileprivate var others: Set<Matcher> { Set(matchers.filter { $0.label != "le" && $0.label != "__name__" }) }

    /// A series that every histogram has that satisfies the same conditions: its count where queries use that, else its
    /// last bucket.
    fileprivate func anyOfItsHistogram(among families: Set<String>) -> Selector? {
        guard let name else { return nil }
        let plain = matchers.filter { $0.label != "le" }
        if name.hasSuffix("_bucket") {
            let count = name.dropLast("_bucket".count) + "_count"
            if families.contains(String(count)) { return Selector(name: String(count), matchers: plain) }
        }
        return Selector(
            name: name, matchers: plain + [Matcher(label: "le", operation: .equal, value: "+Inf")])
    }
}

extension PromQL {
    /// Whether something in it stands in for what is missing.
    fileprivate var hasFallback: Bool {
        if case .binary("or", _, _, _) = self { true } else { parts.contains(where: \.hasFallback) }
    }
}
