/// Sums of counts of which some may have no series yet: they are 0, and the others count. So are some of a count's own
/// events that are taken off it.
extension PartialQuery {
    /// A total that is there where one of its summands is.
    static func filledTotal(_ query: String) -> String {
        let whole = filled(query)
        // Missing data can be found as before.
        guard (try? PromQLParser.parse(whole))?.makesSomethingOfNothing == true,
            (try? PromQLParser.parse(query))?.makesSomethingOfNothing == false
        else { return whole }
        return filled(withoutZeros(query))
    }

    /// A sum whose summands are not 0 without series.
    private static func withoutZeros(_ query: String) -> String {
        guard let operation = PromQLParser.operation(of: query) else { return query }
        if operation.isPlain("+") {
            return [operation.left, operation.right].map { QueryText.parenthesized(withoutZeros($0)) }
                .joined(separator: "\n+\n")
        }
        let isZero = (try? PromQLParser.parse(operation.right)) == .call("vector", [.number(0)])
        return operation.symbol == "or" && isZero ? withoutZeros(operation.left) : query
    }

    /// The same sums, of which each summand is 0 where another one is there and it is not.
    static func filled(_ query: String) -> String {
        if let operation = PromQLParser.operation(of: query) {
            if operation.isSumOfCounts {
                let terms = summands(query)
                let parsed = terms.compactMap { try? PromQLParser.parse($0) }
                // What is nothing where a part of it is missing stays so, and the total with it.
                let open = parsed.indices.filter { !parsed[$0].isFilled && !parsed[$0].needsAllParts }
                if !open.isEmpty, parsed.count == terms.count { return sum(terms, filling: open) }
            }
            if let difference = difference(operation) { return difference }
            let (left, right) = (filled(operation.left), filled(operation.right))
            guard operation.matching == PromQL.Matching(), left != operation.left || right != operation.right else {
                return query
            }
            return "\(QueryText.parenthesized(left))\n\(operation.symbol)\n\(QueryText.parenthesized(right))"
        }
        guard let inside = QueryInside(query) else { return query }
        let inner = filled(inside.inner)
        return inner == inside.inner ? query : inside.around(inner)
    }

    private static func summands(_ query: String) -> [String] {
        guard let operation = PromQLParser.operation(of: query), operation.isSumOfCounts else { return [filled(query)] }
        return summands(operation.left) + summands(operation.right)
    }

    /// A count without some of its own events; nil for any other operation.
    private static func difference(_ operation: PromQLOperation) -> String? {
        guard operation.isPlain("-") else { return nil }
        var whole = operation.left
        while let inner = PromQLParser.operation(of: whole), inner.isPlain("-") { whole = inner.left }
        guard let part = part(operation.right, of: whole) else { return nil }
        return "\(QueryText.parenthesized(filled(operation.left)))\n-\n\(part)"
    }

    /// What is 0 where all of a count is there and it is not; nil where it is not of that count.
    private static func part(_ query: String, of whole: String) -> String? {
        if let operation = PromQLParser.operation(of: query), operation.isPlain("+") {
            guard let left = part(operation.left, of: whole), let right = part(operation.right, of: whole) else {
                return nil
            }
            return "(\(left)\n+\n\(right))"
        }
        guard let some = try? PromQLParser.parse(query), let all = try? PromQLParser.parse(whole), some.isPart(of: all)
        else { return nil }
        return "(\(QueryText.parenthesized(query)) or \(QueryText.parenthesized(whole)) * 0)"
    }

    private static func sum(_ terms: [String], filling open: [Int]) -> String {
        let terms = terms.map(QueryText.parenthesized)
        return terms.indices.map { index in
            guard open.contains(index) else { return terms[index] }
            let others = terms.indices.filter { $0 != index }.map { " or \(terms[$0]) * 0" }
            return "(\(terms[index])\(others.joined()))"
        }
        .joined(separator: "\n+\n")
    }
}

extension PromQLOperation {
    /// Whether it joins samples with the same labels by this operator.
    fileprivate func isPlain(_ symbol: String) -> Bool { self.symbol == symbol && matching == PromQL.Matching() }

    /// Whether both sides are counts of series by the same labels.
    fileprivate var isSumOfCounts: Bool {
        guard symbol == "+", matching == PromQL.Matching(), let left = try? PromQLParser.parse(left),
            let right = try? PromQLParser.parse(right)
        else { return false }
        return left.hasSeries && right.hasSeries && left.keptLabels == right.keptLabels && left.keptLabels != .unknown
    }
}

extension PromQL {
    /// Whether it counts some of the series that another query counts, and in the same way. A bucket may be missing
    /// because there is none of its bound.
    func isPart(of whole: PromQL) -> Bool {
        switch (self, whole) {
        case (.selector(let some, _), .selector(let all, _)):
            some.name == all.name && all.matchers.allSatisfy(some.implies) && !PartialQuery.isBucket(some)
        case (.range(let some, let ours), .range(let all, let theirs)): ours == theirs && some.isPart(of: all)
        case (.call(let ours, let some), .call(let theirs, let all)):
            ours == theirs && ["rate", "increase"].contains(ours) && some.count == 1 && all.count == 1
                && some[0].isPart(of: all[0])
        case (.aggregate("sum", nil, let some, let ours), .aggregate("sum", nil, let all, let theirs)):
            ours == theirs && some.isPart(of: all)
        case (
            .binary(let ours, let some, let right, let matching), .binary(let theirs, let all, let same, let likewise)
        ):
            // A join, or a filter.
            ours == theirs && ["*", "and", "unless"].contains(ours) && matching == likewise && some.isPart(of: all)
                && right.withoutPlaces == same.withoutPlaces
        default: false
        }
    }

    /// Whether something stands in for it where it is missing.
    var isFilled: Bool {
        switch self {
        case .binary("or", _, let right, _): right.isTimesZero || right.makesSomethingOfNothing
        case .binary("+", let left, let right, _): left.isFilled && right.isFilled
        default: false
        }
    }

    var isTimesZero: Bool {
        switch self {
        case .binary("*", _, .number(0), _), .binary("*", .number(0), _, _): true
        default: false
        }
    }
}

extension PromQL {
    /// What is added up in it.
    var summands: [PromQL] {
        switch self {
        case .binary("+", let left, let right, PromQL.Matching()): left.summands + right.summands
        case .binary("or", let left, let right, _) where right.isTimesZero: left.summands
        default: [self]
        }
    }

    /// What others are taken off.
    var minuend: PromQL {
        if case .binary("-", let left, _, PromQL.Matching()) = self { left.minuend } else { self }
    }

    /// Whether what is taken off is 0 where it is missing.
    var isFilledDifference: Bool {
        guard case .binary("-", let left, let right, PromQL.Matching()) = self, right.isFilled else { return false }
        if case .binary("-", _, _, _) = left { return left.isFilledDifference }
        return !left.needsAllParts
    }

    /// For comparing queries that stand in different places.
    fileprivate var withoutPlaces: PromQL {
        switch self {
        case .number, .string: self
        case .selector(let selector, _): .selector(selector, 0..<0)
        case .range(let inner, let window): .range(inner.withoutPlaces, window: window)
        case .subquery(let inner, let window, let step): .subquery(inner.withoutPlaces, window: window, step: step)
        case .call(let name, let arguments): .call(name, arguments.map(\.withoutPlaces))
        case .aggregate(let name, let parameter, let inner, let grouping):
            .aggregate(name, parameter: parameter?.withoutPlaces, of: inner.withoutPlaces, grouping: grouping)
        case .negative(let inner): .negative(inner.withoutPlaces)
        case .binary(let symbol, let left, let right, let matching):
            .binary(symbol, left.withoutPlaces, right.withoutPlaces, matching)
        case .shifted(let inner): .shifted(inner.withoutPlaces)
        }
    }
}

extension Selector {
    /// Whether every series that it picks satisfies a condition, as far as its own conditions tell: `code="404"` is
    /// one of `code=~"4.."`.
    fileprivate func implies(_ condition: Matcher) -> Bool {
        matchers.contains { own in
            guard own != condition else { return true }
            guard own.label == condition.label, let values = own.literals else { return false }
            return values.allSatisfy { condition.accepts($0) == true }
        }
    }
}

extension Matcher {
    /// The only values that satisfy it; nil where these cannot be listed.
    var literals: [String]? {
        switch operation {
        case .equal: return [value]
        case .matches:
            let values = value.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let isPlain = values.allSatisfy { $0.utf8.allSatisfy { !#"\.+*?()[]{}^$"#.utf8.contains($0) } }
            return isPlain ? values : nil
        case .notEqual, .matchesNot: return nil
        }
    }
}
