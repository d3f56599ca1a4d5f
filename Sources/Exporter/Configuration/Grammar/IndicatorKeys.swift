import NinesSLO
import NinesSLOTools

enum IndicatorKey: String, ConfigurationKey {
    case probe, events, latency, availability, ratio, threshold, throughput, freshness, composite

    static let conditions: [KeyCondition<IndicatorKey>] = [.exactly(1, of: allCases)]

    var rule: KeyRule {
        switch self {
        case .probe: KeyRule(.section(ProbeIndicatorKey.self), "Every probe of a target is an event.")
        case .events: KeyRule(.section(EventsKey.self), "Good, bad, total events.")
        case .latency: KeyRule(.section(LatencyKey.self), "How long events took, from a histogram.")
        case .availability: KeyRule(.section(AvailabilityKey.self), "A gauge that is 1 or 0.")
        case .ratio: KeyRule(.section(RatioKey.self), "Any error ratio, averaged over time.")
        case .threshold: KeyRule(.section(ThresholdKey.self), "A gauge that shall stay on one side of a value.")
        case .throughput: KeyRule(.section(ThroughputKey.self), "A counter that shall grow fast enough.")
        case .freshness: KeyRule(.section(FreshnessKey.self), "The time of the last success.")
        case .composite: KeyRule(.section(CompositeKey.self), "Other SLOs.")
        }
    }
}

enum ProbeIndicatorKey: String, ConfigurationKey {
    case target
    case fasterThan = "faster_than"

    static let required: [ProbeIndicatorKey] = [.target]
    static let shortestThreshold: Duration = .milliseconds(1)

    var rule: KeyRule {
        switch self {
        case .target: KeyRule(.text(), "The name of a target.")
        case .fasterThan:
            KeyRule(
                .duration(atLeast: Self.shortestThreshold), "A successful probe that took longer is bad too.")
        }
    }
}

extension KeyRule {
    /// Labels whose every combination of values is counted for itself.
    static let groupingLabels = KeyRule(
        .list(.text(pattern: "^[A-Za-z_][A-Za-z0-9_]*$")), "Names of labels to group by.")
}

extension ValueRule {
    /// A duration, or a number of seconds.
    static let seconds = ValueRule.either(.duration(atLeast: IndicatorReader.shortestTime), .number(.positive))
}

enum EventsKey: String, ConfigurationKey {
    case good, bad, total, by

    static let conditions: [KeyCondition<EventsKey>] = [.exactly(2, of: [.good, .bad, .total])]

    var rule: KeyRule {
        switch self {
        case .good: KeyRule(.text(), "A counter's selector, or a query with {{.window}} as its range: good events.")
        case .bad: KeyRule(.text(), "A counter's selector, or a query with {{.window}} as its range: bad events.")
        case .total: KeyRule(.text(), "A counter's selector, or a query with {{.window}} as its range: all events.")
        case .by: .groupingLabels
        }
    }
}

enum LatencyKey: String, ConfigurationKey {
    case histogram, threshold, buckets, native, by

    static let required: [LatencyKey] = [.histogram, .threshold]

    var rule: KeyRule {
        switch self {
        case .histogram: KeyRule(.text(), "The histogram's selector without _bucket.")
        case .threshold: KeyRule(.seconds, "The longest that a good event takes; a number is in the histogram's unit.")
        case .buckets: KeyRule(.list(.number(.any)), "Upper bounds of a classic histogram, where they are known.")
        case .native: KeyRule(.flag, "Whether it is a native histogram.", default: false)
        case .by: .groupingLabels
        }
    }
}

enum AvailabilityKey: String, ConfigurationKey {
    case gauge, by

    static let required: [AvailabilityKey] = [.gauge]

    var rule: KeyRule {
        switch self {
        case .gauge: KeyRule(.text(), "The selector of a gauge that is 1 or 0; each sample is an event.")
        case .by: .groupingLabels
        }
    }
}

enum RatioKey: String, ConfigurationKey {
    case error

    static let required: [RatioKey] = [.error]

    var rule: KeyRule { KeyRule(.text(), "A query of an error ratio with {{.window}} as its range.") }
}

enum ThresholdKey: String, ConfigurationKey {
    case gauge, op, value, by

    static let required: [ThresholdKey] = [.gauge, .op, .value]

    var rule: KeyRule {
        switch self {
        case .gauge: KeyRule(.text(), "Any query; it is looked at once a minute.")
        case .op: KeyRule(.choice(of: ThresholdIndicator.Comparison.self), "What a good value is to the threshold.")
        case .value: KeyRule(.number(.any), "The threshold.")
        case .by: .groupingLabels
        }
    }
}

enum ThroughputKey: String, ConfigurationKey {
    case counter, by
    case atLeast = "at_least"

    static let required: [ThroughputKey] = [.counter, .atLeast]

    var rule: KeyRule {
        switch self {
        case .counter: KeyRule(.text(), "A counter's selector.")
        case .by: .groupingLabels
        case .atLeast: KeyRule(.number(.any), "The lowest good rate, per second.")
        }
    }
}

enum FreshnessKey: String, ConfigurationKey {
    case timestamp, within, by

    static let required: [FreshnessKey] = [.timestamp, .within]

    var rule: KeyRule {
        switch self {
        case .timestamp: KeyRule(.text(), "The selector of a gauge with the Unix time of the last success.")
        case .within: KeyRule(.seconds, "The greatest good age of the last success; a number is in seconds.")
        case .by: .groupingLabels
        }
    }
}

enum CompositeKey: String, ConfigurationKey {
    case rule, of

    static let required: [CompositeKey] = [.rule, .of]

    var rule: KeyRule {
        switch self {
        case .rule:
            KeyRule(
                .choice(of: CompositeIndicator.Rule.self),
                "serial: the product of the parts' good ratios; weighted: the mean of their error ratios.")
        case .of: KeyRule(.list(.section(CompositePartKey.self), atLeast: 2), "The parts.")
        }
    }
}

/// An entry of `composite.of`.
enum CompositePartKey: String, ConfigurationKey {
    case service, slo, weight

    static let required: [CompositePartKey] = [.slo]

    var rule: KeyRule {
        switch self {
        case .service: KeyRule(.name, "Whose SLO it is; without it, of the same service.")
        case .slo: KeyRule(.name, "The name of an SLO.")
        case .weight: KeyRule(.number(.positive), "What it weighs beside the others.", default: 1)
        }
    }
}
