/// Series that the selectors of an indicator's queries pick: each of them, and what only some of them pick.
struct SeriesCandidates {
    let patterns: PatternCache

    /// More would make the search for good and bad events long.
    static let most = 12

    struct Use: Hashable {
        var selector: Selector
        var isCounter: Bool
    }

    /// The series, counters still and gauges at 0.
    func series(for uses: [Use]) throws(PromQLEvaluator.Unsupported) -> [ConstantSeries.Series] {
        var all: [ConstantSeries.Series] = []
        for use in uses {
            guard let name = use.selector.name ?? self.name(use.selector) else {
                throw PromQLEvaluator.Unsupported(what: "a selector without a name")
            }
            // The labels that any selector of the metric looks at.
            let related = uses.filter { $0.selector.name == nil || $0.selector.name == name }
            let labels = Set(related.flatMap { $0.selector.matchers.map(\.label) }).subtracting(["__name__"]).sorted()
            for combination in try combinations(use.selector, labels, related) {
                var labels = combination.filter { !$0.value.isEmpty }
                labels["__name__"] = name
                let series = ConstantSeries.Series(labels: labels, isCounter: use.isCounter, value: 0)
                if !all.contains(where: { $0.labels == series.labels }), all.count < Self.most { all.append(series) }
            }
        }
        return all
    }

    private func name(_ selector: Selector) -> String? {
        let matchers = selector.matchers.filter { $0.label == "__name__" }
        return matchers.lazy.flatMap { samples($0) }.first { name in
            matchers.allSatisfy { (try? patterns.accepts($0, name)) == true }
        }
    }

    private func samples(_ matcher: Matcher) -> [String] {
        switch matcher.operation {
        case .equal, .notEqual: [matcher.value]
        case .matches, .matchesNot: PatternSamples.of(matcher.value)
        }
    }

    /// Values that satisfy the selector, label by label; two of each at most, so that products stay small.
    private func combinations(
        _ selector: Selector, _ labels: [String], _ related: [Use]
    ) throws(PromQLEvaluator.Unsupported) -> [[String: String]] {
        var results: [[String: String]] = [[:]]
        for label in labels {
            let conditions = selector.matchers.filter { $0.label == label }
            let pool = related.flatMap { $0.selector.matchers }.filter { $0.label == label }.flatMap(samples)
            var values: [String] = []
            for value in (label == "le" ? pool : ["200", "other", ""] + pool) where !values.contains(value) {
                var isAccepted = true
                for condition in conditions where try !patterns.accepts(condition, value) { isAccepted = false }
                if isAccepted { values.append(value) }
            }
            guard !values.isEmpty else {
                throw PromQLEvaluator.Unsupported(what: "the conditions on the label \(label)")
            }
            // One that other selectors pick too, where there is one, and one that they do not.
            let kept = [values.first, values.last].compactMap { $0 }
            results = results.flatMap { start in Set(kept).sorted().map { start.merging([label: $0]) { $1 } } }
            results = Array(results.prefix(8))
        }
        return results
    }
}
