/// The root of a document of SLOs. A whole configuration file is one too: its other sections are not looked at.
enum NinesDocumentKey: String, ConfigurationKey {
    case version, slos, modules, targets, web, state
}

enum EventsKey: String, ConfigurationKey {
    case good, bad, total, by
}

enum LatencyKey: String, ConfigurationKey {
    case histogram, threshold, buckets, native, by
}

enum AvailabilityKey: String, ConfigurationKey {
    case gauge, by
}

enum RatioKey: String, ConfigurationKey {
    case error
}

enum ThresholdKey: String, ConfigurationKey {
    case gauge, op, value, by
}

enum ThroughputKey: String, ConfigurationKey {
    case counter, by
    case atLeast = "at_least"
}

enum FreshnessKey: String, ConfigurationKey {
    case timestamp, within, by
}

enum CompositeKey: String, ConfigurationKey {
    case rule, of
}

/// An entry of `composite.of`.
enum CompositePartKey: String, ConfigurationKey {
    case service, slo, weight
}
