/// What the numbers are that an indicator's queries return.
enum EventUnit: Sendable, Hashable {
    case perSecond
    /// All of the window.
    case perWindow

    /// Nil where a query does not tell, or two tell different things.
    init?(of queries: [WindowedQuery]) {
        let units = queries.map { query in (try? PromQLParser.parse(query.template)).flatMap(Self.unit) }
        guard let first = units.first, let unit = first, units.allSatisfy({ $0 == unit }) else { return nil }
        self = unit
    }

    private static func unit(_ expression: PromQL) -> EventUnit? {
        switch expression {
        case .call("rate", _), .call("irate", _): .perSecond
        case .call("increase", _), .call("sum_over_time", _), .call("count_over_time", _): .perWindow
        case .aggregate("sum", nil, let inner, _): unit(inner)
        case .binary("+", let left, let right, _), .binary("-", let left, let right, _),
            .binary("or", let left, let right, _):
            unit(left) == unit(right) ? unit(left) : nil
        default: nil
        }
    }
}
