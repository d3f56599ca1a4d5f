/// A binary operator of PromQL, between what ``PromQLEvaluator`` knows.
struct BinaryOperation {
    typealias Sample = PromQLEvaluator.Sample
    typealias Value = PromQLEvaluator.Value
    typealias Unsupported = PromQLEvaluator.Unsupported

    let symbol: String
    let matching: PromQL.Matching

    func result(_ left: Value, _ right: Value) throws(Unsupported) -> Value {
        switch (left, right) {
        case (.scalar(let a), .scalar(let b)):
            return .scalar(isComparison ? (compares(a, b) ? 1 : 0) : try number(a, b))
        case (.vector(let samples), .scalar(let b)): return .vector(try kept(samples) { ($0, b) })
        case (.scalar(let a), .vector(let samples)): return .vector(try kept(samples) { (a, $0) })
        case (.vector(let a), .vector(let b)):
            guard !matching.isGrouped else { throw Unsupported(what: "group_left") }
            return .vector(try joined(a, b))
        }
    }

    private var isComparison: Bool { ["==", "!=", "<", "<=", ">", ">="].contains(symbol) }

    private func compares(_ a: Double, _ b: Double) -> Bool {
        switch symbol {
        case "==": a == b
        case "!=": a != b
        case "<": a < b
        case "<=": a <= b
        case ">": a > b
        default: a >= b
        }
    }

    private func number(_ a: Double, _ b: Double) throws(Unsupported) -> Double {
        switch symbol {
        case "+": a + b
        case "-": a - b
        case "*": a * b
        case "/": a / b
        default: throw Unsupported(what: "the operator \(symbol)")
        }
    }

    /// The outcome for one sample, or nil where a comparison filters it out.
    private func kept(_ sample: Sample, _ a: Double, _ b: Double) throws(Unsupported) -> Sample? {
        guard isComparison else { return PromQLEvaluator.unnamed(sample, try number(a, b)) }
        if matching.returnsBool { return PromQLEvaluator.unnamed(sample, compares(a, b) ? 1 : 0) }
        return compares(a, b) ? sample : nil
    }

    private func kept(
        _ samples: [Sample], _ operands: (Double) -> (Double, Double)
    ) throws(Unsupported) -> [Sample] {
        var results: [Sample] = []
        for sample in samples {
            let (a, b) = operands(sample.value)
            if let result = try kept(sample, a, b) { results.append(result) }
        }
        return results
    }

    // MARK: Two vectors

    private func key(_ sample: Sample) -> [String: String] {
        sample.labels.filter { label, _ in
            if let on = matching.on { return on.contains(label) }
            return label != "__name__" && !matching.ignoring.contains(label)
        }
    }

    private func joined(_ left: [Sample], _ right: [Sample]) throws(Unsupported) -> [Sample] {
        let leftKeys = Set(left.map(key))
        let rightKeys = Set(right.map(key))
        switch symbol {
        case "and": return left.filter { rightKeys.contains(key($0)) }
        case "unless": return left.filter { !rightKeys.contains(key($0)) }
        case "or": return left + right.filter { !leftKeys.contains(key($0)) }
        default: break
        }
        guard leftKeys.count == left.count, rightKeys.count == right.count else {
            throw Unsupported(what: "several series on one side")
        }
        var results: [Sample] = []
        for sample in left {
            guard let other = right.first(where: { key($0) == key(sample) }),
                let result = try kept(sample, sample.value, other.value)
            else { continue }
            var labels = key(sample)
            // A filter leaves the name, unless other labels are named.
            let isFiltered = isComparison && !matching.returnsBool
            if isFiltered, matching.on == nil { labels["__name__"] = sample.labels["__name__"] }
            results.append(Sample(labels: labels, value: result.value))
        }
        return results
    }
}
