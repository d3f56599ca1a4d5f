extension SLIExpression {
    /// All queries; nil where they are of recorded series.
    var queries: [WindowedQuery]? {
        switch self {
        case .events(let events): events.queries
        case .slices(let slices): slices.events.queries
        case .ratio(let ratio): [ratio]
        case .composite: nil
        }
    }

    /// About queries that are not PromQL, as far as that is read here: MetricsQL is more.
    var queryWarnings: [String] {
        (queries ?? []).compactMap { query in
            do throws(PromQLError) {
                _ = try PromQLParser.parse(query.template)
                return nil
            } catch {
                return "a query is taken as it is, as it is not PromQL: \(error)"
            }
        }
    }
}

extension EventExpression {
    var queries: [WindowedQuery] {
        switch numerator {
        case .bad(let query), .good(let query): [query, total]
        }
    }
}
