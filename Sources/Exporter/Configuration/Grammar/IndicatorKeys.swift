import NinesSLO
import NinesSLOTools

enum IndicatorKeys: SectionKeys {
    static let probe = Key("probe", .section(ProbeIndicatorKeys.self), "Every probe of a target is an event.")
    static let events = Key("events", .section(EventsKeys.self), "Good, bad, total events.")
    static let latency = Key("latency", .section(LatencyKeys.self), "How long events took, from a histogram.")
    static let availability = Key("availability", .section(AvailabilityKeys.self), "A gauge that is 1 or 0.")
    static let ratio = Key("ratio", .section(RatioKeys.self), "Any error ratio, averaged over time.")
    static let threshold = Key(
        "threshold", .section(ThresholdKeys.self), "A gauge that shall stay on one side of a value.")
    static let throughput = Key(
        "throughput", .section(ThroughputKeys.self), "A counter that shall grow fast enough.")
    static let freshness = Key("freshness", .section(FreshnessKeys.self), "The time of the last success.")
    static let composite = Key("composite", .section(CompositeKeys.self), "Other SLOs.")

    static let keys: [any AnyKey] = [
        probe, events, latency, availability, ratio, threshold, throughput, freshness, composite,
    ]
    static let conditions: [KeyCondition] = [.exactly(1, of: keys)]
}

enum ProbeIndicatorKeys: SectionKeys {
    static let target = Key("target", .text, "The name of a target.", required: true)
    static let fasterThan = Key(
        "faster_than", .duration(atLeast: .milliseconds(1)), "A successful probe that took longer is bad too.")

    static let keys: [any AnyKey] = [target, fasterThan]
}

extension Key where Value == [String] {
    /// Labels whose every combination of values is counted for itself.
    static var by: Key { Key("by", .list(.labelName), "Names of labels to group by.") }
}

enum EventsKeys: SectionKeys {
    static let good = query("good", "good events")
    static let bad = query("bad", "bad events")
    static let total = query("total", "all events")
    static let by = Key.by

    static let keys: [any AnyKey] = [good, bad, total, by]
    static let conditions: [KeyCondition] = [.exactly(2, of: [good, bad, total])]

    private static func query(_ name: String, _ events: String) -> Key<EventQuery> {
        Key(name, .eventQuery, "A counter's selector, or a query with {{.window}} as its range: \(events).")
    }
}

enum LatencyKeys: SectionKeys {
    static let histogram = Key("histogram", .selector, "The histogram's selector without _bucket.", required: true)
    static let threshold = Key(
        "threshold", .seconds, "The longest that a good event takes; a number is in the histogram's unit.",
        required: true)
    static let buckets = Key(
        "buckets", .list(.number), "Upper bounds of a classic histogram, where they are known.")
    static let native = Key("native", .flag, "Whether it is a native histogram.", default: false)
    static let by = Key.by

    static let keys: [any AnyKey] = [histogram, threshold, buckets, native, by]
}

enum AvailabilityKeys: SectionKeys {
    static let gauge = Key(
        "gauge", .selector, "The selector of a gauge that is 1 or 0; each sample is an event.", required: true)
    static let by = Key.by

    static let keys: [any AnyKey] = [gauge, by]
}

enum RatioKeys: SectionKeys {
    static let error = Key(
        "error", .windowedQuery, "A query of an error ratio with {{.window}} as its range.", required: true)

    static let keys: [any AnyKey] = [error]
}

enum ThresholdKeys: SectionKeys {
    static let gauge = Key("gauge", .text, "Any query; it is looked at once a minute.", required: true)
    static let op = Key<ThresholdIndicator.Comparison>(
        "op", .choice, "What a good value is to the threshold.", required: true)
    static let value = Key("value", .number, "The threshold.", required: true)
    static let by = Key.by

    static let keys: [any AnyKey] = [gauge, op, value, by]
}

enum ThroughputKeys: SectionKeys {
    static let counter = Key("counter", .selector, "A counter's selector.", required: true)
    static let atLeast = Key("at_least", .number, "The lowest good rate, per second.", required: true)
    static let by = Key.by

    static let keys: [any AnyKey] = [counter, by, atLeast]
}

enum FreshnessKeys: SectionKeys {
    static let timestamp = Key(
        "timestamp", .selector, "The selector of a gauge with the Unix time of the last success.", required: true)
    static let within = Key(
        "within", .seconds, "The greatest good age of the last success; a number is in seconds.", required: true)
    static let by = Key.by

    static let keys: [any AnyKey] = [timestamp, within, by]
}

enum CompositeKeys: SectionKeys {
    static let rule = Key<CompositeIndicator.Rule>(
        "rule", .choice,
        "serial: 1 less the product of the parts' good ratios; weighted: the mean of their error ratios.",
        required: true)
    static let of = Key("of", .compositeParts, "The parts: at least two SLOs.", required: true)

    static let keys: [any AnyKey] = [rule, of]
}

/// An entry of `composite.of`.
enum CompositePartKeys: SectionKeys {
    static let service = Key("service", .name, "Whose SLO it is.", absent: "the composite's")
    static let slo = Key("slo", .name, "The name of an SLO that counts events.", required: true)
    static let weight = Key("weight", .positive, "What it weighs beside the others.", default: 1)

    static let keys: [any AnyKey] = [service, slo, weight]
}
