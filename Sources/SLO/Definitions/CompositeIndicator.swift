/// An SLO made of others, such as the steps of a purchase. Its error ratio over each window is made of the parts' error
/// ratios over the same window; a part without events has none.
public struct CompositeIndicator: Sendable, Hashable, Codable {
    /// How the parts' error ratios make one.
    public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
        /// Good only when all parts are, which fail independently: the product of their good ratios.
        case serial
        /// The parts' error ratios, averaged by weight.
        case weighted
    }

    /// One of the SLOs.
    public struct Part: Sendable, Hashable, Codable {
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

    public var rule: Rule
    /// At least two, each SLO once; in the order in which they are shown.
    public var parts: [Part]

    /// Nothing is checked here: ``SLOEngine/add(_:composedOf:)`` does, which knows the parts.
    public init(rule: Rule, parts: [Part]) {
        self.rule = rule
        self.parts = parts
    }
}
