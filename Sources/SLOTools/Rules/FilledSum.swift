/// Sums of counts of which some may have no series yet: they are 0, and the others count.
extension PartialQuery {
    /// The same sums, of which each summand is 0 where another one is there and it is not.
    static func filled(_ query: String) -> String {
        if let operation = PromQLParser.operation(of: query) {
            if operation.isSumOfCounts {
                let terms = summands(query)
                let parsed = terms.compactMap { try? PromQLParser.parse($0) }
                if !parsed.allSatisfy(\.isFilled), !parsed.contains(where: \.needsAllParts) { return sum(terms) }
            }
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

    private static func sum(_ terms: [String]) -> String {
        let terms = terms.map(QueryText.parenthesized)
        return terms.indices.map { index in
            let others = terms.indices.filter { $0 != index }.map { " or \(terms[$0]) * 0" }
            return "(\(terms[index])\(others.joined()))"
        }
        .joined(separator: "\n+\n")
    }
}

extension PromQLOperation {
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
