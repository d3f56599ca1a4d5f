/// Functions for counters that are given something else.
extension PromQL {
    /// Prometheus takes these, and what they return is no number of events. In sentences.
    var counterMistakes: [String] {
        let inner = parts.flatMap(\.counterMistakes) + [gaugeMistake].compactMap { $0 }
        guard case .call(let name, let arguments) = self, ["rate", "irate", "increase"].contains(name),
            let mistake = arguments.first?.whyNoCounter
        else { return inner }
        return inner + ["`\(name)` is taken of \(mistake)"]
    }

    /// What is wrong with reading a counter as a gauge: it begins again at 0, and holds all that was ever counted.
    private var gaugeMistake: String? {
        switch self {
        case .call(let name, let arguments)
        where ["delta", "idelta", "deriv", "predict_linear"].contains(name):
            guard let counter = arguments.lazy.compactMap(\.counter).first else { return nil }
            return
                "`\(name)` is taken of the counter `\(counter)`, which a restart makes negative, and windows that hold one "
                + "see no errors: count with `increase`"
        case .call(let name, let arguments) where ["sum_over_time", "avg_over_time"].contains(name):
            guard let counter = arguments.first?.counter else { return nil }
            return "`\(name)` is taken of the counter `\(counter)`, whose samples hold all that was counted before, so "
                + "what happens now hardly shows: count with `increase`"
        case .binary("-", let now, .shifted(let before), _):
            guard let counter = now.counter, before.counter == counter else { return nil }
            return
                "what `\(counter)` was before is taken off it, which a restart makes negative, and windows that hold one "
                + "see no errors: count with `increase`"
        default: return nil
        }
    }

    /// The name of a counter whose samples these are, by the convention for its name.
    private var counter: String? {
        switch self {
        case .selector(let selector, _):
            selector.metric.flatMap { name in ["_total", "_bucket"].contains(where: name.hasSuffix) ? name : nil }
        case .range(let inner, _): inner.counter
        case .subquery(let inner, _, _): inner.counter
        case .aggregate("sum", _, let inner, _): inner.counter
        default: nil
        }
    }

    /// What is wrong with taking its increase, and what to do; nil where nothing is seen to be wrong.
    private var whyNoCounter: String? {
        switch self {
        case .shifted(let inner), .range(let inner, _), .subquery(let inner, _, _): return inner.whyNoCounter
        case .selector(let selector, _):
            guard let name = selector.name, Self.isRecordedRate(name) else { return nil }
            return Self.noCounter("the recorded `\(name)`, which its name calls no counter")
        case .call(let name, let arguments):
            // What these return grows as their argument does.
            let passes = [
                "label_replace", "label_join", "last_over_time", "max_over_time", "min_over_time", "sort", "sort_desc",
                "clamp_min", "clamp_max", "ceil", "floor", "round", "abs",
            ]
            guard passes.contains(name) else { return Self.noCounter("the result of `\(name)`") }
            return arguments.first?.whyNoCounter
        case .aggregate("sum", _, let inner, _):
            return inner.whyNoCounter
                ?? "a `sum`, in which the restart of one series looks like a restart of all: sum the rates instead"
        case .aggregate(let name, _, let inner, _):
            guard ["min", "max", "topk", "bottomk"].contains(name) else { return Self.noCounter("a `\(name)`") }
            return inner.whyNoCounter
        case .binary("/", let left, let right, _):
            return right.isScalar ? left.whyNoCounter : Self.noCounter("a quotient")
        case .binary(_, let left, let right, _): return left.whyNoCounter ?? right.whyNoCounter
        case .negative, .number, .string: return nil
        }
    }

    private static func noCounter(_ what: String) -> String {
        "\(what), of which every fall is taken for a counter's restart: count with a counter's own rate"
    }

    /// By the convention `level:metric:operations`.
    private static func isRecordedRate(_ name: String) -> Bool {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, let operations = parts.last else { return false }
        return ["rate", "irate", "increase", "ratio"].contains { operations.hasPrefix($0) }
    }
}
