/// A latency from a histogram: an event is good when it took at most the threshold.
package struct LatencyIndicator: Sendable, Hashable, Codable {
    /// The histogram's selector without `_bucket`, such as `http_request_duration_seconds{job="shop"}`.
    package var histogram: String
    /// In the histogram's unit.
    package var threshold: Double
    /// The histogram's upper bounds, where they are known. When the threshold is none of them, the SLI counts up to the
    /// bound below it, and the ratio at the bound above is recorded beside it.
    package var buckets: [Double]?
    /// A native histogram, of which `histogram_fraction` interpolates in one narrow bucket.
    package var native: Bool?
    package var by: [String]?

    package init(
        histogram: String, threshold: Double, buckets: [Double]? = nil, native: Bool? = nil, by: [String]? = nil
    ) {
        self.histogram = histogram
        self.threshold = threshold
        self.buckets = buckets
        self.native = native
        self.by = by
    }
}

/// A gauge that is 1 when something works and 0 when not, such as `probe_success` or `up`: each sample is an event.
package struct AvailabilityIndicator: Sendable, Hashable, Codable {
    package var gauge: String
    package var by: [String]?

    package init(gauge: String, by: [String]? = nil) {
        self.gauge = gauge
        self.by = by
    }
}

/// Any error ratio. Where it divides counts, these are used; else it is averaged over time, as the number of its events
/// is unknown.
package struct RatioIndicator: Sendable, Hashable, Codable {
    package var error: WindowedQuery

    package init(error: WindowedQuery) {
        self.error = error
    }
}

/// A gauge that shall stay on one side of a value. Looked at once a minute, each look is an event.
package struct ThresholdIndicator: Sendable, Hashable, Codable {
    /// What a good value is to the threshold.
    package enum Comparison: String, Sendable, Hashable, Codable, CaseIterable {
        case lt, lte, gt, gte

        /// PromQL's operator that is true of bad values.
        var opposite: String {
            switch self {
            case .lt: ">="
            case .lte: ">"
            case .gt: "<="
            case .gte: "<"
            }
        }
    }

    /// Any instant query.
    package var gauge: String
    package var op: Comparison
    package var value: Double
    package var by: [String]?

    package init(gauge: String, op: Comparison, value: Double, by: [String]? = nil) {
        self.gauge = gauge
        self.op = op
        self.value = value
        self.by = by
    }
}

/// A counter that shall grow at least so fast: minutes in which its rate is lower are bad.
package struct ThroughputIndicator: Sendable, Hashable, Codable {
    package var counter: String
    /// Per second.
    package var atLeast: Double
    package var by: [String]?

    private enum CodingKeys: String, CodingKey {
        case counter, by
        case atLeast = "at_least"
    }

    package init(counter: String, atLeast: Double, by: [String]? = nil) {
        self.counter = counter
        self.atLeast = atLeast
        self.by = by
    }
}

/// A gauge with the Unix time of the last success: minutes in which that is too long ago are bad.
package struct FreshnessIndicator: Sendable, Hashable, Codable {
    package var timestamp: String
    /// Seconds.
    package var within: Double
    package var by: [String]?

    package init(timestamp: String, within: Double, by: [String]? = nil) {
        self.timestamp = timestamp
        self.within = within
        self.by = by
    }
}

/// The probes of one of this exporter's targets, which the exporter counts itself.
package struct ProbeIndicator: Sendable, Hashable, Codable {
    package var target: String

    package init(target: String) {
        self.target = target
    }
}
