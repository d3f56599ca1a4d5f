internal import NinesSLO

/// Two counts of events, brought to the same labels: what keeps a label that the other has not finds no partner there,
/// so that it would not count, and nobody would be told.
struct LabelAlignment {
    struct Side {
        /// `bad`, for people.
        var name: String
        var query: WindowedQuery
    }

    private(set) var left: Side
    private(set) var right: Side
    /// What was changed, and what was not and may surprise.
    private(set) var notes: [String] = []

    init(_ left: Side, _ right: Side) {
        self.left = left
        self.right = right
        guard let ours = try? PromQLParser.parse(left.query.template),
            let theirs = try? PromQLParser.parse(right.query.template)
        else { return }
        align(ours.keptLabels, theirs.keptLabels)
        if notes.isEmpty { notes = [surprise(ours, theirs)].compactMap { $0 } }
    }

    private mutating func align(_ ours: PromQL.KeptLabels, _ theirs: PromQL.KeptLabels) {
        guard ours != theirs, let common = Self.common(ours, theirs) else { return }
        if ours != common { left.query = Self.sum(left.query, common) }
        if theirs != common { right.query = Self.sum(right.query, common) }
        notes.append(
            "the \(left.name) query keeps \(ours.words) and the \(right.name) query \(theirs.words), so their "
                + "results would not match: they are summed to keep \(common.words)")
    }

    /// As many labels as both have; nil where that is not known.
    private static func common(_ ours: PromQL.KeptLabels, _ theirs: PromQL.KeptLabels) -> PromQL.KeptLabels? {
        switch (ours, theirs) {
        case (.exactly(let ours), .exactly(let theirs)): .exactly(ours.intersection(theirs))
        case (.exactly(let kept), .allBut(let dropped)), (.allBut(let dropped), .exactly(let kept)):
            .exactly(kept.subtracting(dropped))
        case (.allBut(let ours), .allBut(let theirs)): .allBut(ours.union(theirs))
        case (.unknown, _), (_, .unknown): nil
        }
    }

    private static func sum(_ query: WindowedQuery, _ labels: PromQL.KeptLabels) -> WindowedQuery {
        guard let sum = labels.aggregation("sum") else { return query }
        return WindowedQuery(trusted: "\(sum)(\n\(QueryText.indented(query.template))\n)")
    }

    /// A label that tells good events of a metric from bad ones and is kept makes each of its values an SLO of its own,
    /// which has the one kind of events only.
    private func surprise(_ ours: PromQL, _ theirs: PromQL) -> String? {
        guard ours.keptLabels != .ofSeries else {
            guard ours.demands != theirs.demands else { return nil }
            return "nothing is summed, so each series is an SLO of its own, and one of \(left.name) events is 100 % "
                + "\(left.name), whatever the others hold: sum both queries by the same labels"
        }
        let names = Set(ours.selectors.compactMap(\.selector.name))
        guard !names.isDisjoint(with: theirs.selectors.compactMap(\.selector.name)) else { return nil }
        let telling = Set(ours.demands.symmetricDifference(theirs.demands).map(\.label))
            .filter { $0 != "le" && ours.keptLabels.contains($0) && theirs.keptLabels.contains($0) }
        guard let label = telling.min() else { return nil }
        return "the \(left.name) and the \(right.name) query select by \(label) differently and keep it, so each of "
            + "its values is an SLO of its own, with one kind of events only: aggregate \(label) away in both"
    }
}

extension PromQL.KeptLabels {
    /// An aggregation that keeps these labels; nil where they are not known.
    func aggregation(_ name: String, without more: Set<String> = []) -> String? {
        switch self {
        case .exactly(let labels): WindowedQuery.aggregation(name, by: labels.subtracting(more).sorted())
        case .allBut(let labels):
            labels.union(more).isEmpty
                ? nil : "\(name) without (\(labels.union(more).sorted().joined(separator: ", "))) "
        case .unknown: nil
        }
    }

    /// What to say where a query is to be grouped by labels that its results do not have; nil where that is not known.
    func note(_ name: String, lacks labels: [String]) -> String? {
        let missing = labels.filter(lacks).joined(separator: ", ")
        guard !missing.isEmpty else { return nil }
        return "`by` names \(missing), which the \(name) does not keep, so it tells no groups apart there: aggregate "
            + "by \(missing) in the query"
    }

    /// Whether it is known to have no such label.
    func lacks(_ label: String) -> Bool { self != .unknown && !contains(label) }

    fileprivate func contains(_ label: String) -> Bool {
        switch self {
        case .exactly(let labels): labels.contains(label)
        case .allBut(let labels): !labels.contains(label)
        case .unknown: false
        }
    }
}

extension PromQL {
    fileprivate var demands: Set<Matcher> { Set(selectors.flatMap(\.selector.matchers)) }
}
