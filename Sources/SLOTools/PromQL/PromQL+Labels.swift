/// Which labels a query's results have, as far as its shape says.
extension PromQL {
    /// The labels that a query's results have.
    enum KeptLabels: Sendable, Hashable {
        case exactly(Set<String>)
        /// Those of the series, without some that are aggregated away.
        case allBut(Set<String>)
        case unknown

        /// Nothing is aggregated.
        static let ofSeries = KeptLabels.allBut([])

        func grouped(_ grouping: Grouping) -> KeptLabels {
            switch (self, grouping) {
            case (.exactly(let kept), .by(let labels)): .exactly(kept.intersection(labels))
            case (.allBut(let dropped), .by(let labels)): .exactly(Set(labels).subtracting(dropped))
            case (.unknown, .by(let labels)): .exactly(Set(labels))
            case (.exactly(let kept), .without(let labels)): .exactly(kept.subtracting(labels))
            case (.allBut(let dropped), .without(let labels)): .allBut(dropped.union(labels))
            case (.unknown, .without): .unknown
            }
        }

        func adding(_ label: String) -> KeptLabels {
            switch self {
            case .exactly(let kept): .exactly(kept.union([label]))
            case .allBut(let dropped): .allBut(dropped.subtracting([label]))
            case .unknown: .unknown
            }
        }

        /// For people: `the labels code, job`.
        var words: String {
            switch self {
            case .exactly(let labels): labels.isEmpty ? "no labels" : "the labels \(Self.list(labels))"
            case .allBut(let labels): labels.isEmpty ? "all labels" : "all labels but \(Self.list(labels))"
            case .unknown: "unknown labels"
            }
        }

        private static func list(_ labels: Set<String>) -> String { labels.sorted().joined(separator: ", ") }
    }

    var keptLabels: KeptLabels {
        switch self {
        case .selector, .range: return .ofSeries
        case .subquery(let inner, _, _), .negative(let inner), .shifted(let inner): return inner.keptLabels
        // These pick series and leave their labels.
        case .aggregate("topk", _, let inner, _), .aggregate("bottomk", _, let inner, _),
            .aggregate("limitk", _, let inner, _), .aggregate("limit_ratio", _, let inner, _):
            return inner.keptLabels
        case .aggregate("count_values", .string(let label), let inner, let grouping):
            return inner.keptLabels.grouped(grouping).adding(label)
        case .aggregate(_, _, let inner, let grouping): return inner.keptLabels.grouped(grouping)
        case .call("vector", _): return .exactly([])
        case .call("label_replace", let arguments), .call("label_join", let arguments):
            return Self.relabelled(arguments)
        case .call(let name, let arguments):
            guard !["absent", "absent_over_time", "info"].contains(name) else { return .unknown }
            let kept = Set(arguments.filter { !$0.isScalar }.map(\.keptLabels))
            guard let only = kept.first, kept.count == 1 else { return .unknown }
            return name == "histogram_quantile" ? only.grouped(.without(["le"])) : only
        case .binary(let symbol, let left, let right, let matching):
            if right.isScalar { return left.keptLabels }
            if left.isScalar { return right.keptLabels }
            switch symbol {
            case "and", "unless": return left.keptLabels
            case "or": return right.isPlaceholder || left.keptLabels == right.keptLabels ? left.keptLabels : .unknown
            default: return matching.kept(left.keptLabels, right.keptLabels)
            }
        case .number, .string: return .unknown
        }
    }

    /// Of `label_replace` and `label_join`, which write a label. Where nothing matches they leave it, so results may be
    /// without it, as those of a sum by it may be.
    private static func relabelled(_ arguments: [PromQL]) -> KeptLabels {
        guard let inner = arguments.first, arguments.count > 1, case .string(let label) = arguments[1] else {
            return .unknown
        }
        let removes =
            arguments.count == 5 && arguments[2] == .string("")
            && (arguments[4] == .string(".*") || arguments[3...] == [.string(""), .string("")])
        return removes ? inner.keptLabels.grouped(.without([label])) : inner.keptLabels.adding(label)
    }

    /// Whether some results may have other labels than ``keptLabels`` says: written ones may be empty.
    private var mayLackLabels: Bool {
        switch self {
        case .call("label_replace", _), .call("label_join", _): true
        // What is grouped by a label is wanted to have it.
        case .aggregate(_, _, _, .by): false
        case .binary(_, _, _, let matching) where matching.group?.labels.isEmpty == false: true
        default: parts.contains(where: \.mayLackLabels)
        }
    }

    /// Whether its results have labels that it does not name: it sums nothing, or all but some labels.
    var keepsUnnamedLabels: Bool {
        if case .allBut = keptLabels { true } else { false }
    }

    /// Whether it is one number, whatever series there are.
    var isScalar: Bool {
        switch self {
        case .number: true
        case .negative(let inner): inner.isScalar
        case .binary(_, let left, let right, _): left.isScalar && right.isScalar
        case .call(let name, _): ["pi", "scalar", "time", "start", "end", "range", "step"].contains(name)
        default: false
        }
    }

    /// Operations whose sides have different labels, so that no sample of one finds its partner, in sentences.
    var hopelessMatches: [String] {
        guard case .binary(let symbol, let left, let right, let matching) = self else {
            return parts.flatMap(\.hopelessMatches)
        }
        let inner = left.hopelessMatches + right.hopelessMatches
        guard symbol != "or", !left.isScalar, !right.isScalar, !left.mayLackLabels, !right.mayLackLabels,
            case .exactly(let ours) = left.keptLabels, case .exactly(let theirs) = right.keptLabels,
            matching.compared(ours) != matching.compared(theirs)
        else { return inner }
        let outcome = symbol == "unless" ? "removes nothing" : "gives nothing"
        return inner + [
            "`\(symbol)` has \(left.keptLabels.words) on its left and \(right.keptLabels.words) on its right, so no "
                + "sample finds its partner and it \(outcome): aggregate both sides by the same labels"
        ]
    }

    /// What it is made of, one level down.
    var parts: [PromQL] {
        switch self {
        case .number, .string, .selector: []
        case .range(let inner, _), .subquery(let inner, _, _), .negative(let inner), .shifted(let inner): [inner]
        case .call(_, let arguments): arguments
        case .aggregate(_, let parameter, let inner, _): [parameter, inner].compactMap { $0 }
        case .binary(_, let left, let right, _): [left, right]
        }
    }
}

extension PromQL.Matching {
    /// Those of the labels by which samples find their partners.
    fileprivate func compared(_ labels: Set<String>) -> Set<String> {
        on.map(labels.intersection) ?? labels.subtracting(ignoring)
    }

    /// The labels of the results of arithmetic between vectors.
    fileprivate func kept(_ left: PromQL.KeptLabels, _ right: PromQL.KeptLabels) -> PromQL.KeptLabels {
        if let group {
            let (many, one) = group.isLeft ? (left, right) : (right, left)
            return group.labels.reduce(many) { kept, label in
                one.lacks(label) ? kept.grouped(.without([label])) : kept.adding(label)
            }
        }
        if let on { return left.grouped(.by(on)) }
        let (left, right) = (left.grouped(.without(ignoring)), right.grouped(.without(ignoring)))
        return left == right ? left : .unknown
    }
}
