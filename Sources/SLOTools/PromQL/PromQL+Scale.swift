/// How large a query's results are, by its factors and names.
extension PromQL {
    /// Whether a share is a number up to 100 and not up to 1.
    var isPercentage: Bool { abs(scale - 100) < 1e-9 }

    /// Whether a share in per cent is taken off 1: that is below 0 whenever more than one per cent is good.
    var takesPercentageFromOne: Bool {
        if case .binary("-", .number(1), let share, _) = self, share.isPercentage { return true }
        return parts.contains(where: \.takesPercentageFromOne)
    }

    /// By how much it is multiplied on its way from series.
    private var scale: Double {
        switch self {
        case .number, .string: 1
        case .selector(let selector, _): selector.namesPercentage ? 100 : 1
        case .range(let inner, _), .subquery(let inner, _, _), .negative(let inner), .shifted(let inner): inner.scale
        case .aggregate("count", _, _, _), .aggregate("count_values", _, _, _), .aggregate("group", _, _, _): 1
        case .aggregate(_, _, let inner, _): inner.scale
        case .call(let name, let arguments): scale(of: name, arguments)
        case .binary(let symbol, let left, let right, let matching):
            scale(of: symbol, left, right, returnsBool: matching.returnsBool)
        }
    }

    private func scale(of name: String, _ arguments: [PromQL]) -> Double {
        let counts: Set = [
            "absent", "absent_over_time", "changes", "count_over_time", "histogram_count", "histogram_fraction", "pi",
            "present_over_time", "resets", "time", "timestamp",
        ]
        guard !counts.contains(name) else { return 1 }
        // A quantile's number, for one, stands before the vector.
        return (arguments.first { !$0.isNumber } ?? self.parts.first)?.scale ?? 1
    }

    private func scale(of symbol: String, _ left: PromQL, _ right: PromQL, returnsBool: Bool) -> Double {
        switch symbol {
        case "*": (left.constant ?? left.scale) * (right.constant ?? right.scale)
        case "/": (left.constant ?? left.scale) / (right.constant ?? right.scale)
        // A hundred of which something is taken is all of it.
        case "-" where left.constant == 100: 100
        case "-", "+": max(left.isNumber ? 0 : left.scale, right.isNumber ? 0 : right.scale)
        case "==", "!=", "<", "<=", ">", ">=": returnsBool ? 1 : left.isNumber ? right.scale : left.scale
        default: left.scale
        }
    }

    private var constant: Double? {
        switch self {
        case .number(let number): number
        case .negative(let inner): inner.constant.map { -$0 }
        case .binary(let symbol, let left, let right, _): Self.constant(symbol, left.constant, right.constant)
        case .call("vector", let arguments), .call("scalar", let arguments): arguments.first?.constant
        default: nil
        }
    }

    private static func constant(_ symbol: String, _ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return nil }
        return switch symbol {
        case "*": left * right
        case "/": left / right
        case "+": left + right
        case "-": left - right
        default: nil
        }
    }
}

extension Selector {
    /// By the name of its metric. Counters of seconds and of events are called otherwise.
    fileprivate var namesPercentage: Bool {
        ["_percent", "_percentage", "_pct"].contains { name?.hasSuffix($0) == true }
    }
}

extension EventExpression {
    /// Whether a hundred are counted for each event of the total.
    var isPercentage: Bool {
        guard let numerator = try? PromQLParser.parse(numerator.query.template),
            let total = try? PromQLParser.parse(total.template)
        else { return false }
        return PromQL.binary("/", numerator, total, .init()).isPercentage
    }
}
