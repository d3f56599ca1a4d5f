internal import NinesSLO

/// The ranges of a query, and what has none.
extension PromQL {
    struct RangeUse: Sendable, Hashable {
        var length: String
        /// Of a subquery that says one.
        var step: String?
        /// Whether it stands within a subquery.
        var isInside: Bool
        /// That is given the range.
        var function: String?
    }

    /// Every range and subquery, in the text's order.
    func ranges(isInside: Bool = false, of function: String? = nil) -> [RangeUse] {
        switch self {
        case .range(_, let length): [RangeUse(length: length, isInside: isInside, function: function)]
        case .subquery(let inner, let length, let step):
            inner.ranges(isInside: true) + [
                RangeUse(length: length, step: step, isInside: isInside, function: function)
            ]
        case .shifted(let inner): inner.ranges(isInside: isInside, of: function)
        case .call(let name, let arguments): arguments.flatMap { $0.ranges(isInside: isInside, of: name) }
        default: parts.flatMap { $0.ranges(isInside: isInside) }
        }
    }

    /// How long its value depends on a sample: the ranges around a selector together, where the place of the window
    /// stands for `window`. Seconds.
    func memory(window: Int64) -> Int64 {
        func seconds(_ text: String) -> Int64 {
            text == WindowedQuery.place ? window : DurationText(text)?.duration.components.seconds ?? 0
        }
        return switch self {
        case .range(let inner, let length), .subquery(let inner, let length, _):
            seconds(length) + inner.memory(window: window)
        case .shifted(let inner): inner.memory(window: window)
        default: parts.map { $0.memory(window: window) }.max() ?? 0
        }
    }

    /// Whether it is a range alone, as `x[5m] offset 1h`, which no rule can be.
    var isRange: Bool {
        switch self {
        case .range: true
        case .shifted(let inner): inner.isRange
        default: false
        }
    }

    struct BareSelector {
        var place: Range<Int>
        /// Whether it is added to counts, or taken from them.
        var isCount: Bool
    }

    /// The selectors without a range, in no subquery, whose values count. Those of conditions, and the side of a group
    /// that has one sample for many, are instant by their nature.
    func bareSelectors(areCounts: Bool) -> [BareSelector] {
        switch self {
        case .selector(_, let place): [BareSelector(place: place, isCount: areCounts)]
        case .range, .subquery, .number, .string: []
        case .aggregate("sum", nil, let inner, _): inner.bareSelectors(areCounts: areCounts)
        case .binary("and", let left, _, _), .binary("unless", let left, _, _):
            left.bareSelectors(areCounts: areCounts)
        case .binary(let symbol, let left, let right, let matching)
        where ["+", "-", "or"].contains(symbol) && matching == Matching():
            left.bareSelectors(areCounts: areCounts) + right.bareSelectors(areCounts: areCounts)
        case .binary(_, let left, let right, let matching):
            ((matching.group?.isLeft != false ? [left] : []) + (matching.group?.isLeft != true ? [right] : []))
                .flatMap { $0.bareSelectors(areCounts: false) }
        case .call, .aggregate, .negative, .shifted: parts.flatMap { $0.bareSelectors(areCounts: false) }
        }
    }
}
