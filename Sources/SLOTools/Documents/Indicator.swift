package import NinesSLO

/// What is counted, and so which events are good: an SLO's service level indicator.
package enum Indicator: Sendable, Hashable, Codable {
    case events(EventIndicator)
    case latency(LatencyIndicator)
    case availability(AvailabilityIndicator)
    case ratio(RatioIndicator)
    case threshold(ThresholdIndicator)
    case throughput(ThroughputIndicator)
    case freshness(FreshnessIndicator)
    case composite(CompositeIndicator)
    case probe(ProbeIndicator)

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case events, latency, availability, ratio, threshold, throughput, freshness, composite, probe
    }

    /// Decodes a mapping with the kind as its one key.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            let kinds = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "an indicator is exactly one of \(kinds)"))
        }
        switch key {
        case .events: self = .events(try container.decode(EventIndicator.self, forKey: key))
        case .latency: self = .latency(try container.decode(LatencyIndicator.self, forKey: key))
        case .availability: self = .availability(try container.decode(AvailabilityIndicator.self, forKey: key))
        case .ratio: self = .ratio(try container.decode(RatioIndicator.self, forKey: key))
        case .threshold: self = .threshold(try container.decode(ThresholdIndicator.self, forKey: key))
        case .throughput: self = .throughput(try container.decode(ThroughputIndicator.self, forKey: key))
        case .freshness: self = .freshness(try container.decode(FreshnessIndicator.self, forKey: key))
        case .composite: self = .composite(try container.decode(CompositeIndicator.self, forKey: key))
        case .probe: self = .probe(try container.decode(ProbeIndicator.self, forKey: key))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .events(let indicator): try container.encode(indicator, forKey: .events)
        case .latency(let indicator): try container.encode(indicator, forKey: .latency)
        case .availability(let indicator): try container.encode(indicator, forKey: .availability)
        case .ratio(let indicator): try container.encode(indicator, forKey: .ratio)
        case .threshold(let indicator): try container.encode(indicator, forKey: .threshold)
        case .throughput(let indicator): try container.encode(indicator, forKey: .throughput)
        case .freshness(let indicator): try container.encode(indicator, forKey: .freshness)
        case .composite(let indicator): try container.encode(indicator, forKey: .composite)
        case .probe(let indicator): try container.encode(indicator, forKey: .probe)
        }
    }
}
