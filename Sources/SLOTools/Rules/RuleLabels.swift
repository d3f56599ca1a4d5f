internal import NinesSLO

/// The labels that a document puts on rules, beside those that tell the SLO and its groups apart.
struct RuleLabels {
    private let document: SLODocument

    init(_ document: SLODocument) { self.document = document }

    /// What rules put on series and alerts themselves.
    private static let reserved: Set<String> = [
        "__name__", "alertname", "alertstate", "pending", "sloth_id", "sloth_mode", "sloth_objective", "sloth_service",
        "sloth_severity", "sloth_slo", "sloth_spec", "sloth_window",
    ]

    /// By the keys they stand under.
    private var labels: [(key: String, names: [String])] {
        [
            ("labels", document.labels.keys.sorted() + (document.owner == nil ? [] : ["owner"])),
            ("alerting.labels", document.alerts.labels.keys.sorted()),
        ]
            + Severity.allCases.map { ("alerting.\($0.rawValue).labels", document.alerts[$0].labels.keys.sorted()) }
    }

    var warnings: [String] {
        labels.flatMap { key, names in
            names.filter(Self.reserved.contains).map { "\(key): `\($0)` is replaced by the rules' own label" }
        }
    }

    /// A label of the document's may be what tells series apart that nothing sums.
    func warnings(against measure: SLIExpression) -> [String] {
        guard measure.keepsUnnamedLabels else { return [] }
        return labels.flatMap { key, names in
            names.map {
                "\(key): `\($0)` is put on every series: if it is what tells the indicator's series apart, Prometheus fails "
                    + "the rules (sum the queries by the labels that count)"
            }
        }
    }

    /// - Throws: ``SLOError`` for a label that all groups would get alike: Prometheus fails every rule of the SLO then.
    func check(against measure: SLIExpression) throws(SLOError) {
        guard case .exactly(let groups) = measure.keptLabels else { return }
        for (key, names) in labels {
            guard let name = names.first(where: groups.contains) else { continue }
            throw SLOError(
                key: key,
                "\(name) on every series would make the groups of the indicator the same, which `by` tells apart by "
                    + "\(name): rename one of them")
        }
        if let name = groups.intersection(Self.reserved).min() {
            throw SLOError(key: "by", "\(name) is a label of the rules themselves: group by another one")
        }
    }
}

extension SLIExpression {
    /// The labels by which the indicator's results are grouped.
    var keptLabels: PromQL.KeptLabels {
        switch self {
        case .events(let events): events.keptLabels
        case .slices(let slices): slices.events.keptLabels
        case .ratio(let query): (try? PromQLParser.parse(query.template))?.keptLabels ?? .unknown
        case .composite: .exactly([])
        }
    }
}

extension SLIExpression {
    fileprivate var keepsUnnamedLabels: Bool {
        let query: WindowedQuery
        switch self {
        case .events(let events): query = events.total
        case .slices(let slices): query = slices.events.total
        case .ratio(let ratio): query = ratio
        case .composite: return false
        }
        return (try? PromQLParser.parse(query.template))?.keepsUnnamedLabels ?? false
    }
}

extension EventExpression {
    fileprivate var keptLabels: PromQL.KeptLabels { (try? PromQLParser.parse(total.template))?.keptLabels ?? .unknown }
}
