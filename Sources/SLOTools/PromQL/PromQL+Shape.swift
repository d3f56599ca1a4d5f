/// What a query's shape says without any series.
extension PromQL {
    /// Whether it may be no number although the series that it reads are plain counters: 0/0 in itself.
    var mayBeNaN: Bool {
        switch self {
        case .number(let value): value.isNaN
        case .string, .selector, .range: false
        case .subquery(let inner, _, _), .negative(let inner), .shifted(let inner): inner.mayBeNaN
        case .aggregate(let name, _, let inner, _): name == "stddev" || name == "stdvar" || inner.mayBeNaN
        // Samples are those of a gauge.
        case .call("sum_over_time", let arguments): arguments.contains { $0.mayBeNaN || $0.isOfSamples }
        case .call(let name, let arguments):
            ![
                "rate", "irate", "increase", "delta", "vector", "count_over_time", "histogram_count", "clamp",
                "clamp_min", "clamp_max", "label_replace", "label_join", "absent", "absent_over_time",
            ]
            .contains(name) || arguments.contains(where: \.mayBeNaN)
        case .binary(_, _, _, let matching) where matching.returnsBool: false
        // Filters that nothing passes which is no number.
        case .binary(">", _, .number, _), .binary(">=", _, .number, _), .binary("<", _, .number, _),
            .binary("<=", _, .number, _), .binary("==", _, .number, _):
            false
        case .binary("/", let left, let right, _) where right.isNumber: left.mayBeNaN
        case .binary("/", _, _, _), .binary("%", _, _, _), .binary("^", _, _, _): true
        case .binary(_, let left, let right, _): left.mayBeNaN || right.mayBeNaN
        }
    }

    /// Whether it is what a series says, and not what is computed of it.
    private var isOfSamples: Bool {
        switch self {
        case .selector: true
        case .range(let inner, _), .subquery(let inner, _, _), .shifted(let inner): inner.isOfSamples
        case .aggregate("sum", _, let inner, _): inner.isOfSamples
        default: false
        }
    }

    var isNumber: Bool {
        switch self {
        case .number: true
        case .negative(let inner): inner.isNumber
        case .binary(_, let left, let right, _): left.isNumber && right.isNumber
        default: false
        }
    }

    /// Whether it only stands in for something missing: `vector(1)`, `clamp_min(..., 1)`, `absent(...) * 0`,
    /// `up * 0 + 1`.
    var isPlaceholder: Bool {
        switch self {
        case .call("label_replace", let arguments), .call("label_join", let arguments):
            arguments.first?.isPlaceholder == true
        case .call(let name, _): ["vector", "clamp_min", "absent", "absent_over_time"].contains(name)
        case .negative(let inner): inner.isPlaceholder
        case .binary("+", let zero, let value, _)
        where zero.isTimesZero && (value.isNumber || value.isPlaceholder),
            .binary("+", let value, let zero, _)
        where zero.isTimesZero && (value.isNumber || value.isPlaceholder):
            true
        case .binary(_, let left, let right, _):
            (left.isPlaceholder || left.isNumber) && (right.isPlaceholder || right.isNumber) && !isNumber
        default: false
        }
    }

    /// Whether it is there where a series is not.
    var isOfAbsence: Bool {
        if case .call("absent", _) = self { return true }
        if case .call("absent_over_time", _) = self { return true }
        return parts.contains(where: \.isOfAbsence)
    }

    /// Whether it is 1 where something is 0: added to that, it is never 0.
    var isOneForZero: Bool {
        if case .binary("==", _, .number(0), let matching) = self {
            matching.returnsBool
        } else {
            false
        }
    }

    /// Whether it is nothing where a part of what it reads is missing, which says nothing of the whole: a difference, a
    /// product, or a sum that nothing stands in for.
    var needsAllParts: Bool {
        switch self {
        case .binary("-", let left, let right, _)
        where !left.selectors.isEmpty && !right.selectors.isEmpty: true
        case .binary("*", let left, let right, _) where left.hasSeries && right.hasSeries,
            .binary("/", let left, let right, _) where left.hasSeries && right.hasSeries,
            .binary("+", let left, let right, _) where left.hasSeries && right.hasSeries && !isFilled:
            true
        case .binary("or", _, _, _): false
        case .binary(_, let left, let right, _): left.needsAllParts || right.needsAllParts
        case .aggregate(_, _, let inner, _): inner.needsAllParts
        case .call(_, let arguments): arguments.contains(where: \.needsAllParts)
        case .negative(let inner): inner.needsAllParts
        default: false
        }
    }

    var hasSeries: Bool { !selectors.isEmpty && !isScalar }

    /// Whether it may have a value although no series is there.
    var makesSomethingOfNothing: Bool {
        switch self {
        case .call(let name, let arguments):
            ["vector", "absent", "absent_over_time"].contains(name)
                || arguments.contains { $0.makesSomethingOfNothing }
        case .aggregate(_, _, let inner, _), .subquery(let inner, _, _), .negative(let inner),
            .shifted(let inner),
            .range(let inner, _):
            inner.makesSomethingOfNothing
        case .binary("or", let left, let right, _):
            left.makesSomethingOfNothing || right.makesSomethingOfNothing
        case .binary("unless", let left, _, _): left.makesSomethingOfNothing
        case .binary(_, let left, let right, _):
            // One side that is missing takes the other with it.
            (left.makesSomethingOfNothing || left.isNumber)
                && (right.makesSomethingOfNothing || right.isNumber)
        case .number, .string, .selector: false
        }
    }
}
