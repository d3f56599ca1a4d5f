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
