/// A PromQL expression, as far as rules and their tests need to know one.
indirect enum PromQL: Sendable, Hashable {
    case number(Double)
    case string(String)
    /// With its place in the text, in bytes.
    case selector(Selector, Range<Int>)
    /// `[5m]` behind a selector.
    case range(PromQL, window: String)
    /// `[5m:]` or `[5m:1m]` behind any expression.
    case subquery(PromQL, window: String, step: String?)
    case call(String, [PromQL])
    case aggregate(String, parameter: PromQL?, of: PromQL, grouping: Grouping)
    case negative(PromQL)
    case binary(String, PromQL, PromQL, Matching)
    /// Behind `offset` or `@`.
    case shifted(PromQL)

    enum Grouping: Sendable, Hashable {
        case by([String])
        case without([String])
    }

    struct Matching: Sendable, Hashable {
        var returnsBool = false
        /// `on` and its labels, or nil for all labels without `ignoring`'s.
        var on: [String]?
        var ignoring: [String] = []
        /// `group_left` or `group_right`, whose side may have many samples for one of the other.
        var group: Group?
        var isGrouped: Bool { group != nil }

        struct Group: Sendable, Hashable {
            var isLeft: Bool
            /// Of the other side, which results have too.
            var labels: [String]
        }
    }

    /// Every selector, ranged or not, in the text's order.
    var selectors: [(selector: Selector, place: Range<Int>, isRanged: Bool)] {
        switch self {
        case .number, .string: []
        case .selector(let selector, let place): [(selector, place, false)]
        case .range(let inner, _): inner.selectors.map { ($0.selector, $0.place, true) }
        case .subquery(let inner, _, _), .negative(let inner), .shifted(let inner): inner.selectors
        case .call(_, let arguments): arguments.flatMap(\.selectors)
        case .aggregate(_, let parameter, let inner, _): (parameter?.selectors ?? []) + inner.selectors
        case .binary(_, let left, let right, _): left.selectors + right.selectors
        }
    }
}
