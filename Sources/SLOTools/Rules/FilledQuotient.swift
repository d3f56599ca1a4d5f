extension WindowedQuery {
    /// A ratio in which counts that have no series yet are 0, instead of no ratio at all.
    package static func withoutGaps(_ ratio: String) -> String {
        PartialQuery.filledQuotients(PartialQuery.countsAsSums(ratio))
    }
}

/// Ratios whose counts may have no series yet: nothing failed then, or nothing succeeded.
extension PartialQuery {
    /// A ratio in which every numerator is 0 where its denominator is there and it is not.
    static func filledQuotients(_ query: String) -> String {
        guard let operation = PromQLParser.operation(of: query) else {
            guard let inside = QueryInside(query) else { return query }
            let inner = filledQuotients(inside.inner)
            return inner == inside.inner ? query : inside.around(inner)
        }
        var (left, right) = (filledQuotients(operation.left), filledQuotients(operation.right))
        if operation.symbol == "/", !operation.matching.isGrouped, let numerator = try? PromQLParser.parse(left) {
            let whole = filled(right)
            if let denominator = try? PromQLParser.parse(whole), numerator.isAggregatedCount, denominator.hasSeries,
                numerator.keptLabels == denominator.keptLabels, numerator.keptLabels != .unknown
            {
                left = "(\(QueryText.parenthesized(left)) or \(QueryText.parenthesized(whole)) * 0)"
                right = whole
            }
        }
        return operation.replacingSides(left, right)
    }

    /// A query that counts series by a comparison, `count(up == 0)`, as a sum that is 0 where there are none such:
    /// `sum(up == bool 0)`.
    static func countsAsSums(_ query: String) -> String {
        if let operation = PromQLParser.operation(of: query) {
            return operation.replacingSides(countsAsSums(operation.left), countsAsSums(operation.right))
        }
        guard let inside = QueryInside(query) else { return query }
        guard inside.name == "count", let comparison = PromQLParser.operation(of: inside.inner),
            ["==", "!=", "<", "<=", ">", ">="].contains(comparison.symbol), comparison.matching == PromQL.Matching(),
            let left = try? PromQLParser.parse(comparison.left), left.hasSeries,
            let right = try? PromQLParser.parse(comparison.right), right.isNumber
        else {
            let inner = countsAsSums(inside.inner)
            return inner == inside.inner ? query : inside.around(inner)
        }
        return inside.around("\(comparison.left) \(comparison.symbol) bool \(comparison.right)", named: "sum")
    }
}

extension PromQL {
    /// Whether it adds up events or series, so that nothing is there before the first of them. A bucket may be missing
    /// because there is none of its bound.
    fileprivate var isAggregatedCount: Bool {
        switch self {
        case .aggregate("sum", nil, let inner, _), .aggregate("count", nil, let inner, _):
            inner.hasSeries && !inner.needsAllParts && !inner.makesSomethingOfNothing
                && !inner.selectors.contains { PartialQuery.isBucket($0.selector) }
        case .binary("*", let left, let right, _), .binary("/", let left, let right, _):
            left.isAggregatedCount && right.isNumber || left.isNumber && right.isAggregatedCount
        default: false
        }
    }
}
