/// The series that an SLO's queries can select, so that tests feed several SLOs at once without one seeing the series
/// of another: promtool evaluates every group in every test, and a test for each SLO would take the square of their
/// number.
struct SeriesFootprint {
    /// By metric, what the matchers demand of labels. Nil for an SLO that must be alone.
    private var claims: [String: [[String: String]]]? = [:]

    init(_ subject: RuleTestSubject) {
        guard let queries = subject.generator.measure.queries else {
            claims = nil
            return
        }
        for query in queries {
            guard let expression = try? PromQLParser.parse(query.template) else {
                claims = nil
                return
            }
            for (selector, _, _) in expression.selectors { add(selector) }
        }
    }

    /// Of the batch: nothing yet.
    init() {}

    private mutating func add(_ selector: Selector) {
        guard let name = selector.name else {
            claims = nil
            return
        }
        var demands: [String: String] = [:]
        for matcher in selector.matchers where matcher.operation == .equal { demands[matcher.label] = matcher.value }
        if claims?[name]?.contains(demands) != true { claims?[name, default: []].append(demands) }
    }

    /// Whether no series can belong to both: another metric, or another value of a label.
    func isDisjoint(with other: SeriesFootprint) -> Bool {
        guard let claims, let others = other.claims else { return false }
        for (name, demands) in claims {
            for theirs in others[name] ?? [] {
                for ours in demands where !Self.differ(ours, theirs) { return false }
            }
        }
        return true
    }

    private static func differ(_ ours: [String: String], _ theirs: [String: String]) -> Bool {
        ours.contains { label, value in theirs[label].map { $0 != value } ?? false }
    }

    mutating func formUnion(_ other: SeriesFootprint) {
        guard claims != nil, let others = other.claims else {
            claims = nil
            return
        }
        for (name, demands) in others { claims?[name, default: []] += demands }
    }
}
