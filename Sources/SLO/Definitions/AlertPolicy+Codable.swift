extension AlertPolicy: Codable {
    private enum CodingKeys: String, CodingKey {
        case tiers, disable, confidence
        case minFailures = "min_failures"
        case minEvents = "min_events"
    }

    /// Decodes a policy by itself, which has to name its tiers; guards may be left out, for their defaults.
    public init(from decoder: any Decoder) throws {
        try self.init(from: decoder, defaultTiers: nil)
    }

    /// - Parameter defaultTiers: of a policy that names none; nil when it has to.
    init(from decoder: any Decoder, defaultTiers: [BurnRateTier]?) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let tiers =
            if let defaultTiers, !container.contains(.tiers) {
                defaultTiers
            } else {
                try container.decode([BurnRateTier].self, forKey: .tiers)
            }
        let policy = AlertPolicy(
            tiers: tiers,
            minFailures: try container.decodeIfPresent(UInt64.self, forKey: .minFailures) ?? 2,
            minEvents: try container.decodeIfPresent(UInt64.self, forKey: .minEvents) ?? 0,
            confidence: try container.decodeIfPresent(ConfidenceGuard.self, forKey: .confidence))
        let disabled = try container.decodeIfPresent([TierSelector].self, forKey: .disable) ?? []
        do throws(SLOError) {
            self = try policy.without(disabled)
        } catch {
            throw error.decodingError(decoder.codingPath + [CodingKeys.disable])
        }
    }

    /// Encodes the tiers that are left; what was switched off is not named.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tiers, forKey: .tiers)
        try container.encode(minFailures, forKey: .minFailures)
        try container.encode(minEvents, forKey: .minEvents)
        try container.encodeIfPresent(confidence, forKey: .confidence)
    }
}
