package import NinesSLO

/// Good and bad events. Two of the three counts are enough; the third follows.
package struct EventIndicator: Sendable, Hashable, Codable {
    package var good: EventQuery?
    package var bad: EventQuery?
    package var total: EventQuery?
    /// One SLI for each combination of these labels' values. Only plain counters are grouped by it: a query groups
    /// itself.
    package var by: [String] = []

    package init(good: EventQuery? = nil, bad: EventQuery? = nil, total: EventQuery? = nil, by: [String] = []) {
        self.good = good
        self.bad = bad
        self.total = total
        self.by = by
    }

    private enum CodingKeys: String, CodingKey {
        case good, bad, total, by
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            good: try container.decodeIfPresent(EventQuery.self, forKey: .good),
            bad: try container.decodeIfPresent(EventQuery.self, forKey: .bad),
            total: try container.decodeIfPresent(EventQuery.self, forKey: .total),
            by: try container.decodeIfPresent([String].self, forKey: .by) ?? [])
    }
}

/// How events are counted: a counter's selector, or a query that counts over a window by itself.
package enum EventQuery: Sendable, Hashable {
    /// Such as `http_requests_total{code=~"5.."}`: its rate is summed, or its increase beside a query that counts so.
    case counter(String)
    case query(WindowedQuery)

    package init(_ text: String) throws(SLOError) {
        let (tidy, places) = try WindowedQuery.withPlaces(text)
        guard places == 0 else {
            self = .query(WindowedQuery(trusted: tidy))
            return
        }
        guard (try? Selector(parsing: tidy)) != nil else {
            throw SLOError(
                key: "query",
                "query: it is neither a counter's selector nor a query with \(WindowedQuery.place) as its range")
        }
        self = .counter(tidy)
    }

    func query(by labels: [String]) -> WindowedQuery {
        switch self {
        case .counter(let selector): .rate(of: selector, by: labels)
        case .query(let query): query
        }
    }

    var isCounter: Bool {
        switch self {
        case .counter: true
        case .query: false
        }
    }
}

extension EventQuery: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do throws(SLOError) {
            try self.init(text)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .counter(let selector): try container.encode(selector)
        case .query(let query): try container.encode(query.template)
        }
    }
}

extension WindowedQuery {
    /// A counter's events per second.
    static func rate(of selector: String, by labels: [String]) -> WindowedQuery {
        count(of: selector, by: labels, with: "rate")
    }

    static func count(of selector: String, by labels: [String], with function: String) -> WindowedQuery {
        WindowedQuery(trusted: "\(aggregation("sum", by: labels))(\(function)(\(selector)[\(place)]))")
    }

    static func aggregation(_ name: String, by labels: [String]) -> String {
        labels.isEmpty ? name : "\(name) by (\(labels.joined(separator: ", "))) "
    }
}
