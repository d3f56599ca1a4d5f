extension AlertPolicy {
    /// Which tiers are meant: all of a severity, or the one of a factor.
    public struct TierSelector: Sendable, Hashable {
        public let severity: Severity
        /// In millionths; nil for every tier of the severity.
        public let factorMillionths: Int64?

        /// - Parameter factor: as the tier has it, to six decimals.
        public init(_ severity: Severity, factor: Double? = nil) {
            self.severity = severity
            // What no tier can have matches none; NaN fails the comparison.
            factorMillionths = factor.map { abs($0) < 1e9 ? Int64(($0 * 1e6).rounded()) : -1 }
        }

        /// Reads `page` or `page 14.4`.
        package init?(_ text: String) {
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            guard let severity = parts.first.flatMap({ Severity(rawValue: String($0)) }), parts.count <= 2 else {
                return nil
            }
            guard parts.count == 2 else {
                self.init(severity)
                return
            }
            guard let factor = Double(parts[1]) else { return nil }
            self.init(severity, factor: factor)
        }

        var text: String {
            severity.rawValue + (factorMillionths.map { " " + plainText(Double($0) / 1e6) } ?? "")
        }

        package func matches(_ tier: BurnRateTier) -> Bool {
            tier.severity == severity && (factorMillionths.map { $0 == tier.factorMillionths } ?? true)
        }
    }

    /// The policy without some tiers, such as those whose factor the objective cannot reach, or all tickets.
    ///
    /// - Throws: ``SLOError`` when a selector matches no tier: what is switched off by mistake would stay on unseen.
    public func without(_ selectors: TierSelector...) throws(SLOError) -> AlertPolicy {
        try without(selectors)
    }

    func without(_ selectors: [TierSelector]) throws(SLOError) -> AlertPolicy {
        for selector in selectors where !tiers.contains(where: selector.matches) {
            throw SLOError(
                key: "disable",
                "disable \"\(selector.text)\": there is no such tier; there are "
                    + tiers.map { "\"\($0.severity.rawValue) \(plainText($0.factor))\"" }.joined(separator: ", "))
        }
        var policy = self
        policy.tiers = tiers.filter { tier in !selectors.contains { $0.matches(tier) } }
        return policy
    }
}

extension AlertPolicy.TierSelector: Codable {
    /// Decodes `page`, or `page 14.4` for the tier of that factor.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw SLOError(
                key: "disable", "disable \"\(text)\": it must be page or ticket, or one of them and a factor: page 14.4"
            ).decodingError(decoder.codingPath)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
