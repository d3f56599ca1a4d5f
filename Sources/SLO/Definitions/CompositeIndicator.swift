/// An SLO made of others, such as the steps of a purchase. Its error ratio over each window is made of the parts' error
/// ratios over the same window; a part without events has none.
public struct CompositeIndicator: Sendable, Hashable {
    /// How the parts' error ratios make one.
    public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
        /// Good only when all parts are, which fail independently: the product of their good ratios.
        case serial
        /// The parts' error ratios, averaged by weight.
        case weighted
    }

    /// One of the SLOs.
    public struct Part: Sendable, Hashable {
        /// The service that the SLO belongs to, which need not be the composite's.
        public var service: String
        /// The SLO's name: of one that counts events itself, not of another composite.
        public var slo: String
        /// Above 0 and at most 10^9; only relative to the other parts' weights, and only for `weighted`.
        public var weight: Double

        /// - Parameter weight: above 0, and only relative to the other parts'; `serial` does not look at it.
        public init(service: String, slo: String, weight: Double = 1) {
            self.service = service
            self.slo = slo
            self.weight = weight
        }
    }

    /// How the parts' ratios make the whole's.
    public var rule: Rule
    /// At least two, each SLO once; in the order in which they are shown.
    public var parts: [Part]

    /// Nothing is checked here: ``SLOEngine/add(_:composedOf:)`` does, which knows the parts.
    public init(rule: Rule, parts: [Part]) {
        self.rule = rule
        self.parts = parts
    }
}

extension CompositeIndicator {
    /// The composite's error ratio, of those of its parts in their order.
    package func errorRatio(of ratios: [Double]) -> Double {
        switch rule {
        // 1 - (1 - a)(1 - b), without the loss of small ratios beside 1.
        case .serial:
            return ratios.reduce(0) { $0 + $1 * (1 - $0) }
        case .weighted:
            let weights = parts.reduce(0) { $0 + $1.weight }
            return weights > 0 ? zip(parts, ratios).reduce(0) { $0 + $1.0.weight * $1.1 } / weights : 0
        }
    }

    /// How many times faster than allowed such ratios of the parts spend the composite's budget. What rounding leaves
    /// beside a multiple of a millionth, as factors are, is taken away: a budget that is spent exactly is 1.
    package func burnRate(of ratios: [Double], at objective: Objective) -> Double {
        let rate = errorRatio(of: ratios) / objective.budgetRatio
        let nearest = (rate * 1e6).rounded() / 1e6
        return abs(rate - nearest) <= rate * 1e-13 ? nearest : rate
    }

    /// How much the composite's error ratio changes with that of one part: its weight, or how good the others are.
    package func influence(of part: Int, among ratios: [Double]) -> Double {
        switch rule {
        case .serial:
            return ratios.enumerated().reduce(1) { $1.offset == part ? $0 : $0 * (1 - $1.element) }
        case .weighted:
            let weights = parts.reduce(0) { $0 + $1.weight }
            return weights > 0 && parts.indices.contains(part) ? parts[part].weight / weights : 0
        }
    }

    /// Checks a composite's definition against its parts.
    ///
    /// - Parameter known: the SLO that a part names; nil when there is none.
    /// - Throws: ``SLOError`` when there are fewer than two parts, one is unknown, is named twice or has another window
    ///   or other tier windows, a weight is not above 0, or the definition says what is the parts' to say.
    package func check(_ definition: SLODefinition, known: (Part) -> SLODefinition?) throws(SLOError) {
        try check(definition) { part in known(part).map { ($0, WindowPlan($0).windows) } }
    }

    /// The same for parts that are tracked.
    ///
    /// - Parameter tracked: the SLO that a part names, and each window that is known of it.
    func check(
        _ definition: SLODefinition, tracked: (Part) -> (slo: SLODefinition, windows: [Duration])?
    ) throws(SLOError) {
        let areDistinct = parts.indices.allSatisfy { index in
            !parts[..<index].contains { $0.service == parts[index].service && $0.slo == parts[index].slo }
        }
        guard parts.count > 1, areDistinct else {
            throw SLOError(key: "of", "a composite is made of at least two SLOs, each named once")
        }
        guard parts.allSatisfy({ $0.weight > 0 && $0.weight <= 1e9 }) else {
            throw SLOError(key: "weight", "the weight of a composite's part must be above 0 and at most 10^9")
        }
        guard definition.budgeting == .occurrences, definition.noData == .ignore, definition.maintenance.isEmpty,
            definition.alerting.confidence == nil
        else {
            throw SLOError(
                key: "budgeting",
                "a composite's parts say how events are budgeted, what silence means and when there is maintenance, and "
                    + "its alerts take no confidence")
        }
        let windows = WindowPlan(definition).windows
        for part in parts { try check(part, tracked(part), definition.window, windows) }
    }

    private func check(
        _ part: Part, _ tracked: (slo: SLODefinition, windows: [Duration])?, _ window: SLOWindow, _ windows: [Duration]
    ) throws(SLOError) {
        let name = "SLO \"\(part.slo)\" of service \"\(part.service)\""
        guard let (slo, known) = tracked else {
            throw SLOError(key: "of", "\(name): there is no SLO of that name that counts events itself")
        }
        guard slo.window == window else {
            throw SLOError(
                key: "window", "window \(window.text): \(name), a part, has the window \(slo.window.text)")
        }
        if let missing = windows.first(where: { !known.contains($0) }) {
            throw SLOError(
                key: "tiers",
                "a tier's window \(DurationText.text(missing)): \(name), a part, has none of that length")
        }
    }
}

extension CompositeIndicator: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case rule
        case parts = "of"
    }

    /// Decodes `{rule: serial, of: [{service: shop, slo: cart}, {service: shop, slo: payment}]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        rule = try container.decode(Rule.self, forKey: .rule)
        parts = try container.decode([Part].self, forKey: .parts)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(parts, forKey: .parts)
    }
}

extension CompositeIndicator.Part: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case service, slo, weight
    }

    /// Decodes the names, and a `weight` that is 1 where it is left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        self.init(
            service: try container.decode(String.self, forKey: .service),
            slo: try container.decode(String.self, forKey: .slo),
            weight: try container.decodeIfPresent(Double.self, forKey: .weight) ?? 1)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(service, forKey: .service)
        try container.encode(slo, forKey: .slo)
        if weight != 1 { try container.encode(weight, forKey: .weight) }
    }
}
