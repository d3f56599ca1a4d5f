/// Whether a query counts some of the events that another one counts: none of them yet is 0, where the others are.
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
